//! What the server's own connection may not do (O7, G8), whatever somebody makes it say.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

use db::database_roles::{self, DatabaseRole, Excess};
use db::migrations::{self, MigrationError};
use test_database::{SERVER_ROLE, TestDatabase};
use tokio_postgres::Client;

/// A task with an entry in its log, and one in the audit log that stands in somebody's name too.
const ENTRIES: &str = "
INSERT INTO people (username, display_name, search_text, created_at, updated_at) VALUES ('ben', 'Ben', 'ben', '2028-01-11Z', '2028-01-11Z');
INSERT INTO tasks (id, kind, policy_id, policy_name, title, subject_id, requester_id, role_id, steps, position, created_at)
  SELECT gen_random_uuid(), 'request', 1, 'Requests', 'Grant', p.id, p.id, r.id, '[{}]', 1, '2028-01-11Z' FROM people p, roles r
  WHERE r.code = 'line_manager';
INSERT INTO task_log (task_id, at, position, through, event) SELECT id, '2028-01-11Z', 1, 'test', '{}' FROM tasks;
INSERT INTO audit_log (at, through, action, object_kind, object_id, concerns_id)
  SELECT '2028-01-11Z', 'test', 'task.approved', 'task', 'x', p.id FROM people p;
INSERT INTO audit_in_name_of (delegator_id, entry_id, proxy_id) SELECT p.id, a.id, p.id FROM people p, audit_log a;";

async fn with_entries() -> TestDatabase {
    let database = TestDatabase::new().await;
    // By the server's role, which may add to all of them.
    let server = database.connect_as_server().await;
    server.batch_execute(ENTRIES).await.unwrap();
    database
}

/// Why the server's connection was refused, by PostgreSQL's own code.
async fn refused(server: &Client, sql: &str) -> String {
    let error = server.batch_execute(sql).await.expect_err(sql);
    let error = error.as_db_error().expect(sql);
    format!("{} {}", error.code().code(), error.message())
}

