//! In whose name an import is written. Commands import as the system; this is how it would be for somebody who has a right to.

use crate::Services;
use domain::ids::PersonId;
use test_database::TestDatabase;

use super::*;
use crate::actor::{InPlaceOf, PersonActor};
use crate::clock::Clock;

const HEADER: &str =
    "username,display_name,email,manager,department,job,location,hired_on,terminated_on,time_zone,roles";

#[tokio::test(flavor = "multi_thread")]
async fn r23_an_import_is_one_message_however_many_people_it_has() {
    let database = TestDatabase::new().await;
    let now = "2028-01-11T09:00:00Z".parse().unwrap();
    let services = Services::new(database.pool.clone(), Clock::Fixed(now));
    let first = format!(
        "{HEADER}\nada,Ada Reed,,,Board,Director,London,2015-01-01,,Europe/London,employee super_administrator\n\
         ben,Ben Ode,,ada,Board,Director,London,2015-01-01,,Europe/London,employee\n"
    );
    let command = SystemActor::new("command: people import");
    services
        .people()
        .import(&command, first.as_bytes(), false)
        .await
        .unwrap();
    let client = database.connect().await;
    let lend = "INSERT INTO role_delegations (delegator_id, proxy_id, role_id, starts_on, created_by, created_at, begun_at) \
        SELECT d.id, p.id, r.id, '2028-01-05', d.id, '2028-01-02T00:00Z', '2028-01-05T00:00Z' FROM people d, people p, roles r \
        WHERE d.username = 'ada' AND r.code = 'super_administrator' AND p.username = 'ben' \
        RETURNING delegator_id, proxy_id, id";
    let lent = client.query_one(lend, &[]).await.unwrap();
    let actor = PersonActor::new(PersonId(lent.get(1)), "/admin/directory/import", None);
    let actor = actor.in_place_of(Some(InPlaceOf {
        person: PersonId(lent.get(0)),
        username: "ada".to_owned(),
        delegation: lent.get(2),
    }));
    let file = format!(
        "{HEADER}\neve,Eve Stone,,ada,Board,Director,London,2015-01-01,,Europe/London,employee\n\
         ove,Ove Stone,,ada,Board,Director,London,2015-01-01,,Europe/London,employee\n"
    );
    let report = services
        .people()
        .import_and(&actor, file.as_bytes(), Keep::Everything)
        .await
        .unwrap();
    assert_eq!(report.created, 2);
    let told = "SELECT concat_ws(' / ', p.username, o.event ->> 'by', o.event ->> 'done', o.event ->> 'role', \
        nullif(o.event ->> 'more', '0')) FROM outbox o JOIN people p ON p.id = o.person_id \
        WHERE o.event ->> 'what' = 'done_in_your_name' ORDER BY o.id";
    let named = "SELECT concat_ws(' ', d.username, l.action, x.username, r.code) FROM audit_in_name_of n \
        JOIN people d ON d.id = n.delegator_id JOIN people x ON x.id = n.proxy_id JOIN audit_log l ON l.id = n.entry_id \
        JOIN role_delegations g ON g.id = n.role_delegation_id JOIN roles r ON r.id = g.role_id ORDER BY n.entry_id";
    let mut found = Vec::new();
    for sql in [told, named] {
        let rows = client.query(sql, &[]).await.unwrap();
        found.push(rows.iter().map(|row| row.get::<_, String>(0)).collect::<Vec<_>>());
    }
    assert_eq!(
        found[0],
        ["ada / Ben Ode / imported 2 people / Super administrator"]
    );
    assert_eq!(found[1], ["ada person.imported ben super_administrator"; 2]);
    drop((services, client));
    database.drop_database().await;
}
