//! People of every kind who may see some things, and one of each object that none of them may see.

use super::Pair;
use crate::support::World;

/// `ben` is an employee; `max` a proxy of the line manager `milo`; `mara` a line manager; `dora` an HR specialist and `sid` an
/// administrator of everything, both for their department alone, which is Finance. What is `tess`'s, in Operations, is nobody's
/// of theirs; `zoe`, of Finance, has left.
pub const CALLERS: [&str; 5] = ["ben", "max", "mara", "dora", "sid"];

/// One of each object, with ids that stand nowhere else on a page; and the roles of `dora` and `sid`.
const OBJECTS: &str = r#"
ALTER TABLE role_delegations ALTER COLUMN id RESTART WITH 711204;
ALTER TABLE absences ALTER COLUMN id RESTART WITH 721204;
ALTER TABLE access_reviews ALTER COLUMN id RESTART WITH 731204;
ALTER TABLE role_provisioning_rules ALTER COLUMN id RESTART WITH 741204;
ALTER TABLE delegation_rules ALTER COLUMN id RESTART WITH 751204;
ALTER TABLE policies ALTER COLUMN id RESTART WITH 761204;
INSERT INTO policies (kind, name) VALUES ('request', 'The hidden policy');
INSERT INTO policy_steps (policy_id, position, approver) SELECT id, 1, 'manager' FROM policies WHERE name = 'The hidden policy';
INSERT INTO roles (code, name, data_scope, delegation_allowed) VALUES ('hidden_role', 'The hidden role', 'own', true),
  ('hr_finance', 'HR of Finance', 'department', false), ('admin_finance', 'Administrator of Finance', 'department', false);
INSERT INTO role_privileges (role_id, privilege) SELECT r.id, v.privilege FROM roles r, (VALUES ('hr_finance', 'manage_user_accounts'),
  ('admin_finance', 'manage_security'), ('admin_finance', 'manage_setup'), ('admin_finance', 'run_access_reviews'),
  ('admin_finance', 'oversee_tasks'), ('admin_finance', 'edit_policies'), ('admin_finance', 'manage_directory'),
  ('admin_finance', 'read_audit_log'), ('admin_finance', 'run_scheduled_processes')) v (role, privilege) WHERE r.code = v.role;
INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2027-01-01Z' FROM people p, roles r
  WHERE (p.username, r.code) IN (('dora', 'hr_finance'), ('sid', 'admin_finance'), ('mina', 'hidden_role'), ('tess', 'hidden_role'));
INSERT INTO profile_values (code, value) VALUES ('PUBLIC_PERSON_SECURITY_PROFILE', 'SAME_DEPARTMENT');
INSERT INTO profile_values (code, person_id, value) SELECT 'PER_USER_DELEGATION_MAX_DAYS', id, '9' FROM people WHERE username = 'tess';
INSERT INTO role_delegations (delegator_id, proxy_id, role_id, starts_on, created_by, created_at, begun_at)
  SELECT d.id, p.id, r.id, '2028-01-05', d.id, '2028-01-02Z', '2028-01-05Z' FROM people d, people p, roles r
  WHERE d.username = 'mina' AND p.username = 'tess' AND r.code = 'hidden_role';
INSERT INTO absences (person_id, kind, starts_on, ends_on, state, recorded_by, recorded_at)
  SELECT id, 'vacation', '2028-02-01', '2028-02-20', 'requested', id, '2028-01-02Z' FROM people WHERE username = 'tess';
INSERT INTO access_reviews (form_id, role_id, due_on, due_at, initiator_id, started_at)
  SELECT '0190163d-8694-439b-aea5-966c26f8ad91', r.id, '2028-03-01', '2028-03-02Z', p.id, '2028-01-02Z' FROM roles r, people p
  WHERE r.code = 'hidden_role' AND p.username = 'ada';
INSERT INTO role_provisioning_rules (name, department) VALUES ('The hidden rule', 'Operations');
INSERT INTO operations (id, kind, person_id, through, input, total, result, created_at, continued_at, finished_at)
  SELECT '0190163d-8694-739b-aea5-966c26f8ad77', 'access_review', id, '/',
    '{"review":731204,"covered":{"department":"Operations"},"title":"Access review of The hidden role","reason":"The hidden rule"}', 0,
    '{"stopped":"The hidden policy"}', '2028-01-02Z', '2028-01-02Z', '2028-01-02Z' FROM people WHERE username = 'tess';
