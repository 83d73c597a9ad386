//! A generated organisation: as large as asked for, and as if the use cases had made it.

use services::Error;

use super::{Directory, PASSWORD};

#[tokio::test]
async fn a_generated_organisation_has_the_people_of_the_contract() {
    let (directory, report) = Directory::generated(2).await;
    assert_eq!((report.people, report.tasks), (1_000, 2_000));
    assert!(
        (40..=50).contains(&report.rules),
        "one in twenty: {}",
        report.rules
    );
    for username in [
        "ada", "abel", "ines", "hugo", "mara", "milo", "mina", "ben", "bea",
    ] {
        assert!(directory.may_sign_in(username).await, "{username}");
    }
    assert!(!directory.may_sign_in("zoe").await);
    let mara = directory.person("mara").await.id();
    for report in ["ben", "bea"] {
        assert_eq!(directory.person(report).await.manager(), Some(mara));
    }
    directory.database.drop_database().await;
}

#[tokio::test]
async fn generated_tasks_read_like_real_ones() {
    let (directory, _) = Directory::generated(20).await;
    let mine = directory.inbox("mara").await;
    assert!(
        mine.len() >= 5,
        "about ten open tasks for each manager: {}",
        mine.len()
    );
    let task = mine
        .iter()
        .find(|row| row.standing_in_for.is_empty())
        .expect("one of her own reports");
    let log = directory.log("mara", task.task()).await;
    assert!(
        log.first()
            .is_some_and(|line| line.starts_with("Created by the policy “Manager ")),
        "{log:?}"
    );
    assert_eq!(log.last().map(String::as_str), Some("Assigned to Mara Eze"));
    let pool = directory.inbox("ines").await;
    let asked = pool
        .iter()
        .find(|row| row.pool.is_some())
        .expect("the pool is asked");
    let log = directory.log("ines", asked.task()).await;
    assert_eq!(
        log.last().map(String::as_str),
        Some("Assigned to everyone who holds IT security manager")
    );
    directory.database.drop_database().await;
}

#[tokio::test]
async fn no_generated_task_waits_on_somebody_who_may_not_decide_it() {
    let (directory, _) = Directory::generated(20).await;
    let mut conn = directory.database.pool.get().await.expect("a connection");
    let now = directory.services.now();
    assert!(
        db::tasks::assignments::stranded(&mut conn, now, 10)
            .await
            .expect("tasks are read")
            .is_empty()
    );
    assert!(
        db::tasks::assignments::stranded_pools(&mut conn, now, 10)
            .await
            .expect("tasks are read")
            .is_empty()
    );
    drop(conn);
    directory.database.drop_database().await;
}

#[tokio::test]
async fn t15_no_two_generated_requests_for_a_person_and_role_are_open() {
    // As many tasks as people come round twice within the newest tenth, from which the open ones are.
    for tasks in [10, 20, 40] {
        let (directory, _) = Directory::generated(tasks).await;
        let client = directory.database.connect().await;
        let sql = "SELECT count(*) FILTER (WHERE state = 'open'), count(*) FILTER (WHERE one_at_a_time), count(*), \
            count(DISTINCT (subject_id, role_id)) FILTER (WHERE state = 'open') FROM tasks";
        let row = client.query_one(sql, &[]).await.expect("tasks are counted");
        let [open, marked, all, distinct] = [0, 1, 2, 3].map(|column| row.get::<_, i64>(column));
        assert_eq!((open, marked), (distinct, all));
        assert!(
            (all / 50..=all / 20).contains(&open),
            "about one in twenty, fewer where people come round often: {open} of {all}"
        );
        directory.database.drop_database().await;
    }
}

#[tokio::test]
async fn too_small_an_organisation_has_no_place_for_everybody() {
    let directory = Directory::new().await;
    let refused = demo::load_generated(&directory.services, 63, 1, PASSWORD).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    demo::load_generated(&directory.services, 64, 1, PASSWORD)
        .await
        .expect("64 are enough");
    directory.database.drop_database().await;
}
