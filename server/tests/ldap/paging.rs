//! More than the directory tells at once.

use super::{directory, done, is, set};
use crate::support::{LOCUM, SUFFIX, Shape, Slapd};

/// Locum may read any number of entries, but never more than 500 in one answer, and others never more than 40.
fn limited() -> Shape {
    Shape {
        global: "sizelimit 40".to_owned(),
        database: format!(
            "limits dn.exact=\"{LOCUM}\" size.soft=40 size.hard=40 size.pr=500 size.prtotal=unlimited"
        ),
        ..Shape::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn j7_a_directory_that_tells_little_at_once_still_tells_all() {
    let names: Vec<String> = (0..1_200).map(|n| format!("p{n}")).collect();
    let usernames: Vec<&str> = names.iter().map(String::as_str).collect();
    let slapd = Slapd::with(&usernames, limited());
    let directory = directory(&slapd);
    for some in usernames.chunks(400) {
        let batch: Vec<_> = some.iter().map(|name| is(name, "viewer")).collect();
        assert_eq!(directory.send(&batch).await, done(400));
    }
    assert_eq!(slapd.members("viewer"), set(&usernames));
    assert!(
        slapd
            .member_values("viewer")
            .unwrap()
            .contains(&format!("uid=p7,ou=people,{SUFFIX}"))
    );
}
