//! A real directory: OpenLDAP's slapd on a free port of the loopback address, with a folder of its own, filled by `slapadd`
//! and read back by `ldapsearch`. It ends with the test.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use connection_settings::Secret;
use ldap_directory::{LdapConfig, Patience};
use tempfile::TempDir;

use super::certificates::{Authority, Certificate};

/// The root of everything.
pub const SUFFIX: &str = "dc=example,dc=org";

/// Whom nothing is refused.
const ADMIN: &str = "cn=admin,dc=example,dc=org";

/// Who Locum is.
pub const LOCUM: &str = "cn=locum,dc=example,dc=org";

/// Everybody's password.
const PASSWORD: &str = "only-for-testing";

/// How a directory differs from the usual one.
#[derive(Default)]
pub struct Shape {
    /// Lines of its configuration before the database's, such as a time after which idle connections are closed.
    pub global: String,
    /// Lines of the database's configuration, before the rights.
    pub database: String,
    /// Rights in place of the usual ones, by which Locum may do everything.
    pub rights: Option<String>,
    /// It can encrypt, with this certificate.
    pub certificate: Option<Certificate>,
    /// More entries, as LDIF.
    pub entries: String,
    /// Leave out `ou=people` or `ou=roles`.
    pub without: Option<&'static str>,
}

/// The directory.
pub struct Slapd {
    server: Option<Child>,
    folder: TempDir,
    port: u16,
    tls_port: u16,
    is_encrypted: bool,
}

fn program(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders =
        std::env::split_paths(&path).chain(["/usr/sbin", "/usr/local/sbin", "/usr/libexec"].map(Into::into));
    let mut found = folders
        .map(|folder| folder.join(name))
        .filter(|file| file.is_file());
    found
        .next()
        .unwrap_or_else(|| panic!("{name} is not there: run the tests with `cargo xtask test`"))
}

