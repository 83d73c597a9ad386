//! Sessions end with the right to have one (S, G9).

use services::actor::SystemActor;

use crate::support::{PASSWORD, World};

#[tokio::test(flavor = "multi_thread")]
async fn s_signing_out_ends_the_session_everywhere() {
    let world = World::new().await;
    let mut ben = world.sign_in("ben").await;
    let mut copy = ben.clone();
    assert_eq!(ben.post("/logout", &[]).await.location(), Some("/login"));
    assert!(ben.session().is_none());
    assert_eq!(copy.get("/profile").await.status, 303);
    assert_eq!(world.count("SELECT count(*) FROM sessions").await, 0);
    assert_eq!(
        ben.post("/logout", &[]).await.location(),
        Some("/login"),
        "twice does no harm"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_a_get_signs_nobody_out() {
    let world = World::new().await;
    let mut ben = world.sign_in("ben").await;
    assert_eq!(ben.get("/logout").await.status, 405);
    assert_eq!(ben.get("/profile").await.status, 200);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_a_disabled_person_is_out_at_the_next_request() {
    let world = World::new().await;
    let mut ben = world.sign_in("ben").await;
    world
        .execute(
            "UPDATE people SET disabled_at = '2028-01-11T09:00:00Z' WHERE username = 'ben'",
            &[],
        )
        .await;
    let page = ben.get("/profile").await;
    assert_eq!(
        (page.status, page.location()),
        (303, Some("/login?next=/profile"))
    );
    assert!(ben.session().is_none());
    assert_eq!(world.count("SELECT count(*) FROM sessions").await, 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_the_last_day_ends_in_the_persons_own_zone() {
    let world = World::new().await;
    world
        .import("tess,Tess Mori,tess@example.org,mina,Operations,Clerk,Tokyo,2019-01-01,2028-01-11,Asia/Tokyo,employee\n")
        .await;
    let mut tess = world.sign_in("tess").await;
    world.at("2028-01-11T14:59:59Z");
    assert_eq!(tess.get("/profile").await.status, 200);
    world.at("2028-01-11T15:00:00Z");
    assert_eq!(tess.get("/profile").await.status, 303);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_a_new_password_ends_all_sessions_of_that_person_only() {
    let world = World::new().await;
    let (mut ben, mut second, mut bea) = (
        world.sign_in("ben").await,
        world.sign_in("ben").await,
        world.sign_in("bea").await,
    );
    let actor = SystemActor::new("test");
    world
        .services
        .session()
        .set_password(&actor, "ben", "another good password".to_owned())
        .await
        .unwrap();
    assert_eq!(ben.get("/profile").await.status, 303);
    assert_eq!(second.get("/profile").await.status, 303);
    assert_eq!(bea.get("/profile").await.status, 200);
    let page = ben
        .post("/login", &[("username", "ben"), ("password", PASSWORD)])
        .await;
    assert_eq!(page.status, 422, "the old one is no longer good");
    world.end().await;
}
