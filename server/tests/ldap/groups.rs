//! Groups are made, filled and emptied as needed, however often one asks.

use ldap_directory::Sent;

use super::{directory, done, faulted, is, is_not, set};
use crate::support::{LOCUM, SUFFIX, Shape, Slapd};

#[tokio::test(flavor = "multi_thread")]
async fn j7_a_group_is_made_with_its_first_member_and_asking_again_changes_nothing() {
    let slapd = Slapd::new(&["ben", "bea", "max"]);
    let directory = directory(&slapd);
    assert_eq!(slapd.member_values("viewer"), None);
    let batch = [is("ben", "viewer"), is("bea", "viewer"), is("max", "editor")];
    for _ in 0..2 {
        assert_eq!(directory.send(&batch).await, done(3));
        assert_eq!(slapd.members("viewer"), set(&["ben", "bea"]));
        assert_eq!(slapd.members("editor"), set(&["max"]));
    }
    for _ in 0..2 {
        assert_eq!(directory.send(&[is_not("ben", "viewer")]).await, done(1));
        assert_eq!(slapd.members("viewer"), set(&["bea"]));
    }
    let mixed = [is("max", "viewer"), is_not("bea", "viewer"), is("ben", "viewer")];
    assert_eq!(directory.send(&mixed).await, done(3));
    assert_eq!(slapd.members("viewer"), set(&["ben", "max"]));
    assert_eq!(directory.send(&[]).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn j7_with_its_last_member_the_group_goes_and_comes_back_with_the_next() {
    let slapd = Slapd::new(&["ben", "bea"]);
    let directory = directory(&slapd);
    directory.send(&[is("ben", "viewer"), is("bea", "viewer")]).await;
    let nobody = [is_not("ben", "viewer"), is_not("bea", "viewer")];
    for _ in 0..2 {
        assert_eq!(directory.send(&nobody).await, done(2));
        assert_eq!(slapd.member_values("viewer"), None);
    }
    assert_eq!(directory.send(&[is("bea", "viewer")]).await, done(1));
    assert_eq!(slapd.members("viewer"), set(&["bea"]));
    // One takes the other's place.
    assert_eq!(
        directory
            .send(&[is_not("bea", "viewer"), is("ben", "viewer")])
            .await,
        done(2)
    );
    assert_eq!(slapd.members("viewer"), set(&["ben"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn j7_a_group_that_somebody_else_made_stays_when_it_is_empty() {
    let entries = format!(
        "dn: cn=viewer,ou=roles,{SUFFIX}\nobjectClass: groupOfNames\ncn: viewer\n\
         description: Who may look\nmember: uid=ben,ou=people,{SUFFIX}\n\n"
    );
    let shape = Shape {
        entries,
        ..Shape::default()
    };
    let slapd = Slapd::with(&["ben", "bea"], shape);
    let directory = directory(&slapd);
    for _ in 0..2 {
        assert_eq!(directory.send(&[is_not("ben", "viewer")]).await, done(1));
        let stand_in = format!("ou=roles,{SUFFIX}");
        assert_eq!(slapd.member_values("viewer"), Some([stand_in].into()));
    }
    assert_eq!(directory.send(&[is("bea", "viewer")]).await, done(1));
    assert_eq!(
        slapd.member_values("viewer"),
        Some([format!("uid=bea,ou=people,{SUFFIX}")].into()),
        "nothing stands in for nobody any more"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn j7_where_locum_may_remove_no_entry_the_group_stays_too() {
    // Writing an entry is one right, removing it takes the one to its parent's children.
    let rights = format!(
        "access to dn.exact=\"ou=roles,{SUFFIX}\" attrs=children by dn.exact=\"{LOCUM}\" add by * read\n\
         access to attrs=userPassword by anonymous auth by * none\naccess to * by dn.exact=\"{LOCUM}\" write by * read"
    );
    let shape = Shape {
        rights: Some(rights),
        ..Shape::default()
    };
    let slapd = Slapd::with(&["ben"], shape);
    let directory = directory(&slapd);
    for _ in 0..2 {
        assert_eq!(directory.send(&[is("ben", "viewer")]).await, done(1));
        assert_eq!(slapd.members("viewer"), set(&["ben"]));
        assert_eq!(directory.send(&[is_not("ben", "viewer")]).await, done(1));
        assert_eq!(slapd.members("viewer"), set(&[]));
        assert!(slapd.member_values("viewer").is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn j7_people_without_an_entry_are_told_apart_and_the_rest_goes_on() {
    let slapd = Slapd::new(&["ben", "bea"]);
    let directory = directory(&slapd);
    let batch = [
        is("ben", "viewer"),
        is("nobody", "viewer"),
        is("bea", "viewer"),
        is("nobody", "editor"),
        is_not("nobody", "viewer"),
    ];
    let sent = directory.send(&batch).await;
    // The last word on the same person and role answers for the one before it.
    assert_eq!([&sent[0], &sent[1], &sent[2], &sent[4]], [&Sent::Done; 4]);
    assert_eq!(faulted(&sent[3]), "nobody has no entry in the directory");
    assert_eq!(slapd.members("viewer"), set(&["ben", "bea"]));
    assert_eq!(slapd.member_values("editor"), None);

    slapd.add_people(&["nobody"]);
    assert_eq!(directory.send(&[is("nobody", "editor")]).await, done(1));
    assert_eq!(slapd.members("editor"), set(&["nobody"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn j7_whoever_left_the_directory_leaves_their_groups() {
    let slapd = Slapd::new(&["ben", "bea"]);
    let directory = directory(&slapd);
    directory.send(&[is("ben", "viewer"), is("bea", "viewer")]).await;
    slapd.modify(&format!("dn: uid=ben,ou=people,{SUFFIX}\nchangetype: delete\n"));
    assert_eq!(slapd.members("viewer"), set(&["ben", "bea"]));
    assert_eq!(directory.send(&[is_not("ben", "viewer")]).await, done(1));
    assert_eq!(slapd.members("viewer"), set(&["bea"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn j7_five_hundred_at_once_in_many_groups() {
    let names: Vec<String> = (0..300).map(|n| format!("p{n}")).collect();
    let usernames: Vec<&str> = names.iter().map(String::as_str).collect();
    let slapd = Slapd::new(&usernames);
    let directory = directory(&slapd);
    let roles: Vec<String> = (0..7).map(|n| format!("role_{n}")).collect();
    let all: Vec<_> = (0..500).map(|n| is(usernames[n % 300], &roles[n % 7])).collect();
    assert_eq!(directory.send(&all).await, done(500));
    let mut expected = 0;
    for (role, members) in slapd.groups() {
        let wanted = all.iter().filter(|line| line.role == role);
        let wanted: std::collections::BTreeSet<_> = wanted.map(|line| line.username.clone()).collect();
        assert_eq!(slapd.members(&role), wanted, "{role}");
        expected += members.len();
    }
    assert_eq!(expected, 500);
    let none: Vec<_> = all
        .iter()
        .map(|line| is_not(&line.username, &line.role))
        .collect();
    assert_eq!(directory.send(&none).await, done(500));
    assert!(slapd.groups().is_empty());
}
