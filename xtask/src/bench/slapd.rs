//! A directory to measure with: OpenLDAP's slapd, as durable as it is by itself.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::bench::background::Background;
use crate::process::{find_program, run_quietly};

/// The root of everything.
const SUFFIX: &str = "dc=example,dc=org";

const PASSWORD: &str = "only-for-measuring";

/// How long it may take to start.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running directory.
pub(crate) struct Slapd {
    _process: Background,
    url: String,
}

impl Slapd {
    /// With entries for people with these usernames, which need no escaping.
    pub(crate) fn start(folder: &Path, usernames: &[String]) -> anyhow::Result<Self> {
        fs::create_dir_all(folder.join("data"))?;
        let configuration = folder.join("slapd.conf");
        fs::write(&configuration, configured(folder)?)?;
        let entries = folder.join("entries.ldif");
        fs::write(&entries, ldif(usernames))?;
        let mut fill = Command::new(server("slapadd")?);
        run_quietly(
            fill.arg("-q")
                .arg("-f")
                .arg(&configuration)
                .arg("-l")
                .arg(&entries),
        )?;
        // Another program may take the port in the moment in which it is free; then it ends at once.
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let url = format!("ldap://127.0.0.1:{port}");
        let mut command = Command::new(server("slapd")?);
        command.args(["-d", "0", "-h", &url, "-f"]).arg(&configuration);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut process = Background::start(&mut command)?;
        let deadline = Instant::now() + PATIENCE;
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if !process.is_running() || Instant::now() > deadline {
                bail!("slapd did not start");
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(Self {
            _process: process,
            url,
        })
    }

    /// Locum's settings for it.
    pub(crate) fn settings(&self) -> [(&'static str, String); 5] {
        [
            ("LOCUM_LDAP_URL", self.url.clone()),
            ("LOCUM_LDAP_BIND_DN", administrator()),
            ("LOCUM_LDAP_BIND_PASSWORD", PASSWORD.to_owned()),
            ("LOCUM_LDAP_PEOPLE_BASE", format!("ou=people,{SUFFIX}")),
            ("LOCUM_LDAP_ROLES_BASE", format!("ou=roles,{SUFFIX}")),
        ]
    }

    /// One of OpenLDAP's client programs, told where it is.
    pub(crate) fn client(&self, name: &str) -> anyhow::Result<Command> {
        let mut command = Command::new(server(name)?);
        command.args(["-x", "-H", &self.url, "-D", &administrator(), "-w", PASSWORD]);
        Ok(command)
    }

    /// How many members all groups have.
    pub(crate) fn members(&self) -> anyhow::Result<usize> {
        let mut command = self.client("ldapsearch")?;
        command.args(["-LLL", "-o", "ldif-wrap=no", "-b"]);
        command.args([
            &format!("ou=roles,{SUFFIX}"),
            "(objectClass=groupOfNames)",
            "member",
        ]);
        let said = run_quietly(&mut command)?;
        Ok(said.lines().filter(|line| line.starts_with("member:")).count())
    }
}

/// The name of a person's entry.
pub(crate) fn person(username: &str) -> String {
    format!("uid={username},ou=people,{SUFFIX}")
}

/// The name of a role's group.
pub(crate) fn group(role: &str) -> String {
    format!("cn={role},ou=roles,{SUFFIX}")
}

fn administrator() -> String {
    format!("cn=admin,{SUFFIX}")
}

fn server(name: &str) -> anyhow::Result<PathBuf> {
    let elsewhere = Path::new("/usr/sbin").join(name);
    find_program(name)
        .or_else(|| elsewhere.is_file().then_some(elsewhere))
        .with_context(|| format!("{name} is not there"))
}

fn configured(folder: &Path) -> anyhow::Result<String> {
    let first = |candidates: &[&'static str]| {
        let mut found = candidates.iter().filter(|folder| Path::new(folder).is_dir());
        found.next().copied()
    };
    let schemas = first(&["/etc/ldap/schema", "/etc/openldap/schema"]).context("no schemas of OpenLDAP")?;
    let mut text: String = ["core", "cosine", "inetorgperson"]
        .map(|schema| format!("include {schemas}/{schema}.schema\n"))
        .concat();
    if let Some(modules) = first(&["/usr/lib/ldap", "/usr/lib64/openldap", "/usr/lib/openldap"]) {
        text.push_str(&format!("modulepath {modules}\nmoduleload back_mdb\n"));
    }
    let (at, administrator) = (folder.display(), administrator());
    text.push_str(&format!(
        "pidfile {at}/pid\nargsfile {at}/args\ndatabase mdb\nmaxsize 1073741824\nsuffix \"{SUFFIX}\"\n\
         rootdn \"{administrator}\"\nrootpw {PASSWORD}\ndirectory {at}/data\nindex objectClass,uid,cn,member eq\n"
    ));
    Ok(text)
}

fn ldif(usernames: &[String]) -> String {
    let mut text = format!(
        "dn: {SUFFIX}\nobjectClass: dcObject\nobjectClass: organization\no: Example\ndc: example\n\n"
    );
    for unit in ["people", "roles"] {
        text.push_str(&format!(
            "dn: ou={unit},{SUFFIX}\nobjectClass: organizationalUnit\nou: {unit}\n\n"
        ));
    }
    for username in usernames {
        text.push_str(&format!(
            "dn: {}\nobjectClass: inetOrgPerson\nuid: {username}\ncn: {username}\nsn: {username}\n\n",
            person(username)
        ));
    }
    text
}
