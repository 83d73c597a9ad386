//! The two roles of the database (O7): the owner of the tables migrates, the server's role only uses them. It may add to the
//! append-only tables and not change them, owns nothing and is no member of the owner. It may create temporary tables, as imports do,
//! and none of them takes the place of one of Locum's: they come last on the search path of connections and of triggers' functions.
//!
//! A table is append-only if it has a trigger `<table>_append_only`. So a table that a later migration adds is covered by its own
//! migration, and what the two roles may do follows from the schema alone.

use diesel::sql_types::{Array, Bool, Text};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

use crate::Result;
use crate::glued::statement;
use crate::migrations::{MigrationError, release_lock, take_lock};
use crate::pool::{Connection, Pool};

/// Each of Locum's tables, and what the server needs on it. The schema's own state is only read.
macro_rules! tables {
    () => {
        "tables AS (SELECT c.oid, c.relname::text AS name, c.relowner, \
            CASE WHEN c.relname IN ('__diesel_schema_migrations', 'schema_compatibility') THEN ARRAY['SELECT'] \
              WHEN c.relkind IN ('v', 'm') THEN ARRAY['SELECT'] \
              WHEN EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = c.relname || '_append_only') \
                THEN ARRAY['SELECT', 'INSERT'] \
              ELSE ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE'] END AS needed \
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
          WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm') \
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'))"
    };
}

/// The sequences from which ids are taken. Whoever may only use them sets none of them back.
macro_rules! sequences {
    () => {
        "sequences AS MATERIALIZED (SELECT c.oid, c.relname::text AS name, c.relowner FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
          WHERE n.nspname = current_schema() AND c.relkind = 'S')"
    };
}

/// The functions of Locum's triggers that the present role may alter, and whether each looks for tables in Locum's schema and
/// nowhere before it. A trigger runs with the search path of whoever changes the table: the server's role may create temporary
/// tables, and one called `grants` would else answer for the real one when a trigger asks who is left to administer Locum.
macro_rules! triggers {
    () => {
        "triggers AS (SELECT p.oid::regprocedure::text AS signature, \
            coalesce(p.proconfig @> ARRAY['search_path=' || quote_ident(current_schema()) || ', pg_temp'], false) AS is_pinned \
          FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace \
          WHERE n.nspname = current_schema() AND p.prorettype = 'trigger'::regtype AND pg_has_role(p.proowner, 'USAGE') \
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'))"
    };
}

/// Whether a role has the privilege `p` on the table `t`, or on any of its columns.
macro_rules! has_any {
    ($role:literal) => {
        concat!(
            "(has_table_privilege(",
            $role,
            ", t.oid, p) OR p IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') AND has_any_column_privilege(",
            $role,
            ", t.oid, p))"
        )
    };
}

/// What a connection's role is, and what it may do beyond or short of what the server needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseRole {
    /// Its name.
    pub name: String,
    /// What it may do and the server has no need of: through each of these, entries of the logs could be changed.
    pub excess: Vec<Excess>,
    /// Tables and sequences that it may not use as the server has to, and `temporary tables`.
    pub lacking: Vec<String>,
}

/// One way in which a role could change what is append-only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Excess {
    /// It is a superuser, or a member of one: nothing is refused to it.
    Superuser,
    /// It, or a role that it is a member of, has `CREATEROLE`, `REPLICATION` or `BYPASSRLS`, or may run programs or write files
    /// on the database's machine.
    Administers,
    /// It is this role, or a member of it, which owns tables, their schema or the database.
    Owns(String),
    /// It, or a role that it is a member of, may change, empty or put triggers on this append-only table.
    Changes(String),
    /// It, or a role that it is a member of, may create objects in Locum's schema.
    Creates,
}

#[derive(diesel::QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Bool)]
    superuser: bool,
    #[diesel(sql_type = Bool)]
    administers: bool,
    #[diesel(sql_type = Array<Text>)]
    owners: Vec<String>,
    #[diesel(sql_type = Array<Text>)]
    changes: Vec<String>,
    #[diesel(sql_type = Bool)]
    creates: bool,
    #[diesel(sql_type = Array<Text>)]
    lacking: Vec<String>,
}

