//! Names that hold what means something in a directory: each is its own person's and nobody else's.

use ldap_directory::Sent;

use super::{directory, done, faulted, is, is_not, set};
use crate::support::{SUFFIX, Slapd, person_dn};

/// Everything that RFC 4514 and RFC 4515 give a meaning to, and what they do not.
const ODD: [&str; 16] = [
    "a,b",
    "a+b",
    "a\"b",
    "a\\b",
    "a<b>c",
    "a;b",
    "a=b",
    "#a",
    "a#",
    "a*b",
    "a(b)c",
    "a/b",
    "uid=ben,ou=people",
    "田中",
    "Ægir Þór",
    "🦀",
];

#[tokio::test(flavor = "multi_thread")]
async fn j7_odd_names_are_members_and_are_read_back() {
    let slapd = Slapd::new(&ODD);
    let directory = directory(&slapd);
    let batch: Vec<_> = ODD.iter().map(|username| is(username, "viewer")).collect();
    assert_eq!(directory.send(&batch).await, done(ODD.len()));
    assert_eq!(slapd.members("viewer"), set(&ODD));
    for username in ODD {
        let one = format!("{username} alone").replace(' ', "_");
        assert_eq!(
            directory.send(&[is_not(username, "viewer")]).await,
            done(1),
            "{one}"
        );
        assert!(!slapd.members("viewer").contains(username), "{username}");
        assert_eq!(directory.send(&[is(username, "viewer")]).await, done(1));
        assert!(slapd.members("viewer").contains(username), "{username}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn j7_a_name_that_the_directory_takes_for_another_one_is_not_taken_for_it() {
    let slapd = Slapd::new(&["ben", "ada holm"]);
    let directory = directory(&slapd);
    assert_eq!(
        directory
            .send(&[is("ben", "viewer"), is("ada holm", "viewer")])
            .await,
        done(2)
    );
    // To a directory blanks around a name do not count, and several count as one.
    for username in [" ben", "ben ", "ada  holm"] {
        let sent = directory
            .send(&[is(username, "editor"), is_not(username, "viewer")])
            .await;
        let why = faulted(&sent[0]);
        assert_eq!(why, format!("{username:?} has no entry in the directory"));
        assert_eq!(sent[1], Sent::Done);
    }
    assert_eq!(slapd.members("viewer"), set(&["ben", "ada holm"]));
    assert_eq!(slapd.member_values("editor"), None);
    // Letter case is no other name, to neither side.
    assert_eq!(directory.send(&[is_not("BEN", "viewer")]).await, done(1));
    assert_eq!(slapd.members("viewer"), set(&["ada holm"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn j7_a_leading_blank_that_belongs_to_the_name() {
    let slapd = Slapd::new(&[" lead", "trail "]);
    let directory = directory(&slapd);
    let batch = [is(" lead", "viewer"), is("trail ", "viewer")];
    assert_eq!(directory.send(&batch).await, done(2));
    assert_eq!(slapd.members("viewer"), set(&[" lead", "trail "]));
    assert_eq!(directory.send(&[is_not(" lead", "viewer")]).await, done(1));
    assert_eq!(slapd.members("viewer"), set(&["trail "]));
}

#[tokio::test(flavor = "multi_thread")]
async fn j7_a_nul_cuts_no_name_short() {
    let slapd = Slapd::new(&["ben"]);
    let directory = directory(&slapd);
    assert_eq!(directory.send(&[is("ben", "viewer")]).await, done(1));
    for username in ["ben\0", "ben\0x", "\0", ""] {
        let batch = [
            is_not(username, "viewer"),
            is(username, "editor"),
            is("ben", username),
        ];
        let sent = directory.send(&batch).await;
        assert_eq!(sent[0], Sent::Done, "{username:?}");
        assert!(
            faulted(&sent[1]).ends_with("has no entry in the directory"),
            "{sent:?}"
        );
        assert!(
            faulted(&sent[2]).contains("cannot stand in a directory"),
            "{sent:?}"
        );
    }
    let groups = slapd.groups();
    assert_eq!(groups.keys().collect::<Vec<_>>(), ["viewer"]);
    assert_eq!(slapd.members("viewer"), set(&["ben"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn j7_only_an_entry_named_by_its_uid_right_below_the_base_is_a_person() {
    let slapd = Slapd::new(&["ben"]);
    slapd.modify(&format!(
        "dn: ou=sales,ou=people,{SUFFIX}\nchangetype: add\nobjectClass: organizationalUnit\nou: sales\n\n\
         dn: uid=max,ou=sales,ou=people,{SUFFIX}\nchangetype: add\nobjectClass: inetOrgPerson\nuid: max\ncn: Max\nsn: Roth\n\n\
         dn: cn=bea,ou=people,{SUFFIX}\nchangetype: add\nobjectClass: inetOrgPerson\nuid: bea\ncn: bea\nsn: Lund\n\n"
    ));
    let sent = directory(&slapd)
        .send(&[is("max", "viewer"), is("bea", "viewer"), is("ben", "viewer")])
        .await;
    assert_eq!(faulted(&sent[0]), "max has no entry in the directory");
    assert_eq!(faulted(&sent[1]), "bea has no entry in the directory");
    assert_eq!(sent[2], Sent::Done);
    assert_eq!(
        slapd.member_values("viewer"),
        Some([format!("uid=ben,ou=people,{SUFFIX}")].into())
    );
    assert!(
        person_dn("ben").starts_with("uid=\\62"),
        "the tests' own way to write names is another"
    );
}
