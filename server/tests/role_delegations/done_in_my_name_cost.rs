//! What *Done in my name* costs: an index's few entries, however long the log is (R23).

use db::statement::Registered;

use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn r23_neither_the_log_nor_the_names_beside_it_are_read_through() {
    let world = World::new().await;
    let entries = "INSERT INTO audit_log (at, actor_id, on_behalf_of, through, action, object_kind, object_id, concerns_id) \
        SELECT '2027-01-10T00:00Z'::timestamptz + make_interval(mins => n), a.id, d.id, 'made up', 'person.disabled', 'person', \
          a.id::text, a.id FROM generate_series(1, 20000) n JOIN people a ON a.username = 'ben' \
          JOIN people d ON d.username = CASE n % 4 WHEN 0 THEN 'ines' ELSE 'ada' END;
        INSERT INTO audit_in_name_of SELECT on_behalf_of, id, actor_id, NULL FROM audit_log WHERE through = 'made up';
        ANALYZE audit_log; ANALYZE audit_in_name_of";
    world.database.batch(entries).await;
    let ines = world.count("SELECT id FROM people WHERE username = 'ines'").await;
    for (file, proxy) in [("audit/done.sql", ""), ("audit/done_by_proxy.sql", ", 'ben'")] {
        let sql = Registered::all()
            .find(|statement| statement.file == file)
            .unwrap()
            .sql;
        let types = if proxy.is_empty() { "" } else { ", text" };
        // As the program asks: prepared, and planned without knowing what is asked for.
        let prepared = format!(
            "SET plan_cache_mode = force_generic_plan; PREPARE page (bigint, timestamptz, bigint, bigint{types}) AS {sql}"
        );
        let connection = world.connection().await;
        connection.batch_execute(&prepared).await.unwrap();
        let explain = format!("EXPLAIN EXECUTE page ({ines}, '2028-01-11Z', 9223372036854775807, 11{proxy})");
        let rows = connection.query(&explain, &[]).await.unwrap();
        let plan: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        let plan = plan.join("\n");
        assert!(
            plan.contains("audit_in_name_of_p"),
            "by its key or its index: {plan}"
        );
        assert!(plan.contains("audit_log_pkey"), "{plan}");
        let whole = ["Seq Scan on audit_log", "Seq Scan on audit_in_name_of"];
        assert!(whole.iter().all(|scan| !plan.contains(scan)), "{plan}");
        connection.batch_execute("DEALLOCATE page").await.unwrap();
    }
    world.end().await;
}