"#;

/// Whatever an answer must not name.
pub const SECRETS: [&str; 6] = [
    "Tess Mori",
    "Mina Sato",
    "The hidden role",
    "The hidden rule",
    "The hidden policy",
    "For tess alone",
];

pub struct Organisation {
    pub world: World,
    /// Path of the task's page.
    pub task: String,
    /// One that waits for `mara`, about `ben`.
    pub of_mara: String,
    delegation: i64,
    /// `mara`'s own, to `ben`.
    pub of_mara_delegation: i64,
    absence: i64,
    review: i64,
    rule: i64,
    policy: i64,
    delegation_rule: i64,
}

async fn request(world: &World, who: &str) -> String {
    let fields = [
        ("subject", who),
        ("role", "line_manager"),
        ("reason", &format!("For {who} alone")),
    ];
    let page = world.sign_in(who).await.post("/requests/new", &fields).await;
    assert_eq!(page.status, 303, "{}", page.text());
    page.location().unwrap().to_owned()
}

impl Organisation {
    pub async fn new() -> Self {
        let world = World::new().await;
        world
            .import(
                "dora,Dora Fink,,ada,Finance,Specialist,London,2016-01-01,,Europe/London,employee\n\
                 sid,Sid Olsen,,ada,Finance,Administrator,London,2016-01-01,,Europe/London,employee\n\
                 od,Odd Person,,ada,Board,Clerk,London,2016-01-01,2027-01-01,Europe/London,employee\n",
            )
            .await;
        world.database.batch(OBJECTS).await;
        world.lent("milo", "line_manager", "max").await;
        world.lent("mara", "line_manager", "ben").await;
        let (task, of_mara) = (request(&world, "tess").await, request(&world, "bea").await);
        let rule = [("kind", "permanent"), ("delegate", "tess"), ("version", "")];
        let saved = world.sign_in("mina").await.post("/profile/delegate", &rule).await;
        assert_eq!(saved.status, 303);
        let id = async |sql: &str| world.count(sql).await;
        let delegation = |role: &str| {
            format!(
                "SELECT d.id FROM role_delegations d JOIN roles r ON r.id = d.role_id JOIN people p ON p.id = d.delegator_id \
             WHERE r.code || ' of ' || p.username = '{role}'"
            )
        };
        Self {
            delegation: id(&delegation("hidden_role of mina")).await,
            of_mara_delegation: id(&delegation("line_manager of mara")).await,
            absence: id("SELECT id FROM absences").await,
            review: id("SELECT id FROM access_reviews").await,
            rule: id("SELECT id FROM role_provisioning_rules WHERE name = 'The hidden rule'").await,
            policy: id("SELECT max(id) FROM policies").await,
            delegation_rule: id("SELECT id FROM delegation_rules").await,
            world,
            task,
            of_mara,
        }
    }

    pub fn person(&self) -> Pair {
        Pair::new("tess", "qxqx")
    }

    pub fn leaver(&self) -> Pair {
        Pair::new("zoe", "qxqx")
    }

    pub fn role(&self) -> Pair {
        Pair::new("hidden_role", "no_such_role")
    }

    pub fn task(&self) -> Pair {
        let id = self.task.rsplit('/').next().unwrap();
        Pair::new(id, "01900000-0000-7000-8000-000000000000")
    }

    pub fn operation(&self) -> Pair {
        Pair::new(
            "0190163d-8694-739b-aea5-966c26f8ad77",
            "01900000-0000-7000-8000-000000000000",
        )
    }

    pub fn delegation(&self) -> Pair {
        Pair::new(self.delegation, 987_654)
    }

    pub fn absence(&self) -> Pair {
        Pair::new(self.absence, 987_654)
    }

    pub fn review(&self) -> Pair {
        Pair::new(self.review, 987_654)
    }

    pub fn provisioning_rule(&self) -> Pair {
        Pair::new(self.rule, 987_654)
    }

    pub fn policy(&self) -> Pair {
        Pair::new(self.policy, 987_654)
    }

    pub fn delegation_rule(&self) -> Pair {
        Pair::new(self.delegation_rule, 987_654)
    }
}
