//! Encryption, and whom Locum believes to be the directory.

use ldap_directory::{Directory, LdapConfig, Sent};

use super::{done, is, set, unreachable};
use crate::support::{Shape, Slapd, Trust};

fn encrypted(trust: &Trust, host: &str, expired: bool) -> Slapd {
    let folder = trust.folder.path();
    let certificate = if expired {
        trust.authority.expired_certificate(host, folder)
    } else {
        trust.authority.certificate(host, folder)
    };
    let shape = Shape {
        certificate: Some(certificate),
        // Passwords on encrypted connections only.
        global: "security simple_bind=128".to_owned(),
        ..Shape::default()
    };
    Slapd::with(&["ben"], shape)
}

async fn send(config: LdapConfig) -> Vec<Sent> {
    Directory::new(&config)
        .unwrap()
        .send(&[is("ben", "viewer")])
        .await
}

/// The two ways to encrypt, at this host.
fn both_ways(slapd: &Slapd, host: &str, trust: &Trust) -> [LdapConfig; 2] {
    let with = |url: String| LdapConfig {
        url,
        ca_file: Some(trust.ca_file.clone()),
        ..slapd.config()
    };
    [
        with(slapd.tls_url(host)),
        with(format!("ldap://{host}:{}", slapd.port())),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn j7_ldaps_and_starttls_with_a_certificate_of_the_named_authority() {
    for host in ["localhost", "127.0.0.1"] {
        let trust = Trust::new();
        let slapd = encrypted(&trust, host, false);
        for config in both_ways(&slapd, host, &trust) {
            let url = config.url.clone();
            assert_eq!(send(config).await, done(1), "{url}");
        }
    }
    // In the clear this directory lets nobody in: what went through was encrypted.
    let trust = Trust::new();
    let slapd = encrypted(&trust, "localhost", false);
    let why = send(slapd.config()).await;
    assert!(
        unreachable(&why[0]).contains("encrypted connection only"),
        "{why:?}"
    );
    assert_eq!(slapd.member_values("viewer"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn j7_a_certificate_of_an_authority_that_nobody_trusts() {
    let (trust, other) = (Trust::new(), Trust::new());
    let slapd = encrypted(&trust, "localhost", false);
    for config in both_ways(&slapd, "localhost", &other) {
        let sent = send(config).await;
        assert!(unreachable(&sent[0]).contains("LOCUM_LDAP_CA_FILE"), "{sent:?}");
    }
    let no_authority = LdapConfig {
        url: slapd.tls_url("localhost"),
        ..slapd.config()
    };
    let sent = send(no_authority).await;
    assert!(unreachable(&sent[0]).contains("signed by nobody"), "{sent:?}");
    assert_eq!(slapd.members("viewer"), set(&[]));
}

#[tokio::test(flavor = "multi_thread")]
async fn j7_a_certificate_for_another_host() {
    let trust = Trust::new();
    let slapd = encrypted(&trust, "ldap.example.org", false);
    for host in ["localhost", "127.0.0.1"] {
        for config in both_ways(&slapd, host, &trust) {
            let sent = send(config).await;
            assert_eq!(
                unreachable(&sent[0]),
                "the directory's certificate is not for the host in LOCUM_LDAP_URL"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn j7_a_certificate_that_has_expired() {
    let trust = Trust::new();
    let slapd = encrypted(&trust, "localhost", true);
    for config in both_ways(&slapd, "localhost", &trust) {
        let sent = send(config).await;
        assert_eq!(unreachable(&sent[0]), "the directory's certificate has expired");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn j7_no_encryption_where_it_is_asked_for_is_no_connection() {
    let trust = Trust::new();
    let slapd = Slapd::new(&["ben"]);
    let [_, starttls] = both_ways(&slapd, "localhost", &trust);
    let sent = send(starttls).await;
    assert!(unreachable(&sent[0]).contains("StartTLS"), "{sent:?}");
    assert_eq!(slapd.members("viewer"), set(&[]));
}

#[test]
fn j7_an_authority_that_cannot_be_read_is_named_before_anything_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty.pem");
    std::fs::write(&empty, "no certificate").unwrap();
    for file in [empty, folder.path().join("nowhere.pem")] {
        let config = LdapConfig {
            url: "ldaps://ldap.example.org".to_owned(),
            bind_dn: "cn=locum,dc=example,dc=org".to_owned(),
            bind_password: connection_settings::Secret::new("hush"),
            people_base: "ou=people,dc=example,dc=org".to_owned(),
            roles_base: "ou=roles,dc=example,dc=org".to_owned(),
            ca_file: Some(file),
            patience: Default::default(),
        };
        let message = Directory::new(&config).unwrap_err().to_string();
        assert!(
            message.starts_with("LOCUM_LDAP_CA_FILE cannot be used"),
            "{message}"
        );
    }
}
