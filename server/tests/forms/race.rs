//! The same form at the same instant, on several servers: one change, and one answer for all.

use db::Pool;
use domain::ids::TaskId;
use services::Services;
use services::actor::PersonActor;
use services::form_submissions::SentForm;
use tokio::task::JoinSet;

use crate::support::{FORM, World};
use crate::tasks::{request, with_roles};

/// Sendings at once.
const CLICKS: usize = 8;

#[tokio::test(flavor = "multi_thread")]
async fn g6_of_many_clicks_at_once_on_a_form_that_nothing_else_holds_apart_one_counts() {
    let world = with_roles(World::new().await).await;
    let task = request(&world, "ben", "ben", "viewer").await;
    let (mara, ada) = (world.sign_in("mara").await, world.sign_in("ada").await);
    let comment = [("action", "comment"), ("comment", "Why?"), FORM];
    let forms = [
        (mara, task.as_str(), &comment[..], "task.commented"),
        (ada, "/tools/scheduled-processes", &[FORM], "job.run_by_hand"),
    ];
    for (browser, path, fields, action) in forms {
        let mut clicks = JoinSet::new();
        for _ in 0..CLICKS {
            let (mut tab, path) = (browser.clone(), path.to_owned());
            let fields: Vec<(String, String)> = fields
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect();
            clicks.spawn(async move {
                let fields: Vec<_> = fields
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str()))
                    .collect();
                tab.post(&path, &fields).await.status
            });
        }
        assert_eq!(clicks.join_all().await, [303; CLICKS], "{action}");
        let done = "SELECT count(*) FROM audit_log WHERE action = $1";
        let rows = world.rows(done, &[&action]).await;
        assert_eq!(rows[0].get::<_, i64>(0), 1, "{action}");
    }
    assert_eq!(world.count("SELECT count(*) FROM form_submissions").await, 2);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn o4_two_servers_that_get_the_same_form_make_one_change() {
    let world = with_roles(World::new().await).await;
    let task = request(&world, "ben", "ben", "viewer").await;
    let id = uuid::Uuid::try_parse(task.rsplit('/').next().unwrap()).unwrap();
    let mara = world.count("SELECT id FROM people WHERE username = 'mara'").await;
    let servers = [(); 2].map(|()| {
        let pool = Pool::new(&world.database.url, 4).unwrap();
        Services::new(pool, world.clock.clock())
    });
    let mut sendings = JoinSet::new();
    for server in servers.iter().cycle().take(CLICKS) {
        let server = server.clone();
        let form = SentForm::new(uuid::Uuid::from_u128(7), &task, b"comment=Why");
        let actor = PersonActor::new(domain::ids::PersonId(mara), task.clone(), None).by_form(Some(form));
        sendings.spawn(async move { server.tasks().comment(&actor, TaskId(id), "Why?").await });
    }
    let titles = sendings
        .join_all()
        .await
        .into_iter()
        .collect::<Result<Vec<_>, _>>();
    let titles = titles.unwrap();
    assert!(titles.windows(2).all(|pair| pair[0] == pair[1]), "{titles:?}");
    let comments = "SELECT count(*) FROM audit_log WHERE action = 'task.commented'";
    assert_eq!(world.count(comments).await, 1);
    drop(servers);
    world.end().await;
}