// By `session_user`: what can be had by SET ROLE counts too ('MEMBER', which it is of itself), inherited or not.
const OWN: &str = concat!(
    "WITH roles AS MATERIALIZED (SELECT * FROM pg_roles WHERE pg_has_role($1, oid, 'MEMBER')), ",
    tables!(),
    ", ",
    sequences!(),
    " SELECT r.rolname::text AS name, EXISTS (SELECT FROM roles m WHERE m.rolsuper) AS superuser, \
        EXISTS (SELECT FROM roles m WHERE m.rolcreaterole OR m.rolreplication OR m.rolbypassrls \
          OR m.rolname IN ('pg_execute_server_program', 'pg_write_server_files')) AS administers, \
        ARRAY(SELECT DISTINCT pg_get_userbyid(o.oid)::text AS owner FROM (SELECT relowner FROM tables \
            UNION SELECT datdba FROM pg_database WHERE datname = current_database() \
            UNION SELECT nspowner FROM pg_namespace WHERE nspname = current_schema()) AS o (oid) \
          WHERE pg_has_role($1, o.oid, 'MEMBER') AND pg_get_userbyid(o.oid) <> 'pg_database_owner' ORDER BY owner) AS owners, \
        ARRAY(SELECT t.name FROM tables t WHERE t.needed = ARRAY['SELECT', 'INSERT'] \
          AND EXISTS (SELECT FROM roles m CROSS JOIN unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS p WHERE ",
    has_any!("m.oid"),
    ") ORDER BY t.name) AS changes, \
        EXISTS (SELECT FROM roles m WHERE has_schema_privilege(m.oid, current_schema(), 'CREATE')) AS creates, \
        ARRAY(SELECT t.name FROM tables t WHERE EXISTS (SELECT FROM unnest(t.needed) AS p \
          WHERE NOT has_table_privilege($1, t.oid, p)) UNION ALL SELECT s.name FROM sequences s WHERE NOT has_sequence_privilege($1, s.oid, 'USAGE') \
          UNION ALL SELECT 'temporary tables' \
          WHERE NOT has_database_privilege($1, current_database(), 'TEMPORARY') ORDER BY 1) AS lacking \
      FROM pg_roles r WHERE r.rolname = $1"
);

impl DatabaseRole {
    /// The role of this pool's connections, as it signed in.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn of(pool: &Pool) -> Result<Self> {
        let mut conn = pool.get().await?;
        let name = session_user(&mut conn).await?;
        let found: Found = statement(OWN).bind::<Text, _>(name).get_result(&mut conn).await?;
        Ok(found.into())
    }
}

impl From<Found> for DatabaseRole {
    fn from(found: Found) -> Self {
        let mut excess = Vec::new();
        if found.superuser {
            // All the others follow from it.
            excess.push(Excess::Superuser);
        } else {
            excess.extend(found.administers.then_some(Excess::Administers));
            let owns_all = !found.owners.is_empty();
            excess.extend(found.owners.into_iter().map(Excess::Owns));
            if !owns_all {
                excess.extend(found.changes.into_iter().map(Excess::Changes));
                excess.extend(found.creates.then_some(Excess::Creates));
            }
        }
        Self {
            name: found.name,
            excess,
            lacking: found.lacking,
        }
    }
}

#[derive(diesel::QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

async fn session_user(conn: &mut Connection) -> Result<String> {
    let found: Name = statement("SELECT session_user::text AS name")
        .get_result(conn)
        .await?;
    Ok(found.name)
}

// Where the owner's tables and later ones are not as they should be for the role $1.
const IS_GIVEN: &str = concat!(
    "WITH ",
    tables!(),
    ", ",
    sequences!(),
    ", ",
    triggers!(),
    " SELECT coalesce(has_schema_privilege($1, current_schema(), 'USAGE'), false) \
        AND has_database_privilege($1, current_database(), 'TEMPORARY') AND NOT has_schema_privilege($1, current_schema(), 'CREATE') \
        AND NOT EXISTS (SELECT FROM tables t CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', \
          'REFERENCES', 'TRIGGER']) AS p WHERE pg_has_role(t.relowner, 'USAGE') AND CASE WHEN p = ANY(t.needed) THEN NOT has_table_privilege($1, t.oid, p) ELSE ",
    has_any!("$1"),
    " END) AND NOT EXISTS (SELECT FROM sequences s WHERE pg_has_role(s.relowner, 'USAGE') \
          AND (NOT has_sequence_privilege($1, s.oid, 'USAGE') OR has_sequence_privilege($1, s.oid, 'UPDATE'))) \
        AND NOT EXISTS (SELECT FROM triggers t WHERE NOT t.is_pinned) \
        AND (SELECT count(DISTINCT (d.defaclobjtype, a.privilege_type)) FROM pg_default_acl d \
          JOIN pg_namespace n ON n.oid = d.defaclnamespace AND n.nspname = current_schema() \
          CROSS JOIN aclexplode(d.defaclacl) AS a WHERE pg_get_userbyid(d.defaclrole) = current_user \
          AND pg_get_userbyid(a.grantee) = $1 AND (d.defaclobjtype::text, a.privilege_type) IN (('r', 'SELECT'), ('r', 'INSERT'), \
            ('r', 'UPDATE'), ('r', 'DELETE'), ('S', 'USAGE'))) = 5 AS yes"
);

