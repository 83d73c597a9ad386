//! What many tests need to be there, and what they ask of it afterwards.

use tokio_postgres::types::ToSql;

use super::page::Page;
use super::world::World;

impl World {
    /// What a person who signs in sees at a path.
    pub async fn seen_by(&self, username: &str, path: &str) -> Page {
        self.sign_in(username).await.get(path).await
    }

    /// The first column of rows, which is text.
    pub async fn texts(&self, sql: &str, parameters: &[&(dyn ToSql + Sync)]) -> Vec<String> {
        let rows = self.rows(sql, parameters).await;
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// The first column of rows, which is `bigint`.
    pub async fn numbers(&self, sql: &str, parameters: &[&(dyn ToSql + Sync)]) -> Vec<i64> {
        let rows = self.rows(sql, parameters).await;
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// Creates a role that nobody holds: over one's own record, without privileges, not to be delegated.
    pub async fn create_role(&self, code: &str, name: &str) {
        let sql = "INSERT INTO roles (code, name, data_scope) VALUES ($1, $2, 'own')";
        self.execute(sql, &[&code, &name]).await;
    }

    /// Creates such a role that everybody may request for themselves and for their reports (R20).
    pub async fn create_requestable_role(&self, code: &str, name: &str) {
        self.create_role(code, name).await;
        self.make_requestable(&[code]).await;
    }

    /// Lets everybody request these roles for themselves and for their reports (R20).
    pub async fn make_requestable(&self, roles: &[&str]) {
        let sql = "WITH rule AS (INSERT INTO role_provisioning_rules (name) VALUES ('Everybody') RETURNING id) \
                   INSERT INTO role_provisioning_rule_roles (rule_id, role_id, requestable, self_requestable) \
                   SELECT rule.id, r.id, true, true FROM rule, roles r WHERE r.code = ANY($1)";
        let made = self.execute(sql, &[&roles]).await;
        assert_eq!(usize::try_from(made), Ok(roles.len()), "{roles:?}");
    }

    /// Gives a role by hand to these people, months before the clock's beginning.
    pub async fn grant(&self, role: &str, usernames: &[&str]) {
        let sql = "INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2027-05-01Z' \
                   FROM people p, roles r WHERE p.username = ANY($2) AND r.code = $1";
        let made = self.execute(sql, &[&role, &usernames]).await;
        assert_eq!(
            usize::try_from(made),
            Ok(usernames.len()),
            "{role}: {usernames:?}"
        );
    }

    /// Usernames of those who hold a role by a grant of any source, in alphabetical order.
    pub async fn holders(&self, role: &str) -> Vec<String> {
        let sql = "SELECT p.username FROM grants g JOIN people p ON p.id = g.person_id JOIN roles r ON r.id = g.role_id \
                   WHERE r.code = $1 AND g.revoked_at IS NULL ORDER BY 1";
        self.texts(sql, &[&role]).await
    }

    /// Codes of the roles that a person holds by a grant of any source, in alphabetical order.
    pub async fn roles_of(&self, username: &str) -> Vec<String> {
        let sql = "SELECT DISTINCT r.code FROM grants g JOIN roles r ON r.id = g.role_id JOIN people p ON p.id = g.person_id \
                   WHERE p.username = $1 AND g.revoked_at IS NULL ORDER BY 1";
        self.texts(sql, &[&username]).await
    }
}