/// Whether each thread of the process is stopped.
fn is_stopped(process: &str) -> bool {
    let threads = std::fs::read_dir(format!("/proc/{process}/task")).unwrap();
    threads.flatten().all(|thread| {
        let status = std::fs::read_to_string(thread.path().join("stat")).unwrap_or_default();
        // `pid (name) state …`; a thread that has ended meanwhile is none.
        status
            .rsplit(") ")
            .next()
            .is_none_or(|rest| rest.is_empty() || rest.starts_with('T'))
    })
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

impl Slapd {
    /// With entries for these people.
    pub fn new(usernames: &[&str]) -> Self {
        Self::with(usernames, Shape::default())
    }

    /// The same in an unusual shape.
    pub fn with(usernames: &[&str], shape: Shape) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("data")).unwrap();
        std::fs::write(
            folder.path().join("slapd.conf"),
            configuration(folder.path(), &shape),
        )
        .unwrap();
        let mut slapd = Self {
            server: None,
            folder,
            port: 0,
            tls_port: 0,
            is_encrypted: shape.certificate.is_some(),
        };
        slapd.fill(usernames, &shape);
        slapd.start_somewhere();
        slapd
    }

    fn configuration_file(&self) -> PathBuf {
        self.folder.path().join("slapd.conf")
    }

    fn fill(&self, usernames: &[&str], shape: &Shape) {
        let mut ldif = format!(
            "dn: {SUFFIX}\nobjectClass: dcObject\nobjectClass: organization\no: Example\ndc: example\n\n\
             dn: {LOCUM}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: locum\n\
             userPassword: {PASSWORD}\n\n"
        );
        for unit in ["people", "roles"] {
            if shape.without != Some(unit) {
                ldif.push_str(&format!(
                    "dn: ou={unit},{SUFFIX}\nobjectClass: organizationalUnit\nou: {unit}\n\n"
                ));
            }
        }
        for username in usernames {
            ldif.push_str(&person(username));
        }
        ldif.push_str(&shape.entries);
        let file = self.folder.path().join("entries.ldif");
        std::fs::write(&file, ldif).unwrap();
        let mut command = Command::new(program("slapadd"));
        command
            .arg("-q")
            .arg("-f")
            .arg(self.configuration_file())
            .arg("-l")
            .arg(&file);
        succeeded(&command.output().unwrap());
    }

    /// Another program may take a port in the moment in which it is free.
    fn start_somewhere(&mut self) {
        for _ in 0..10 {
            (self.port, self.tls_port) = (free_port(), free_port());
            if self.start() {
                return;
            }
        }
        panic!("slapd did not start: {}", self.said());
    }

    /// Starts it on its ports; true once it listens.
    fn start(&mut self) -> bool {
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.folder.path().join("log"))
            .unwrap();
        let listen = format!(
            "ldap://127.0.0.1:{}/ ldaps://127.0.0.1:{}/",
            self.port, self.tls_port
        );
        let mut command = Command::new(program("slapd"));
        command
            .args(["-d", "0", "-h", &listen, "-f"])
            .arg(self.configuration_file());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let mut server = command.spawn().unwrap();
        let deadline = Instant::now() + Duration::from_secs(30);
        while Instant::now() < deadline {
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() && server.try_wait().unwrap().is_none() {
                self.server = Some(server);
                return true;
            }
            if server.try_wait().unwrap().is_some() {
                return false;
            }
            std::thread::yield_now();
        }
        let _ = server.kill();
        let _ = server.wait();
        false
    }

    fn said(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// Where it listens without encryption from the start.
    pub fn url(&self) -> String {
        format!("ldap://127.0.0.1:{}", self.port)
    }

    /// Where it listens with it, for the host that its certificate names.
    pub fn tls_url(&self, host: &str) -> String {
        format!("ldaps://{host}:{}", self.tls_port)
    }

    /// The port of [`Slapd::url`].
    pub fn port(&self) -> u16 {
        self.port
    }

    /// How Locum uses it.
    pub fn config(&self) -> LdapConfig {
        LdapConfig {
            url: self.url(),
            bind_dn: LOCUM.to_owned(),
            bind_password: Secret::new(PASSWORD),
            people_base: format!("ou=people,{SUFFIX}"),
            roles_base: format!("ou=roles,{SUFFIX}"),
            ca_file: None,
            patience: Patience::default(),
        }
    }

    /// The same as a program's environment.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        vec![
            ("LOCUM_LDAP_URL", self.url()),
            ("LOCUM_LDAP_BIND_DN", LOCUM.to_owned()),
            ("LOCUM_LDAP_BIND_PASSWORD", PASSWORD.to_owned()),
            ("LOCUM_LDAP_PEOPLE_BASE", format!("ou=people,{SUFFIX}")),
            ("LOCUM_LDAP_ROLES_BASE", format!("ou=roles,{SUFFIX}")),
        ]
    }

    /// Sends it a signal: `STOP`, `CONT`, `KILL`.
    pub fn signal(&self, name: &str) {
        let process = self.server.as_ref().unwrap().id().to_string();
        let status = Command::new("kill").args(["-s", name, &process]).status();
        assert!(status.unwrap().success());
        // A process stops thread by thread: until the last of them has, it may still answer.
        while name == "STOP" && !is_stopped(&process) {
            std::thread::yield_now();
        }
    }

    /// Ends it: nothing listens any more.
    pub fn stop(&mut self) {
        if let Some(mut server) = self.server.take() {
            // In its own time, so that nothing is lost.
            let process = server.id().to_string();
            let _ = Command::new("kill").args(["-s", "CONT", &process]).status();
            let _ = Command::new("kill").args(["-s", "TERM", &process]).status();
            let _ = server.wait();
        }
    }

    /// Starts it again on the same ports.
    pub fn start_again(&mut self) {
        assert!(self.server.is_none());
        assert!(self.start(), "{}", self.said());
    }

    /// Changes its configuration; it takes effect at the next start.
    pub fn configure(&self, shape: &Shape) {
        std::fs::write(
            self.configuration_file(),
            configuration(self.folder.path(), shape),
        )
        .unwrap();
    }

    /// Changes entries as its administrator: LDIF with `changetype`.
    pub fn modify(&self, ldif: &str) {
        let file = self.folder.path().join("change.ldif");
        std::fs::write(&file, ldif).unwrap();
        let mut command = self.client("ldapmodify");
        command.arg("-f").arg(file);
        succeeded(&command.output().unwrap());
    }

    /// Gives people entries.
    pub fn add_people(&self, usernames: &[&str]) {
        let ldif: String = usernames
            .iter()
            .map(|username| person(username).replacen("\nobjectClass", "\nchangetype: add\nobjectClass", 1))
            .collect();
        self.modify(&ldif);
    }

    fn client(&self, name: &str) -> Command {
        let mut command = Command::new(program(name));
        command.args(["-x", "-H", &self.url(), "-D", ADMIN, "-w", PASSWORD]);
        if self.is_encrypted {
            // Whom it is that it reads from, the test knows.
            command.arg("-ZZ").env("LDAPTLS_REQCERT", "never");
        }
        command
    }

    /// The members of a role's group, as `ldapsearch` prints them; none when there is no group.
    pub fn member_values(&self, role: &str) -> Option<BTreeSet<String>> {
        self.groups().remove(role)
    }

    /// The people among them, by the usernames in their names, unescaped.
    pub fn members(&self, role: &str) -> BTreeSet<String> {
        let values = self.member_values(role).unwrap_or_default();
        values.iter().filter_map(|value| username(value)).collect()
    }

    /// Every group with its members' names.
    pub fn groups(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut command = self.client("ldapsearch");
        command.args(["-LLL", "-o", "ldif-wrap=no", "-b", &format!("ou=roles,{SUFFIX}")]);
        command.args([
            "-E",
            "pr=500/noprompt",
            "(objectClass=groupOfNames)",
            "cn",
            "member",
        ]);
        let output = command.output().unwrap();
        succeeded(&output);
        let text = String::from_utf8(output.stdout).unwrap();
        let mut groups = BTreeMap::new();
        for entry in text.split("\n\n") {
            let (mut name, mut members) = (None, BTreeSet::new());
            for (attribute, value) in entry.lines().filter_map(attribute) {
                match attribute {
                    "cn" => name = Some(value),
                    "member" => {
                        members.insert(value);
                    }
                    _ => {}
                }
            }
            groups.extend(name.map(|name| (name, members)));
        }
        groups
    }
}