// Later tables get everything from the beginning, as a trigger may write to them before anybody
// comes back here; where they are append-only, their own trigger refuses what is then taken away.
const GIVE: &str = concat!(
    "DO $do$ DECLARE server text := current_setting('locum.server_role'); one record; BEGIN \
       IF NOT has_database_privilege(server, current_database(), 'TEMPORARY') THEN \
         EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO %I', current_database(), server); END IF; \
       EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), server); \
       IF has_schema_privilege(server, current_schema(), 'CREATE') THEN \
         EXECUTE format('REVOKE CREATE ON SCHEMA %I FROM PUBLIC, %I', current_schema(), server); END IF; \
       FOR one IN WITH ",
    tables!(),
    " SELECT t.name, array_to_string(t.needed, ', ') AS needed FROM tables t WHERE pg_has_role(t.relowner, 'USAGE') LOOP \
         EXECUTE format('REVOKE ALL ON TABLE %I.%I FROM %I', current_schema(), one.name, server); \
         EXECUTE format('GRANT %s ON TABLE %I.%I TO %I', one.needed, current_schema(), one.name, server); \
       END LOOP; \
       FOR one IN WITH ",
    sequences!(),
    " SELECT s.name FROM sequences s WHERE pg_has_role(s.relowner, 'USAGE') LOOP \
         EXECUTE format('REVOKE ALL ON SEQUENCE %I.%I FROM %I', current_schema(), one.name, server); \
         EXECUTE format('GRANT USAGE ON SEQUENCE %I.%I TO %I', current_schema(), one.name, server); \
       END LOOP; \
       FOR one IN WITH ",
    triggers!(),
    " SELECT t.signature FROM triggers t WHERE NOT t.is_pinned LOOP \
         EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', one.signature, current_schema()); \
       END LOOP; \
       EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT USAGE ON SEQUENCES TO %I', current_schema(), server); \
       EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I', \
         current_schema(), server); \
     END $do$"
);

/// Gives the server's role what it needs, by a connection of the owner: on every table that is there, and on those that later
/// migrations add. Takes no lock where everything is as it should be. A role that is the owner, or a superuser, gets nothing.
///
/// # Errors
/// When the database fails, or the owner's role may not do it.
pub async fn give(owner: &Pool, server: &str) -> std::result::Result<(), MigrationError> {
    // The lock is gone with the connection, whatever happens.
    let mut conn = owner.detached().await?;
    if needs_nothing(&mut conn, server).await? || is_given(&mut conn, server).await? {
        return Ok(());
    }
    take_lock(&mut conn).await?;
    let outcome = give_under_lock(&mut conn, server).await;
    release_lock(&mut conn).await;
    Ok(outcome?)
}

async fn give_under_lock(conn: &mut Connection, server: &str) -> Result<()> {
    // Whoever held the lock before may have done it.
    if is_given(conn, server).await? {
        return Ok(());
    }
    let set =
        statement("SELECT set_config('locum.server_role', $1, false)").bind::<Text, _>(server.to_owned());
    set.execute(conn).await?;
    Ok(conn.batch_execute(GIVE).await?)
}

async fn needs_nothing(conn: &mut Connection, server: &str) -> Result<bool> {
    const SQL: &str = "SELECT rolsuper OR rolname = current_user AS yes FROM pg_roles WHERE rolname = $1";
    yes(conn, SQL, server).await
}

async fn is_given(conn: &mut Connection, server: &str) -> Result<bool> {
    yes(conn, IS_GIVEN, server).await
}

/// Whether both pools lead to one database, whatever their addresses say.
///
/// # Errors
/// When one of them cannot be reached.
pub async fn are_of_one_database(one: &Pool, other: &Pool) -> Result<bool> {
    Ok(print_of(one).await? == print_of(other).await?)
}

async fn print_of(pool: &Pool) -> Result<String> {
    const SQL: &str = "SELECT s.system_identifier || ' ' || d.oid AS name FROM pg_control_system() AS s, pg_database AS d \
        WHERE d.datname = current_database()";
    let found: Name = statement(SQL).get_result(&mut *pool.get().await?).await?;
    Ok(found.name)
}

#[derive(diesel::QueryableByName)]
struct Yes {
    #[diesel(sql_type = Bool)]
    yes: bool,
}

async fn yes(conn: &mut Connection, sql: &'static str, server: &str) -> Result<bool> {
    let query = statement(sql).bind::<Text, _>(server.to_owned());
    Ok(query.get_result::<Yes>(conn).await?.yes)
}
