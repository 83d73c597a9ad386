//! Files of the site.

use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_file_is_not_found_and_no_way_out_of_the_folder() {
    let world = World::empty().await;
    let mut visitor = world.browser();
    for path in [
        "/pkg/none.js",
        "/pkg/../manifest.json",
        "/pkg/%2e%2e/manifest.json",
        "/icons/..%2f..%2fCargo.toml",
        "/manifest.json",
    ] {
        let status = visitor.get(path).await.status;
        assert_eq!(status, 404, "{path}");
    }
    world.end().await;
}
