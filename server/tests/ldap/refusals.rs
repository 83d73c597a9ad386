//! A directory that does not want to: whose fault it is decides what follows.

use connection_settings::Secret;
use ldap_directory::{Directory, LdapConfig, Sent};

use super::{directory, done, is, is_not, later, set, unreachable};
use crate::support::{LOCUM, SUFFIX, Shape, Slapd};

#[tokio::test(flavor = "multi_thread")]
async fn j5_a_directory_that_is_read_only_takes_it_later() {
    let mut slapd = Slapd::new(&["ben"]);
    let directory = directory(&slapd);
    slapd.stop();
    slapd.configure(&Shape {
        database: "readonly on".to_owned(),
        ..Shape::default()
    });
    slapd.start_again();
    let sent = directory.send(&[is("ben", "viewer"), is("ben", "editor")]).await;
    for sent in &sent {
        assert!(later(sent).contains("unwilling to take changes"), "{sent:?}");
    }
    slapd.stop();
    slapd.configure(&Shape::default());
    slapd.start_again();
    assert_eq!(directory.send(&[is("ben", "viewer")]).await, done(1));
    assert_eq!(slapd.members("viewer"), set(&["ben"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn j5_insufficient_access_says_whose() {
    let rights = "access to attrs=userPassword by anonymous auth by * none\naccess to * by * read";
    let shape = Shape {
        rights: Some(rights.to_owned()),
        ..Shape::default()
    };
    let slapd = Slapd::with(&["ben"], shape);
    let sent = directory(&slapd).send(&[is("ben", "viewer")]).await;
    assert!(
        later(&sent[0]).contains("LOCUM_LDAP_BIND_DN") && later(&sent[0]).contains("insufficient access"),
        "{sent:?}"
    );
    assert_eq!(slapd.member_values("viewer"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn j5_one_whom_the_directory_refuses_holds_up_no_other() {
    let rights = format!(
        "access to attrs=userPassword by anonymous auth by * none\n\
         access to attrs=member val/distinguishedNameMatch=\"uid=max,ou=people,{SUFFIX}\" by * read\n\
         access to * by dn.exact=\"{LOCUM}\" write by * read"
    );
    let shape = Shape {
        rights: Some(rights),
        ..Shape::default()
    };
    let slapd = Slapd::with(&["ben", "bea", "max", "ada"], shape);
    let directory = directory(&slapd);
    assert_eq!(directory.send(&[is("ada", "viewer")]).await, done(1));
    let batch = [
        is("ben", "viewer"),
        is("max", "viewer"),
        is("bea", "viewer"),
        is_not("ada", "viewer"),
    ];
    let sent = directory.send(&batch).await;
    assert!(later(&sent[1]).contains("insufficient access"), "{sent:?}");
    assert_eq!([&sent[0], &sent[2], &sent[3]], [&Sent::Done; 3]);
    assert_eq!(slapd.members("viewer"), set(&["ben", "bea"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn j7_no_such_object_where_people_or_roles_should_be() {
    for (unit, variable) in [
        ("people", "LOCUM_LDAP_PEOPLE_BASE"),
        ("roles", "LOCUM_LDAP_ROLES_BASE"),
    ] {
        let shape = Shape {
            without: Some(unit),
            ..Shape::default()
        };
        let usernames: &[&str] = if unit == "people" { &[] } else { &["ben"] };
        let slapd = Slapd::with(usernames, shape);
        let sent = directory(&slapd).send(&[is("ben", "viewer")]).await;
        assert!(unreachable(&sent[0]).contains(variable), "{sent:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn j7_a_wrong_password_and_a_wrong_name() {
    let slapd = Slapd::new(&["ben"]);
    let wrong_password = LdapConfig {
        bind_password: Secret::new("hush-hush"),
        ..slapd.config()
    };
    let wrong_name = LdapConfig {
        bind_dn: format!("cn=nobody,{SUFFIX}"),
        ..slapd.config()
    };
    for config in [wrong_password, wrong_name] {
        let directory = Directory::new(&config).unwrap();
        let sent = directory.send(&[is("ben", "viewer")]).await;
        let why = unreachable(&sent[0]);
        assert!(why.contains("does not accept LOCUM_LDAP_BIND_DN"), "{why}");
        assert!(!why.contains("hush"), "{why}");
        assert!(!format!("{directory:?}{config:?}").contains("hush"));
    }
}
