//! Pages say when the directory lags behind what a delegation gives (R11, J5).

use ldap_directory::Sent;

use super::directory::{WAITING, world};
use super::{lend, run};

#[tokio::test(flavor = "multi_thread")]
async fn r11_every_page_says_that_the_directory_waits_for_a_begin() {
    let (world, recorder) = world().await;
    run(&world).await;
    lend(&world, "mara", "max", "2028-01-11", "2028-01-20").await;
    recorder.answers(|_| Some(Sent::Unreachable("connection refused".to_owned())));
    run(&world).await;
    let id = world.count("SELECT id FROM role_delegations").await;
    let edit = format!("/me/roles-and-delegations/{id}/edit");
    let on_behalf = format!("/hr/accounts/mara/delegations/{id}/edit");
    let pages = [
        ("mara", "/me/roles-and-delegations"),
        ("max", "/me/roles-and-delegations"),
        ("mara", edit.as_str()),
        ("hugo", "/hr/accounts/mara"),
        ("hugo", "/hr/accounts/max"),
        ("hugo", on_behalf.as_str()),
        ("ines", "/security-console/users/max"),
        ("ada", "/admin/directory/users/max"),
    ];
    for waits in [true, false] {
        for (reader, path) in pages {
            let page = world.seen_by(reader, path).await;
            let says = page.says("directory: waiting since Tue 11 Jan 2028 09:00");
            assert_eq!(says, waits, "{reader} {path}: {}", page.text());
        }
        recorder.recovers();
        run(&world).await;
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r11_what_is_over_without_a_run_of_the_job_waits_for_the_directory() {
    let (world, recorder) = world().await;
    run(&world).await;
    lend(&world, "mara", "max", "2028-01-11", "2028-01-12").await;
    run(&world).await;
    let id = world.count("SELECT id FROM role_delegations").await;
    let edit = format!("/me/roles-and-delegations/{id}/edit");
    world.at("2028-01-13T09:00:00Z");
    assert!(recorder.members().contains(&"max line_manager".to_owned()));
    let pages = [
        ("mara", "/me/roles-and-delegations"),
        ("max", "/me/roles-and-delegations"),
        ("mara", edit.as_str()),
        ("hugo", "/hr/accounts/mara"),
    ];
    for (reader, path) in pages {
        let page = world.seen_by(reader, path).await;
        assert!(page.says("Ended"), "{reader} {path}: {}", page.text());
        let waits = format!("{WAITING} since Wed 12 Jan 2028 00:00 Europe/London");
        assert!(page.says(&waits), "{reader} {path}: {}", page.text());
    }
    run(&world).await;
    for (reader, path) in pages {
        let page = world.seen_by(reader, path).await;
        assert!(!page.says(WAITING), "{reader} {path}: {}", page.text());
    }
    world.end().await;
}
