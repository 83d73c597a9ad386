//! Several nodes at the same groups at the same moment (J4).

use std::sync::Arc;

use super::{directory, done, is, is_not, set};
use crate::support::Slapd;

#[tokio::test(flavor = "multi_thread")]
async fn j4_two_nodes_that_make_the_same_group_at_the_same_moment() {
    let slapd = Slapd::new(&["ben", "bea"]);
    let (one, two) = (directory(&slapd), directory(&slapd));
    for round in 0..30 {
        let role = format!("role_{round}");
        let (first, second) = ([is("ben", &role)], [is("bea", &role)]);
        let (one, two) = tokio::join!(one.send(&first), two.send(&second));
        assert_eq!((one, two), (done(1), done(1)));
        assert_eq!(slapd.members(&role), set(&["ben", "bea"]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn j4_whoever_joins_while_the_last_one_leaves_stays() {
    let slapd = Arc::new(Slapd::new(&["ben", "bea"]));
    let (one, two) = (Arc::new(directory(&slapd)), Arc::new(directory(&slapd)));
    let mut alone = 0;
    for round in 0..60 {
        let role = format!("role_{}", round % 3);
        let (leaves, joins) = if round % 2 == 0 {
            ("ben", "bea")
        } else {
            ("bea", "ben")
        };
        let none = [is_not("ben", &role), is_not("bea", &role)];
        assert_eq!(one.send(&none).await, done(2));
        assert_eq!(one.send(&[is(leaves, &role)]).await, done(1));
        let tasks = [(&one, is_not(leaves, &role)), (&two, is(joins, &role))].map(|(node, change)| {
            let node = Arc::clone(node);
            tokio::spawn(async move { node.send(&[change]).await })
        });
        for task in tasks {
            assert_eq!(task.await.unwrap(), done(1));
        }
        assert_eq!(slapd.members(&role), set(&[joins]), "round {round}");
        alone += slapd.member_values(&role).map_or(0, |members| members.len());
    }
    assert_eq!(alone, 60, "nothing else is in a group");
}

#[tokio::test(flavor = "multi_thread")]
async fn j4_four_nodes_bring_the_same_about() {
    let names: Vec<String> = (0..50).map(|n| format!("p{n}")).collect();
    let usernames: Vec<&str> = names.iter().map(String::as_str).collect();
    let slapd = Slapd::new(&usernames);
    let batch: Vec<_> = usernames.iter().map(|name| is(name, "viewer")).collect();
    let reversed: Vec<_> = batch.iter().rev().cloned().collect();
    let nodes = [
        directory(&slapd),
        directory(&slapd),
        directory(&slapd),
        directory(&slapd),
    ];
    let (a, b, c, d) = tokio::join!(
        nodes[0].send(&batch),
        nodes[1].send(&reversed),
        nodes[2].send(&batch[..25]),
        nodes[3].send(&batch[25..])
    );
    assert_eq!((a, b, c, d), (done(50), done(50), done(25), done(25)));
    assert_eq!(slapd.members("viewer").len(), 50);
}
