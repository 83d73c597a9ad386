//! G8: what a page of the audit log reads, by every filter and every combination of them, of a log of 400,000 entries: hardly more
//! than it shows, whether what is asked for is frequent or rare, and whether the plan is for these values or for all.

use db::audit::{Filter, Reading};
use db::statement::Typed;
use domain::ids::PersonId;
use serde_json::Value;
use tokio_postgres::{Client, SimpleQueryMessage};

use crate::support::World;

/// What is rare is the oldest: whoever looks for it from the newest on reads everything. Ada has almost all entries and Ines some
/// fifty; of a quarter of all entries the object is the same, and the others have one of their own.
const ENTRIES: &str = "INSERT INTO audit_log (at, actor_id, through, action, object_kind, object_id, concerns_id, people) \
    SELECT '2027-01-10T00:00Z'::timestamptz + make_interval(mins => n), a.id, 'made up', \
      CASE WHEN n <= 40 THEN 'rarely.made' ELSE 'made.up' || n % 7 END, CASE WHEN n <= 40 THEN 'rarity' ELSE 'thing' END, \
      CASE WHEN n % 4 = 0 AND n > 40 THEN 'same' ELSE n::text END, a.id, '{}' \
    FROM generate_series(1, 400000) n \
    JOIN people a ON a.username = CASE WHEN n % 10000 = 0 OR n <= 10 THEN 'ines' ELSE 'ada' END; \
    ANALYZE audit_log; ANALYZE audit_people";

/// A page, the page after one in the middle, a day of last year and a day of which nothing is left.
const PERIODS: [[&str; 3]; 4] = [
    ["NULL", "NULL", "NULL"],
    ["NULL", "NULL", "{middle}"],
    ["'2027-05-01Z'", "'2027-05-02Z'", "NULL"],
    ["'2027-01-10Z'", "'2027-01-11Z'", "{middle}"],
];

/// Rows of the log, and of whom its entries are about, that a plan has read: those that went on, and those that were kept back.
fn rows_read(plan: &Value) -> f64 {
    let number = |key: &str| plan[key].as_f64().unwrap_or_default();
    let is_log = ["audit_log", "audit_people"].contains(&plan["Relation Name"].as_str().unwrap_or_default());
    let removed = number("Rows Removed by Filter") + number("Rows Removed by Index Recheck");
    let own = (number("Actual Rows") + removed) * number("Actual Loops");
    let below = plan["Plans"].as_array().into_iter().flatten();
    f64::from(u8::from(is_log)) * own + below.map(rows_read).sum::<f64>()
}

fn literal(text: Option<&str>) -> String {
    text.map_or("NULL".to_owned(), |text| format!("'{text}'"))
}

/// The plan of a page, run.
async fn explain(connection: &Client, filter: &Filter, period: &[String; 3]) -> Value {
    let object = filter
        .object
        .as_deref()
        .map(|object| object.split_once(':').unwrap_or((object, "")));
    let id = object.map(|(_, id)| id).filter(|id| !id.is_empty());
    let person = filter
        .person
        .map_or("NULL".to_owned(), |person| person.0.to_string());
    let value = |parameter: Typed| match parameter.name {
        "person" => person.clone(),
        "object_kind" => literal(object.map(|(kind, _)| kind)),
        "object_id" => literal(id),
        "action" => literal(filter.action.as_deref()),
        "from" => period[0].clone(),
        "until" => period[1].clone(),
        "before_id" => period[2].clone(),
        other => panic!("give {other} a value"),
    };
    let asked: Vec<String> = filter.reading().parameters().into_iter().map(value).collect();
    let sql = format!(
        "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE \"{:?}\" ({})",
        filter.reading(),
        asked.join(", ")
    );
    let answer = connection.simple_query(&sql).await.unwrap();
    let text = answer.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0),
        _ => None,
    });
    let plan: Value = serde_json::from_str(text.unwrap()).unwrap();
    plan[0]["Plan"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn g8_no_filter_reads_the_log_through() {
    let world = World::new().await;
    world.database.batch(ENTRIES).await;
    let id = "SELECT max(id) FROM audit_log WHERE at = '2027-05-20T00:00Z'";
    let middle = world.count(id).await.to_string();
    let mut people = vec![None];
    for username in ["ada", "ines"] {
        let id = format!("SELECT id FROM people WHERE username = '{username}'");
        people.push(Some(PersonId(world.count(&id).await)));
    }
    let objects = [
        None,
        Some("thing"),
        Some("rarity"),
        Some("thing:same"),
        Some("thing:10001"),
        Some("rarity:5"),
        Some("nothing"),
        Some("thing:none"),
    ];
    let actions = [
        None,
        Some("made"),
        Some("made.up5"),
        Some("rarely.made"),
        Some("never.made"),
    ];
    let connection = world.connection().await;
    let mut prepared = Vec::new();
    let mut found = 0.0;
    let mut tried = 0;
    for mode in ["force_generic_plan", "force_custom_plan"] {
        connection
            .batch_execute(&format!("SET plan_cache_mode = {mode}"))
            .await
            .unwrap();
        for (person, object, action) in people.iter().flat_map(|person| {
            let with = move |object| actions.map(move |action| (*person, object, action));
            objects.into_iter().flat_map(with)
        }) {
            let filter = Filter {
                person,
                object: object.map(str::to_owned),
                action: action.map(str::to_owned),
                ..Filter::default()
            };
            let reading = filter.reading();
            if !prepared.contains(&reading) {
                let sql = format!("PREPARE \"{reading:?}\" AS {}", reading.sql());
                connection.batch_execute(&sql).await.unwrap();
                prepared.push(reading);
            }
            for period in PERIODS {
                let bounds = period.map(|bound| bound.replace("{middle}", &middle));
                let plan = explain(&connection, &filter, &bounds).await;
                found += plan["Actual Rows"].as_f64().unwrap();
                tried += 1;
                // A page of each of eight actions, its rows in the log where they are looked up, and the page itself. For a person
                // and an object up to 200 rows an action are read before it is known where to look on.
                let most = match filter.reading() {
                    Reading::PersonAndObject => 8_000.0,
                    _ => 1_000.0,
                };
                let read = rows_read(&plan);
                assert!(
                    read <= most,
                    "{mode}, {filter:?}, {period:?}: {read} rows are read: {plan:#}"
                );
                // What an index passes over is not among the rows. The log alone has 8,000 blocks, and a look-up takes four.
                let blocks = plan["Shared Hit Blocks"].as_f64().unwrap()
                    + plan["Shared Read Blocks"].as_f64().unwrap();
                assert!(
                    blocks <= 3.0 * most,
                    "{mode}, {filter:?}, {period:?}: {blocks} blocks are read: {plan:#}"
                );
            }
        }
    }
    // Filters that find nothing read little as well: so the others are to find something.
    assert_eq!(prepared.len(), 5);
    assert!(
        tried == 2 * 3 * 8 * 5 * 4 && found > 8_000.0,
        "{tried} tried, {found} found"
    );
    world.end().await;
}