async fn append_only(database: &TestDatabase) -> Vec<String> {
    let sql = "SELECT c.relname::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname LIKE '%\\_append\\_only' ORDER BY 1";
    let rows = database.connect().await.query(sql, &[]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn o7_the_logs_and_the_tables_beside_them_are_append_only() {
    let database = TestDatabase::new().await;
    let marked = append_only(&database).await;
    for table in ["audit_in_name_of", "audit_log", "audit_people", "task_log"] {
        assert!(marked.iter().any(|name| name == table), "{table}: {marked:?}");
    }
    // Whatever is named as a log, or stands beside the audit log, is one of them; and each trigger refuses all that it should:
    // before the statement, for DELETE (8), UPDATE (16) and TRUNCATE (32).
    let sql = "SELECT c.relname::text FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace \
        AND (c.relname ~ '^audit_' OR c.relname ~ '_log$') AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid \
          AND t.tgname = c.relname || '_append_only' AND t.tgtype = 2 | 8 | 16 | 32 AND t.tgenabled = 'O')";
    let unguarded = database.connect().await.query(sql, &[]).await.unwrap();
    let unguarded: Vec<String> = unguarded.iter().map(|row| row.get(0)).collect();
    assert_eq!(unguarded, Vec::<String>::new());
    database.drop_database().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g8_o7_neither_the_server_nor_the_owner_changes_or_removes_an_entry() {
    let database = with_entries().await;
    let server = database.connect_as_server().await;
    for table in append_only(&database).await {
        let count = format!("SELECT count(*) FROM {table}");
        let entries: i64 = server.query_one(&count, &[]).await.unwrap().get(0);
        let last = "SELECT attname::text FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped \
            ORDER BY attnum DESC LIMIT 1";
        let column: String = server.query_one(last, &[&table]).await.unwrap().get(0);
        let change = [
            format!("UPDATE {table} SET {column} = {column}"),
            format!("DELETE FROM {table}"),
            format!("TRUNCATE {table}"),
        ];
        for sql in change {
            let said = refused(&server, &sql).await;
            assert_eq!(
                said,
                format!("42501 permission denied for table {table}"),
                "{sql}"
            );
            let said = database.refuses(&sql).await;
            assert!(said.ends_with("log is append-only"), "{sql}: {said}");
        }
        let left: i64 = server.query_one(&count, &[]).await.unwrap().get(0);
        assert_eq!(left, entries, "{table}");
    }
    for table in ["audit_log", "audit_in_name_of", "task_log"] {
        let count = format!("SELECT count(*) FROM {table}");
        let kept: i64 = server.query_one(&count, &[]).await.unwrap().get(0);
        assert!(kept > 0, "{table}");
    }
    database.drop_database().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn o7_the_servers_connection_becomes_nobody_else() {
    let database = with_entries().await;
    let server = database.connect_as_server().await;
    let row = database
        .connect()
        .await
        .query_one("SELECT current_user::text", &[])
        .await
        .unwrap();
    let owner: String = row.get(0);
    for sql in [
        format!("SET ROLE {owner}"),
        format!("SET SESSION AUTHORIZATION {owner}"),
        format!("GRANT {owner} TO {SERVER_ROLE}"),
        format!("ALTER ROLE {SERVER_ROLE} SUPERUSER"),
        format!("ALTER ROLE {SERVER_ROLE} CREATEROLE"),
        "CREATE ROLE another SUPERUSER".to_owned(),
        "SET session_replication_role = replica".to_owned(),
    ] {
        let said = refused(&server, &sql).await;
        assert!(said.starts_with("42501 "), "{sql}: {said}");
    }
    // There is nothing to go back to, and nothing to pass on: it stays what it is.
    let harmless = "RESET ROLE; RESET SESSION AUTHORIZATION; GRANT UPDATE, DELETE ON audit_log TO PUBLIC";
    server.batch_execute(harmless).await.unwrap();
    let row = server
        .query_one("SELECT current_user::text, session_user::text", &[])
        .await
        .unwrap();
    assert_eq!(
        (row.get::<_, &str>(0), row.get::<_, &str>(1)),
        (SERVER_ROLE, SERVER_ROLE)
    );
    assert!(
        refused(&server, "DELETE FROM audit_log")
            .await
            .starts_with("42501 ")
    );
    database.drop_database().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn o7_the_servers_connection_takes_no_guard_away() {
    let database = with_entries().await;
    let server = database.connect_as_server().await;
    for table in append_only(&database).await {
        for sql in [
            format!("ALTER TABLE {table} DISABLE TRIGGER {table}_append_only"),
            format!("ALTER TABLE {table} DISABLE TRIGGER ALL"),
            format!("ALTER TABLE {table} OWNER TO {SERVER_ROLE}"),
            format!("ALTER TABLE {table} RENAME TO elsewhere"),
            format!("ALTER TABLE {table} ADD COLUMN more int"),
            format!("DROP TRIGGER {table}_append_only ON {table}"),
            format!("DROP TABLE {table}"),
            format!("CREATE RULE r AS ON INSERT TO {table} DO INSTEAD NOTHING"),
            format!("CREATE TRIGGER t BEFORE INSERT ON {table} EXECUTE FUNCTION refuse_audit_change()"),
            format!("DO 'BEGIN LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE; END'"),
            format!("SELECT * FROM {table} FOR UPDATE"),
            format!("COPY {table} TO PROGRAM 'true'"),
            format!("COPY {table} FROM '/dev/null'"),
            format!("MERGE INTO {table} l USING people p ON true WHEN MATCHED THEN DELETE"),
        ] {
            let said = refused(&server, &sql).await;
            assert!(said.starts_with("42501 "), "{sql}: {said}");
        }
    }
    for sql in [
        "CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "ALTER FUNCTION refuse_task_log_change() RENAME TO harmless",
        "DROP FUNCTION refuse_task_log_change() CASCADE",
        "SELECT setval('audit_log_id_seq', 1)",
        "ALTER SEQUENCE audit_log_id_seq RESTART",
        "CREATE TABLE another (a int)",
        "CREATE FUNCTION another() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE SCHEMA another",
        "DROP SCHEMA public CASCADE",
        "ALTER SCHEMA public RENAME TO another",
        "CREATE EXTENSION dblink",
        "UPDATE schema_compatibility SET minimum_version = '99.0.0'",
        "DELETE FROM __diesel_schema_migrations",
    ] {
        let said = refused(&server, sql).await;
        assert!(said.starts_with("42501 "), "{sql}: {said}");
    }
    // Nor by what else may be removed: the task keeps its log, and the person the entries about them.
    for sql in ["DELETE FROM tasks", "DELETE FROM people"] {
        let said = refused(&server, sql).await;
        assert!(said.starts_with("23503 "), "{sql}: {said}");
    }
    database.drop_database().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn o7_the_servers_role_has_what_it_needs_and_nothing_more() {
    let database = TestDatabase::new().await;
    let role = DatabaseRole::of(&database.pool).await.unwrap();
    let nothing_more = DatabaseRole {
        name: SERVER_ROLE.to_owned(),
        excess: Vec::new(),
        lacking: Vec::new(),
    };
    assert_eq!(role, nothing_more);
    // It owns nothing in this database, not even a sequence or a function.
    let sql = "SELECT count(*) FROM pg_shdepend d JOIN pg_database b ON b.oid = d.dbid WHERE b.datname = current_database() \
        AND d.refobjid = $1::text::regrole AND d.deptype = 'o'";
    let owned = database
        .connect()
        .await
        .query_one(sql, &[&SERVER_ROLE])
        .await
        .unwrap();
    assert_eq!(owned.get::<_, i64>(0), 0);
    let owner = DatabaseRole::of(&database.owner_pool()).await.unwrap();
    assert_eq!((owner.excess, owner.lacking), (vec![Excess::Superuser], vec![]));
    database.drop_database().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn o7_what_a_role_could_do_beyond_its_need_is_found() {
    let database = TestDatabase::new().await;
    let owner = database.connect().await;
    for (made_so, excess) in [
        (
            "GRANT UPDATE (action) ON audit_log TO",
            Excess::Changes("audit_log".to_owned()),
        ),
        (
            "GRANT TRIGGER ON task_log TO",
            Excess::Changes("task_log".to_owned()),
        ),
        ("GRANT CREATE ON SCHEMA public TO", Excess::Creates),
    ] {
        owner
            .batch_execute(&format!("{made_so} {SERVER_ROLE}"))
            .await
            .unwrap();
        let role = DatabaseRole::of(&database.pool).await.unwrap();
        assert_eq!(role.excess, [excess], "{made_so}");
        // The next start takes it away.
        database_roles::give(&database.owner_pool(), SERVER_ROLE)
            .await
            .unwrap();
        let role = DatabaseRole::of(&database.pool).await.unwrap();
        assert_eq!((role.excess, role.lacking), (vec![], vec![]), "{made_so}");
    }
    owner
        .batch_execute(&format!("ALTER TABLE task_log OWNER TO {SERVER_ROLE}"))
        .await
        .unwrap();
    let role = DatabaseRole::of(&database.pool).await.unwrap();
    assert_eq!(role.excess, [Excess::Owns(SERVER_ROLE.to_owned())]);
    database.drop_database().await;
}

/// What may be had by SET ROLE alone: the server's role inherits nothing. Roles of the test's own, as roles are of the cluster.
#[tokio::test(flavor = "multi_thread")]
async fn o7_what_a_role_could_do_as_another_is_found() {
    let database = TestDatabase::new().await;
    let owner = database.connect().await;
    let (_, own) = database.url.rsplit_once('/').unwrap();
    let [server, between, other] = ["server", "between", "other"].map(|name| format!("{name}_{own}"));
    let roles = format!(
        "CREATE ROLE {server} LOGIN NOINHERIT; CREATE ROLE {between} NOINHERIT; CREATE ROLE {other}; \
         GRANT {other} TO {between}; GRANT {between} TO {server}"
    );
    owner.batch_execute(&roles).await.unwrap();
    database_roles::give(&database.owner_pool(), &server)
        .await
        .unwrap();
    let pool = db::Pool::new(&database.url.replace(SERVER_ROLE, &server), 1).unwrap();
    let changes = |table: &str| Excess::Changes(table.to_owned());
    for (made_so, undone, excess) in [
        (
            "ALTER ROLE # SUPERUSER",
            "ALTER ROLE # NOSUPERUSER",
            Excess::Superuser,
        ),
        (
            "ALTER ROLE # CREATEROLE",
            "ALTER ROLE # NOCREATEROLE",
            Excess::Administers,
        ),
        (
            "ALTER ROLE # REPLICATION",
            "ALTER ROLE # NOREPLICATION",
            Excess::Administers,
        ),
        (
            "ALTER ROLE # BYPASSRLS",
            "ALTER ROLE # NOBYPASSRLS",
            Excess::Administers,
        ),
        (
            "GRANT pg_write_server_files TO #",
            "REVOKE pg_write_server_files FROM #",
            Excess::Administers,
        ),
        (
            "GRANT DELETE ON task_log TO #",
            "REVOKE ALL ON task_log FROM #",
            changes("task_log"),
        ),
        (
            "GRANT UPDATE (action) ON audit_log TO #",
            "REVOKE ALL ON audit_log FROM #",
            changes("audit_log"),
        ),
        (
            "GRANT CREATE ON SCHEMA public TO #",
            "REVOKE CREATE ON SCHEMA public FROM #",
            Excess::Creates,
        ),
    ] {
        owner.batch_execute(&made_so.replace('#', &other)).await.unwrap();
        let role = DatabaseRole::of(&pool).await.unwrap();
        assert_eq!((&role.name, role.excess), (&server, vec![excess]), "{made_so}");
        owner.batch_execute(&undone.replace('#', &other)).await.unwrap();
        // To be a member of a role that may do nothing is nothing.
        let role = DatabaseRole::of(&pool).await.unwrap();
        assert_eq!((role.excess, role.lacking), (vec![], vec![]), "{undone}");
    }
    owner
        .batch_execute(&format!(
            "DROP OWNED BY {server}, {other}; DROP ROLE {server}, {between}, {other}"
        ))
        .await
        .unwrap();
    drop(pool);
    database.drop_database().await;
}

/// A super administrator, and nobody else.
const ADMINISTRATOR: &str = "
INSERT INTO people (username, display_name, search_text, created_at, updated_at) VALUES ('ada', 'Ada', 'ada', '2028-01-11Z', '2028-01-11Z');
INSERT INTO grants (person_id, role_id, source, granted_at)
  SELECT p.id, r.id, 'by_hand', '2028-01-11Z' FROM people p, roles r WHERE r.code = 'super_administrator';";

#[tokio::test(flavor = "multi_thread")]
async fn o7_no_temporary_table_takes_the_place_of_one_of_locums() {
    let database = TestDatabase::new().await;
    // On a connection as the server uses it: a temporary table beside each of Locum's tables, and each name is still Locum's.
    let mut conn = database.pool.get().await.unwrap();
    let tables = "SELECT c.relname::text FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace";
    let tables = database.connect().await.query(tables, &[]).await.unwrap();
    let tables: Vec<String> = tables.iter().map(|row| row.get(0)).collect();
    assert!(tables.iter().any(|table| table == "audit_log"), "{tables:?}");
    for table in &tables {
        let sql = format!(
            "CREATE TEMP TABLE {table} (LIKE public.{table}); \
             DO $$ BEGIN ASSERT to_regclass('{table}') = 'public.{table}'::regclass \
               AND to_regclass('pg_temp.{table}') IS NOT NULL; END $$"
        );
        diesel_async::SimpleAsyncConnection::batch_execute(&mut *conn, &sql)
            .await
            .unwrap();
    }
    drop(conn);
    database.drop_database().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn o7_a_temporary_table_deceives_no_trigger() {
    let database = TestDatabase::new().await;
    let server = database.connect_as_server().await;
    server.batch_execute(ADMINISTRATOR).await.unwrap();
    // Whoever has the server's connection, and looks into temporary tables first: there somebody else still administers Locum.
    let deceive = "SET search_path = pg_temp, public;
        CREATE TEMP TABLE people AS TABLE public.people; CREATE TEMP TABLE grants AS TABLE public.grants;
        CREATE TEMP TABLE roles AS TABLE public.roles";
    server.batch_execute(deceive).await.unwrap();
    for sql in [
        "UPDATE public.people SET disabled_at = '2028-01-11Z'",
        "UPDATE public.grants SET revoked_at = '2028-01-11Z'",
    ] {
        assert_eq!(
            refused(&server, sql).await,
            "23514 no super administrator would remain",
            "{sql}"
        );
    }
    // The entry's people stand in the real table, wherever the connection looks.
    let note = "CREATE TEMP TABLE audit_people (LIKE public.audit_people);
        INSERT INTO public.audit_log (at, through, action, object_kind, object_id, concerns_id)
          SELECT '2028-01-11Z', 'test', 'person.disabled', 'person', '1', id FROM public.people";
    server.batch_execute(note).await.unwrap();
    let noted =
        "SELECT (SELECT count(*) FROM public.audit_people), (SELECT count(*) FROM pg_temp.audit_people)";
    let noted = server.query_one(noted, &[]).await.unwrap();
    assert_eq!((noted.get::<_, i64>(0), noted.get::<_, i64>(1)), (1, 0));
    database.drop_database().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn o7_the_triggers_of_later_migrations_are_pinned_too() {
    let database = TestDatabase::new().await;
    let unpinned = "SELECT p.proname::text FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace \
        AND p.prorettype = 'trigger'::regtype AND NOT coalesce(p.proconfig @> ARRAY['search_path=public, pg_temp'], false)";
    let unpinned = async || {
        let rows = database.connect().await.query(unpinned, &[]).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect::<Vec<String>>()
    };
    assert_eq!(unpinned().await, Vec::<String>::new());
    let later = "CREATE FUNCTION later() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'";
    database.batch(later).await;
    assert_eq!(unpinned().await, ["later"]);
    database_roles::give(&database.owner_pool(), SERVER_ROLE)
        .await
        .unwrap();
    assert_eq!(unpinned().await, Vec::<String>::new());
    database.drop_database().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn o7_tables_of_later_migrations_are_covered() {
    let database = TestDatabase::new().await;
    // What a later version's migration does, run by the owner.
    database
        .batch(
            "CREATE TABLE later (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz); CREATE TABLE later_log (LIKE later INCLUDING ALL); \
             CREATE TRIGGER later_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON later_log FOR EACH STATEMENT \
               EXECUTE FUNCTION refuse_audit_change()",
        )
        .await;
    // This version, which runs beside it, may write to them from that moment: a trigger may do so in its name.
    let server = database.connect_as_server().await;
    for table in ["later", "later_log"] {
        let insert = format!("INSERT INTO {table} (at) VALUES ('2028-01-11Z')");
        server.batch_execute(&insert).await.unwrap();
    }
    server
        .batch_execute("UPDATE later SET at = NULL; DELETE FROM later")
        .await
        .unwrap();
    assert_eq!(
        refused(&server, "DELETE FROM later_log").await,
        "42501 the audit log is append-only"
    );

    database_roles::give(&database.owner_pool(), SERVER_ROLE)
        .await
        .unwrap();
    assert_eq!(
        refused(&server, "DELETE FROM later_log").await,
        "42501 permission denied for table later_log"
    );
    server
        .batch_execute("INSERT INTO later_log (at) VALUES (NULL); DELETE FROM later")
        .await
        .unwrap();
    database.drop_database().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn o7_two_servers_that_start_at_once_give_it_once() {
    let database = TestDatabase::new().await;
    database
        .batch(&format!(
            "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {SERVER_ROLE}"
        ))
        .await;
    let lacking = DatabaseRole::of(&database.pool).await.unwrap().lacking;
    assert!(lacking.iter().any(|table| table == "audit_log"), "{lacking:?}");
    let refused = migrations::compatibility(&database.pool).await.unwrap_err();
    assert!(
        matches!(&refused, MigrationError::MayNotRead(role) if role == SERVER_ROLE),
        "{refused}"
    );
    let starts: Vec<_> = (0..4)
        .map(|_| {
            let owner = database.owner_pool();
            tokio::spawn(async move { database_roles::give(&owner, SERVER_ROLE).await })
        })
        .collect();
    for start in starts {
        start.await.unwrap().unwrap();
    }
    let role = DatabaseRole::of(&database.pool).await.unwrap();
    assert_eq!((role.excess, role.lacking), (vec![], vec![]));
    database.drop_database().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn o7_the_servers_role_does_not_migrate_and_says_who_does() {
    let database = TestDatabase::new().await;
    let now = chrono::DateTime::UNIX_EPOCH;
    assert_eq!(
        migrations::run(&database.pool, now).await.unwrap(),
        0,
        "nothing to do"
    );
    database.revert_from("2026-11-29-000125").await;
    let refused = migrations::run(&database.pool, now).await.unwrap_err();
    assert!(
        matches!(&refused, MigrationError::NotOwner(role) if role == SERVER_ROLE),
        "{refused}"
    );
    assert!(
        refused.to_string().contains("LOCUM_DATABASE_OWNER_URL"),
        "{refused}"
    );
    assert!(migrations::run(&database.owner_pool(), now).await.unwrap() > 0);
    database.drop_database().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn o7_the_planner_learns_of_a_large_change_also_where_the_server_does_not_own_the_tables() {
    let database = with_entries().await;
    let server = database.connect_as_server().await;
    let known = "SELECT count(*) FROM pg_stats WHERE schemaname = 'public' AND tablename = $1";
    let statistics = async |table: &str| {
        let row = database
            .connect()
            .await
            .query_one(known, &[&table])
            .await
            .unwrap();
        row.get::<_, i64>(0)
    };
    assert_eq!(statistics("people").await, 0);
    server
        .batch_execute("SELECT analyze_tables(ARRAY['people', 'grants'])")
        .await
        .unwrap();
    assert!(statistics("people").await > 0);
    assert_eq!(statistics("task_log").await, 0, "only what is named");
    server.batch_execute("SELECT analyze_tables(NULL)").await.unwrap();
    assert!(statistics("task_log").await > 0);
    database.drop_database().await;
}
