//! What the directory's pages cost: at most three round trips, session and viewer among them, whatever is filtered.

use super::{USERS, name_delegate, rule_of};
use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn no_page_asks_the_database_more_than_three_times() {
    let (world, door) = World::counted().await;
    let mut ada = world.sign_in("ada").await;
    name_delegate(&mut ada, "mara", "max").await;
    super::disable(&world, "max").await;
    let filters = [
        "",
        "q=ma",
        "q=mara+vogel",
        "department=Sales",
        "status=active",
        "status=inactive",
        "status=disabled",
        "status=terminated&department=Finance",
        "status=not_yet_hired",
        "has_delegate=true",
        "is_delegate=true&q=max",
        "inactive_delegate=true",
    ];
    let lists = filters.iter().map(|filter| format!("{USERS}?{filter}"));
    let covers = "/admin/directory/covers";
    let others = [
        format!("{USERS}/mara"),
        format!("{USERS}/max"),
        rule_of("mara"),
        covers.to_owned(),
        format!("{covers}?state=ended&department=Finance"),
        format!("{covers}?inactive_delegate=true&set_by=other"),
    ];
    for path in lists.chain(others) {
        door.queries();
        let page = ada.get(&path).await;
        let asked = door.queries();
        assert_eq!(page.status, 200, "{path}");
        assert!(asked <= 3, "{path} asked {asked} times");
    }
    world.end().await;
}
