//! The cookie and what the database knows of it.

use crate::support::{Browser, PASSWORD, Page, Setup, World};

#[tokio::test(flavor = "multi_thread")]
async fn s_a_visitor_gets_neither_cookie_nor_row() {
    let world = World::new().await;
    let mut visitor = world.browser();
    for path in ["/", "/login", "/nowhere", "/healthz"] {
        assert_eq!(visitor.get(path).await.header("set-cookie"), None, "{path}");
    }
    visitor
        .post("/login", &[("username", "ben"), ("password", "")])
        .await;
    visitor.post("/logout", &[]).await;
    assert!(visitor.session().is_none());
    assert_eq!(world.count("SELECT count(*) FROM sessions").await, 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_flags_of_the_cookie_over_plain_http() {
    let world = World::new().await;
    let page = world
        .browser()
        .post("/login", &[("username", "ben"), ("password", PASSWORD)])
        .await;
    let cookie = page.header("set-cookie").unwrap();
    assert!(cookie.starts_with("locum="), "{cookie}");
    assert!(cookie.ends_with("; HttpOnly; SameSite=Lax; Path=/"), "{cookie}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_flags_of_the_cookie_behind_https() {
    let world = World::with(Setup {
        public_url: "https://locum.test",
        ..Setup::default()
    })
    .await;
    let mut ben = world.browser();
    let page = ben
        .post("/login", &[("username", "ben"), ("password", PASSWORD)])
        .await;
    let cookie = page.header("set-cookie").unwrap();
    assert!(cookie.starts_with("__Host-locum="), "{cookie}");
    assert!(
        cookie.ends_with("; HttpOnly; SameSite=Lax; Path=/; Secure"),
        "{cookie}"
    );
    assert_eq!(page.header("strict-transport-security"), Some("max-age=31536000"));
    assert_eq!(ben.get("/profile").await.status, 200);
    // Without `Secure` a browser would not take the cookie back.
    let taken = ben.post("/logout", &[]).await;
    assert_eq!(
        taken.header("set-cookie"),
        Some("__Host-locum=; HttpOnly; SameSite=Lax; Path=/; Secure; Max-Age=0")
    );
    world.end().await;
}

/// The names and flags of the cookies that an answer sets.
fn cookies(page: &Page) -> Vec<(&str, bool)> {
    let set = page.headers.get_all("set-cookie").iter();
    set.map(|cookie| {
        let cookie = cookie.to_str().unwrap();
        let (name, rest) = cookie.split_once('=').unwrap();
        (name, rest.split("; ").any(|part| part == "Secure"))
    })
    .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn s_behind_a_trusted_proxy_that_says_https_cookies_are_secure_whatever_the_public_url() {
    let world = World::new().await;
    let secure = [("__Host-locum", true), ("__Host-locum-browser", true)];
    let plain = [("locum", false), ("locum-browser", false)];
    let elsewhere = "10.0.0.9:5";
    for (address, proto, expected) in [
        (None, None, plain),
        (None, Some("http"), plain),
        (None, Some("https"), secure),
        (None, Some("http, https"), secure),
        (None, Some("https, http"), plain),
        // Not a trusted proxy: its header says nothing.
        (Some(elsewhere), Some("https"), plain),
    ] {
        // A browser sends secure cookies only over https; where its form comes from is said as ever.
        let origin = if expected == secure {
            "https://locum.test"
        } else {
            "http://locum.test"
        };
        let mut ben = Browser::at(origin, world.router.clone()).with_header("origin", "http://locum.test");
        ben.address = address.map_or(ben.address, |address| address.parse().unwrap());
        if let Some(proto) = proto {
            ben = ben
                .with_header("x-forwarded-proto", proto)
                .with_header("sec-fetch-site", "same-origin");
        }
        let fields = [("username", "ben"), ("password", PASSWORD)];
        let page = ben.post("/login", &fields).await;
        assert_eq!(page.status, 303, "{}", page.text());
        assert_eq!(cookies(&page), expected, "{address:?} {proto:?}");
        assert_eq!(ben.get("/profile").await.status, 200);
        let left = ben.post("/logout", &[]).await;
        assert_eq!(cookies(&left), expected[..1], "taken back as it was given");
    }
    // Over https the plain cookie, which anybody in the network could have planted, is no session.
    let ben = world.sign_in("ben").await;
    let mut planted = ben.clone().with_header("x-forwarded-proto", "https");
    assert_eq!(planted.get("/profile").await.status, 303);
    assert_eq!(ben.clone().get("/profile").await.status, 200);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_the_id_changes_at_sign_in_and_only_its_hash_is_kept() {
    let world = World::new().await;
    let mut ben = world.sign_in("ben").await;
    let first = ben.session().unwrap().to_owned();
    let mut thief = ben.clone();
    ben.post("/login", &[("username", "bea"), ("password", PASSWORD)])
        .await;
    assert_ne!(ben.session(), Some(first.as_str()));
    assert_eq!(
        thief.get("/profile").await.status,
        303,
        "the id from before opens nothing"
    );
    let rows = world.rows(
        "SELECT id_hash, data::text, p.username FROM sessions JOIN people p ON p.id = person_id",
        &[],
    );
    let rows = rows.await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].get::<_, Vec<u8>>(0).len(), 32);
    assert!(!rows[0].get::<_, String>(1).contains(ben.session().unwrap()));
    assert_eq!(rows[0].get::<_, &str>(2), "bea");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_an_id_that_was_planted_is_never_used() {
    let world = World::new().await;
    for planted in ["AAAAAAAAAAAAAAAAAAAAAA", "no id at all"] {
        let mut ben = world.browser();
        ben.plant("locum", planted);
        assert_eq!(ben.get("/profile").await.status, 303);
        assert!(
            ben.session().is_none(),
            "a cookie without a session is taken back"
        );
        ben.plant("locum", planted);
        ben.post("/login", &[("username", "ben"), ("password", PASSWORD)])
            .await;
        assert_ne!(ben.session(), Some(planted));
        assert_eq!(ben.get("/profile").await.status, 200);
    }
    world.end().await;
}
