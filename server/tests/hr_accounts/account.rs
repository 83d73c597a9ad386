//! One person's account, and delegating on their behalf: what is shown, written and said (R15, R16, R21, G4).

use super::{account, edit_for, new_for, newest};
use crate::role_delegations::{OVERVIEW, change, fields, lend, requests, site};
use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn r15_the_three_regions_are_those_of_the_person() {
    let world = World::new().await;
    let (mut mara, mut hugo) = (world.sign_in("mara").await, world.sign_in("hugo").await);
    lend(&mut mara, "ben", "2028-01-11", "2028-01-31").await;
    let rule = [("kind", "permanent"), ("delegate", "milo"), ("keep_copy", "yes")];
    assert_eq!(mara.post("/profile/delegate", &rule).await.status, 303);
    let page = hugo.get(&account("mara")).await;
    assert_eq!((page.status, page.h1().as_str()), (200, "Manage User Account"));
    for region in [
        "Roles and Approvals Delegated to Others",
        "Roles Delegated to Mara Vogel",
        "Mara Vogel’s Roles",
    ] {
        assert!(
            page.all("h2").iter().any(|heading| heading.text() == region),
            "{region}"
        );
    }
    // Nothing of it is the reader's.
    let main = page.text().to_lowercase();
    for words in ["delegated to me", "my roles", "delegated to you"] {
        assert!(!main.contains(words), "{words}: {main}");
    }
    let own = mara.get(OVERVIEW).await;
    assert!(
        own.has_heading("Roles Delegated to Me") && own.has_heading("My Roles"),
        "{}",
        own.text()
    );
    assert!(
        page.has_lead("Mara Vogel") && page.has_lead("Europe/London"),
        "{}",
        page.text()
    );
    assert!(
        page.has_row("Line manager Ben Ode 11 January 2028 – 30 January 2028 last day: Sunday 30 January 2028; end date 31 January 2028, not included"),
        "{}",
        page.text()
    );
    assert!(
        page.says("Approval tasks of Mara Vogel In force"),
        "T8: the task rule is shown: {}",
        page.text()
    );
    assert!(
        page.has_hint("Mara Vogel and super administrators may change this."),
        "{}",
        page.text()
    );
    assert!(
        !page.links_to("/profile/delegate") && page.links_under("/admin/").is_empty(),
        "and is read-only"
    );
    assert!(page.links_to(&new_for("mara")), "Delegate a role");
    let ben = hugo.get(&account("BEN")).await;
    assert!(
        ben.has_empty_state("Ben Ode has delegated no role")
            && ben.has_row("Mara Vogel")
            && ben.has_row("delegated to Ben Ode"),
        "any case of the username: {}",
        ben.text()
    );
    let edits = "a[href$='/edit']";
    assert!(page.has(edits), "what was lent is");
    assert!(!ben.has(edits), "what was received is not edited");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r16_a_specialist_delegates_changes_and_ends_on_behalf_and_every_record_says_so() {
    let world = World::new().await;
    let mut hugo = world.sign_in("hugo").await;
    let form = hugo.get(&new_for("mara")).await;
    assert_eq!(form.h1(), "Delegate a role for Mara Vogel");
    let offers = |code: &str| form.has(&format!("[value='{code}']"));
    assert!(offers("line_manager"), "mara's roles");
    assert!(!offers("hr_specialist"), "not hugo's");
    let review = hugo
        .submit(
            &new_for("mara"),
            &fields("line_manager", "max", "2028-02-01", "2028-02-10", "continue"),
        )
        .await;
    assert_eq!(review.h1(), "Delegate a role for Mara Vogel");
    assert!(
        review.has_fact("3 people’s that they do not reach today: Bea Lund, Ben Ode, Zoe Hart")
            && review.has_fact("See, add, approve and cancel absences"),
        "R21: mara's people: {}",
        review.text()
    );
    assert_eq!(world.count("SELECT count(*) FROM role_delegations").await, 0);
    let saved = hugo
        .submit(
            &new_for("mara"),
            &fields("line_manager", "max", "2028-02-01", "2028-02-10", "save"),
        )
        .await;
    assert_eq!(saved.h1(), "Manage User Account");
    assert!(
        saved.has_message("Saved. Max Roth has Line manager from Tue 1 Feb 2028 00:00")
            && saved.has_row("you for Mara Vogel"),
        "{}",
        saved.text()
    );
    let edit = edit_for("mara", newest(&world).await);
    assert_eq!(hugo.get(&edit).await.h1(), "Change delegation for Mara Vogel");
    let changed = change(&mut hugo, &edit, "2028-02-01", "2028-02-09", "save").await;
    assert_eq!(changed.h1(), "Manage User Account");
    let mut mara = world.sign_in("mara").await;
    let own = mara.get(OVERVIEW).await;
    assert!(own.has_row("Hugo Lind for Mara Vogel"), "G4: {}", own.text());
    let mut max = world.sign_in("max").await;
    assert!(max.get(OVERVIEW).await.has_row("Hugo Lind for Mara Vogel"), "R15");
    let asked = hugo.post(&edit, &[("version", "2"), ("ask", "delete")]).await;
    assert_eq!(
        asked.h1(),
        "Cancel the delegation of Line manager of Mara Vogel to Max Roth?"
    );
    let gone = hugo
        .submit(&edit, &[("version", "2"), ("action", "delete")])
        .await;
    assert!(
        gone.has_message("The delegation is cancelled.") && gone.has_state("Cancelled"),
        "{}",
        gone.text()
    );
    let entries = "SELECT a.username || ' for ' || o.username || ': ' || e.action FROM audit_log e JOIN people a ON a.id = e.actor_id \
                   JOIN people o ON o.id = e.on_behalf_of WHERE e.object_kind = 'role_delegation' ORDER BY e.id";
    let entries: Vec<String> = world.texts(entries, &[]).await;
    assert_eq!(
        entries,
        [
            "hugo for mara: role_delegation.created",
            "hugo for mara: role_delegation.changed",
            "hugo for mara: role_delegation.deleted",
        ]
    );
    let through = "SELECT count(*) FROM audit_log WHERE object_kind = 'role_delegation' AND through LIKE '/hr/accounts/mara/%'";
    assert_eq!(world.count(through).await, 3);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r16_zone_days_and_maximum_are_the_delegators() {
    let world = World::new().await;
    let user = "INSERT INTO profile_values (code, person_id, value) SELECT 'PER_USER_DELEGATION_MAX_DAYS', id, $2 \
                FROM people WHERE username = $1";
    world.execute(user, &[&"mina", &"5"]).await;
    world.execute(user, &[&"hugo", &"300"]).await;
    site(&world, "PUBLIC_PERSON_SECURITY_PROFILE", "SAME_DEPARTMENT").await;
    // In Tokyo it is the 12th already.
    world.at("2028-01-11T16:00:00Z");
    let mut hugo = world.sign_in("hugo").await;
    let form = hugo.get(&new_for("mina")).await;
    assert!(
        form.has_hint("Days in Asia/Tokyo.") && form.has_hint("at most 5 days after the start date"),
        "{}",
        form.text()
    );
    let cases = [
        (
            "tess",
            "2028-01-11",
            "2028-01-12",
            "Start date must be today or later",
        ),
        (
            "tess",
            "2028-01-12",
            "2028-01-18",
            "End date must be 17 January 2028 or earlier",
        ),
        (
            "ben",
            "2028-01-12",
            "2028-01-17",
            "There is nobody with the username “ben”",
        ),
    ];
    for (proxy, from, to, words) in cases {
        let page = hugo
            .submit(&new_for("mina"), &fields("line_manager", proxy, from, to, "save"))
            .await;
        assert_eq!(page.status, 422, "{proxy} {from} {to}");
        assert!(page.has_error(words), "{words}: {}", page.text());
    }
    let today = fields("line_manager", "tess", "2028-01-12", "2028-01-17", "save");
    let page = hugo.submit(&new_for("mina"), &today).await;
    assert!(page.has_state("In force"), "{}", page.text());
    assert_eq!(
        requests(&world).await,
        ["begin 2028-01-11 16:00 pending", "end 2028-01-16 15:00 pending"]
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r15_the_picture_stands_beside_the_table_and_needs_no_style() {
    let world = World::new().await;
    let (mut mara, mut hugo) = (world.sign_in("mara").await, world.sign_in("hugo").await);
    lend(&mut mara, "ben", "2028-01-11", "2028-01-31").await;
    lend(&mut mara, "bea", "2028-02-01", "").await;
    lend(&mut mara, "max", "2028-03-01", "2028-03-02").await;
    let last = format!("{OVERVIEW}/{}/edit", newest(&world).await);
    mara.submit(&last, &[("version", "1"), ("action", "delete")])
        .await;
    let mut pages = vec![mara.get(OVERVIEW).await, hugo.get(&account("mara")).await];
    pages.push(world.seen_by("ben", OVERVIEW).await);
    for page in &pages {
        assert!(
            page.has("[class='timeline']") && page.has("[role='img']"),
            "{}",
            page.body
        );
        assert!(page.body.contains("Today is 11 January 2028."));
        assert!(!page.body.contains("style="), "CSP: no inline style");
    }
    for (class, label) in [
        ("timeline-in-force", "Line manager → Ben Ode, In force"),
        ("timeline-scheduled", "Line manager → Bea Lund, Scheduled"),
        ("timeline-cancelled", "Line manager → Max Roth, Cancelled"),
        ("timeline-onwards", "The table says the same."),
    ] {
        assert!(
            pages[0].body.contains(class) && pages[0].body.contains(label),
            "{label}"
        );
    }
    assert!(pages[2].body.contains("Line manager ← Mara Vogel, In force"));
    // From 1 December to 31 March there are 122 days: 41 and a half have passed at noon.
    assert!(pages[0].body.contains("x1=\"34.02%\""), "{}", pages[0].body);
    world.end().await;
}