impl Drop for Slapd {
    fn drop(&mut self) {
        if let Some(mut server) = self.server.take() {
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}

/// A line of LDIF.
fn attribute(line: &str) -> Option<(&str, String)> {
    let (name, value) = line.split_once(':')?;
    Some(match value.strip_prefix(": ") {
        Some(encoded) => (name, String::from_utf8(base64(encoded)).unwrap()),
        None => (name, value.trim_start_matches(' ').to_owned()),
    })
}

fn base64(text: &str) -> Vec<u8> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0);
    for letter in text.bytes().filter(|letter| *letter != b'=') {
        let place = LETTERS.iter().position(|known| *known == letter).unwrap();
        bits = (bits << 6) | u32::try_from(place).unwrap();
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from((bits >> held) & 0xff).unwrap());
        }
    }
    bytes
}

/// As LDIF wants a value that may hold anything.
fn encoded(text: &str) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in text.as_bytes().chunks(3) {
        let bits = three
            .iter()
            .fold(0_u32, |bits, byte| (bits << 8) | u32::from(*byte))
            << (8 * (3 - three.len()));
        for place in 0..4 {
            let letter = usize::try_from((bits >> (18 - 6 * place)) & 63).unwrap();
            out.push(if place <= three.len() {
                char::from(LETTERS[letter])
            } else {
                '='
            });
        }
    }
    out
}

/// A person's name in the directory, every letter of it escaped.
pub fn person_dn(username: &str) -> String {
    let escaped: String = username.bytes().map(|byte| format!("\\{byte:02x}")).collect();
    format!("uid={escaped},ou=people,{SUFFIX}")
}

fn person(username: &str) -> String {
    let (dn, name) = (person_dn(username), encoded(username));
    format!("dn: {dn}\nobjectClass: inetOrgPerson\nuid:: {name}\ncn:: {name}\nsn:: {name}\n\n")
}

/// The username in a person's name.
fn username(dn: &str) -> Option<String> {
    let below = format!(",ou=people,{SUFFIX}");
    let value = dn.strip_suffix(&below)?.strip_prefix("uid=")?;
    let mut bytes = Vec::new();
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'\\' => {
                let pair = [rest.next().unwrap(), rest.next().unwrap()];
                let pair = std::str::from_utf8(&pair).unwrap().to_owned();
                bytes.push(u8::from_str_radix(&pair, 16).unwrap());
            }
            other => bytes.push(other),
        }
    }
    Some(String::from_utf8(bytes).unwrap())
}

fn succeeded(output: &Output) {
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {error}", output.status);
}

fn first_folder(candidates: &[&'static str]) -> Option<&'static str> {
    candidates
        .iter()
        .find(|folder| Path::new(folder).is_dir())
        .copied()
}

fn configuration(folder: &Path, shape: &Shape) -> String {
    let schemas = first_folder(&["/etc/ldap/schema", "/etc/openldap/schema"]).expect("OpenLDAP's schemas");
    let mut text = String::new();
    for schema in ["core", "cosine", "inetorgperson"] {
        text.push_str(&format!("include {schemas}/{schema}.schema\n"));
    }
    // Where it is no module, it is built in.
    if let Some(modules) = first_folder(&["/usr/lib/ldap", "/usr/lib64/openldap", "/usr/lib/openldap"]) {
        text.push_str(&format!("modulepath {modules}\nmoduleload back_mdb\n"));
    }
    let at = folder.display();
    text.push_str(&format!(
        "pidfile {at}/pid\nargsfile {at}/args\n{}\n",
        shape.global
    ));
    if let Some(Certificate { certificate, key }) = &shape.certificate {
        let (certificate, key) = (certificate.display(), key.display());
        text.push_str(&format!(
            "TLSCertificateFile {certificate}\nTLSCertificateKeyFile {key}\n"
        ));
    }
    let rights = shape.rights.clone().unwrap_or_else(|| {
        format!(
            "access to attrs=userPassword by anonymous auth by * none\naccess to * by dn.exact=\"{LOCUM}\" write by * read"
        )
    });
    text.push_str(&format!(
        "database mdb\nmaxsize 268435456\nsuffix \"{SUFFIX}\"\nrootdn \"{ADMIN}\"\nrootpw {PASSWORD}\ndirectory {at}/data\n\
         envflags nosync\nindex objectClass,uid,cn,member eq\n{}\n{rights}\n",
        shape.database
    ));
    text
}

/// An authority, a certificate it signed for `host`, and the folder that holds both.
pub struct Trust {
    /// Signs.
    pub authority: Authority,
    /// The folder.
    pub folder: TempDir,
    /// The authority's own certificate.
    pub ca_file: PathBuf,
}

impl Trust {
    /// A new authority.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let authority = Authority::new("the tests' authority");
        let ca_file = authority.write(folder.path());
        Self {
            authority,
            folder,
            ca_file,
        }
    }
}
