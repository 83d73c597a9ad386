//! Manage Administrator Profile Values (R19, G3, G5, G6).

use super::{VALUES, set};
use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn r19_options_are_searched_by_code_and_explained() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let page = ada.get(VALUES).await;
    assert_eq!(page.h1(), "Manage Administrator Profile Values");
    for words in [
        "SITE_TIME_ZONE The time zone of everyone who has none of their own",
        "Etc/UTC default",
        "*/15 * * * * default",
    ] {
        assert!(page.has_row(words), "{words}\n{}", page.text());
    }
    let found = ada.get(&format!("{VALUES}?code=max_days")).await;
    for words in [
        "The most days a delegation of a role may last.",
        "Allowed a whole number of days from 0 to 36500",
        "Levels Site, User",
        "Nothing is set: the default holds.",
    ] {
        assert!(found.says(words), "{words}\n{}", found.text());
    }
    assert_eq!(
        found.value_of("code").as_deref(),
        Some("max_days"),
        "what was looked for stays in the field"
    );
    assert!(
        ada.get(&format!("{VALUES}?code=nothing"))
            .await
            .has_empty_state("No profile option has such a code")
    );
    assert_eq!(ada.get(&format!("{VALUES}?code=%00%FF")).await.status, 200);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r19_a_value_is_added_at_each_level_changed_removed_and_audited() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let code = "PER_USER_DELEGATION_MAX_DAYS";
    let page_of = format!("{VALUES}?code={code}");
    let saved = set(&mut ada, code, "site", "", " 030 ").await;
    assert_eq!(
        (saved.status, saved.location()),
        (303, Some(page_of.as_str())),
        "{}",
        saved.text()
    );
    assert_eq!(set(&mut ada, code, "user", "BEN", "7").await.status, 303);
    let page = ada.get(&page_of).await;
    assert_eq!(page.flash(), "PER_USER_DELEGATION_MAX_DAYS for Ben Ode is 7 now.");
    assert!(
        page.has_row("Site 30 Ada Holm") && page.has_row("User: Ben Ode ben 7 Ada Holm"),
        "{}",
        page.text()
    );
    assert_eq!(
        set(&mut ada, code, "site", "", "60").await.status,
        303,
        "Add at a level that is set changes it"
    );
    let sql = "SELECT string_agg(coalesce(p.username, 'site') || '=' || v.value, ' ' ORDER BY v.id) FROM profile_values v \
               LEFT JOIN people p ON p.id = v.person_id";
    assert_eq!(world.rows(sql, &[]).await[0].get::<_, &str>(0), "site=60 ben=7");
    let edit = ada.get(&format!("{page_of}&edit=ben")).await;
    let version = edit.value_of("version").unwrap();
    let remove = [
        ("code", code),
        ("level", "user"),
        ("user", "ben"),
        ("version", version.as_str()),
        ("action", "remove"),
    ];
    assert_eq!(ada.post(VALUES, &remove).await.status, 303);
    assert_eq!(ada.post(VALUES, &remove).await.status, 303, "a second click");
    assert_eq!(world.rows(sql, &[]).await[0].get::<_, &str>(0), "site=60");
    let sql = "SELECT string_agg(l.action || ' ' || coalesce(l.before ->> 'value', '-') || '>' || coalesce(l.after ->> 'value', '-') || ' ' || \
        coalesce(p.username, 'site'), ', ' ORDER BY l.id) FROM audit_log l LEFT JOIN people p ON p.id = l.concerns_id WHERE l.object_kind = 'profile_value'";
    assert_eq!(
        world.rows(sql, &[]).await[0].get::<_, &str>(0),
        "profile_value.set ->30 site, profile_value.set ->7 ben, profile_value.set 30>60 site, profile_value.removed 7>- ben"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r19_a_value_of_the_wrong_kind_is_refused_with_what_is_allowed() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    for (code, level, user, value, field, words) in [
        (
            "PER_USER_DELEGATION_MAX_DAYS",
            "site",
            "",
            "a week",
            "value",
            "Profile Value must be a whole number of days from 0 to 36500",
        ),
        (
            "PER_USER_DELEGATION_MAX_DAYS",
            "site",
            "",
            "",
            "value",
            "Enter a value",
        ),
        (
            "PER_USER_DELEGATION_MAX_DAYS",
            "user",
            "",
            "5",
            "user",
            "Enter the username of the person it is for",
        ),
        (
            "PER_USER_DELEGATION_MAX_DAYS",
            "user",
            "nobody-at-all",
            "5",
            "user",
            "User must be the username of somebody in the directory",
        ),
        (
            "PER_USER_DELEGATION_MAX_DAYS",
            "galaxy",
            "",
            "5",
            "level",
            "Choose Site or User",
        ),
        (
            "SITE_TIME_ZONE",
            "site",
            "",
            "Mars/Olympus",
            "value",
            "Profile Value must be the IANA name of a time zone",
        ),
        (
            "SITE_TIME_ZONE",
            "user",
            "ben",
            "Europe/London",
            "level",
            "SITE_TIME_ZONE can be set at Site level only",
        ),
        (
            "DELEGATION_END_DUE",
            "site",
            "",
            "NOON",
            "value",
            "Profile Value must be START_OF_DAY or END_OF_DAY",
        ),
        (
            "PUBLIC_PERSON_SECURITY_PROFILE",
            "site",
            "",
            "NOBODY",
            "value",
            "EVERYONE, SAME_DEPARTMENT, SAME_LOCATION or CHAIN_AND_PEERS",
        ),
        (
            "SEND_PENDING_LDAP_REQUESTS_SCHEDULE",
            "site",
            "",
            "often",
            "value",
            "a cron expression of five fields",
        ),
        (
            "NO_SUCH_OPTION",
            "site",
            "",
            "5",
            "code",
            "Profile Option Code must be one of those listed",
        ),
    ] {
        let page = set(&mut ada, code, level, user, value).await;
        assert_eq!(page.status, 422, "{code} {value}: {}", page.text());
        assert!(page.refuses(field, words), "{code} {value}: {}", page.text());
        if code != "NO_SUCH_OPTION" {
            assert_eq!(
                page.value_of("value").as_deref(),
                Some(value),
                "what was typed is kept"
            );
        }
    }
    assert_eq!(world.count("SELECT count(*) FROM profile_values").await, 0);
    assert_eq!(
        set(&mut ada, "SEND_PENDING_LDAP_REQUESTS_SCHEDULE", "site", "", "")
            .await
            .status,
        303,
        "empty: by hand only"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r17_a_maximum_is_a_whole_number_of_days_and_nothing_else_at_either_level() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    const OPTION: &str = "PER_USER_DELEGATION_MAX_DAYS";
    let wrong = [
        "-1",
        "+1",
        "1.5",
        "1,5",
        "1e3",
        "0x10",
        "36501",
        "4294967296",
        "99999999999999999999",
        "ten",
        "٣",
        "7 days",
        "NaN",
    ];
    for (level, user) in [("site", ""), ("user", "mara")] {
        for value in wrong {
            let page = set(&mut ada, OPTION, level, user, value).await;
            assert_eq!(page.status, 422, "{level} {value}");
            assert!(
                page.refuses(
                    "value",
                    "Profile Value must be a whole number of days from 0 to 36500"
                ),
                "{level} {value}: {}",
                page.text()
            );
            assert_eq!(
                page.value_of("value").as_deref(),
                Some(value),
                "what was typed is kept"
            );
        }
        for value in ["0", "1", "007", "36500"] {
            assert!(
                set(&mut ada, OPTION, level, user, value).await.status < 400,
                "{level} {value}"
            );
            let remove = "DELETE FROM profile_values WHERE code = 'PER_USER_DELEGATION_MAX_DAYS'";
            world.execute(remove, &[]).await;
        }
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_a_stale_value_is_not_saved_before_its_reader_was_told() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let opened = ada
        .get(&format!("{VALUES}?code=DELEGATION_END_DUE&add=yes"))
        .await;
    let site_version = opened.value_of("site_version").unwrap();
    let mut abel = world.sign_in("abel").await;
    world.at("2028-01-11T09:05:00Z");
    set(&mut abel, "DELEGATION_END_DUE", "site", "", "END_OF_DAY").await;
    let typed = |version: &str, site_version: &str| {
        [
            ("code", "DELEGATION_END_DUE"),
            ("level", "site"),
            ("value", "START_OF_DAY"),
            ("version", version),
            ("site_version", site_version),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    let first = typed("", &site_version);
    let first: Vec<(&str, &str)> = first
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let stale = ada.post(VALUES, &first).await;
    assert_eq!(stale.status, 409);
    assert!(
        stale.has_error("Abel Costa changed this value on Tue 11 Jan 2028 09:05 Europe/London"),
        "{}",
        stale.text()
    );
    assert_eq!(stale.value_of("value").as_deref(), Some("START_OF_DAY"));
    let version = stale.value_of("version").unwrap();
    let second = typed(&version, "");
    let second: Vec<(&str, &str)> = second
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(ada.post(VALUES, &second).await.status, 303);
    assert_eq!(
        world
            .count("SELECT count(*) FROM profile_values WHERE value = 'START_OF_DAY' AND version = 2")
            .await,
        1
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_only_super_administrators_set_values() {
    let world = World::new().await;
    for username in ["ben", "mara", "hugo", "ines"] {
        let mut other = world.sign_in(username).await;
        assert_eq!(other.get(VALUES).await.status, 403, "{username}");
        let page = set(&mut other, "DELEGATION_END_DUE", "site", "", "END_OF_DAY").await;
        assert_eq!(page.status, 403, "{username}");
    }
    assert_eq!(world.count("SELECT count(*) FROM profile_values").await, 0);
    world.end().await;
}
