//! R22 as a whole: random moves of administrators, proxies, departments' managers, tokens and time. After each of them
//! nobody holds an administrative privilege that was not given by somebody else who held it in their own right, and a super
//! administrator is active and can sign in.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};
use domain::ids::{PersonId, TaskId};
use domain::privilege::{DataScope, Privilege};
use domain::role::RoleForm;
use domain::task::Decision;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use services::actor::{PersonActor, SystemActor};
use services::api::{CarriedDecision, PostTask};
use services::provisioning::{RoleLine, RuleInput};
use services::role_delegations::{DelegationInput, Delegator};
use services::security_console::{PersonInput, RoleInput};
use services::tasks::{RequestInput, RevocationInput};

use super::with_department_manager;
use crate::support::World;

/// Moves of one game.
const MOVES: usize = 100;

type Rights = BTreeMap<PersonId, BTreeSet<Privilege>>;

/// What is true before a move, read from the tables by plain statements.
struct Seen {
    /// Administrative privileges by grant, over whatever scope.
    held: Rights,
    /// Of active people, by grant, over everyone.
    own: Rights,
}

struct Game {
    world: World,
    random: StdRng,
    now: DateTime<Utc>,
    people: Vec<(PersonId, String)>,
    roles: Vec<String>,
    /// What was done, for the message of a failure.
    moves: Vec<String>,
}

impl Game {
    async fn new(seed: u64) -> Self {
        let world = World::new().await;
        with_department_manager(&world).await;
        let sql = "INSERT INTO roles (code, name, data_scope, delegation_allowed) VALUES ('viewer', 'Viewer', 'own', true), \
            ('clerk', 'Clerk', 'everyone', true), ('auditor', 'Auditor', 'everyone', true);
            INSERT INTO role_privileges (role_id, privilege) SELECT id, 'manage_absences' FROM roles WHERE code = 'clerk';
            INSERT INTO role_privileges (role_id, privilege) SELECT id, 'read_audit_log' FROM roles WHERE code = 'auditor';
            UPDATE roles SET delegation_allowed = true WHERE code IN ('super_administrator', 'it_security_manager', 'hr_specialist');
            INSERT INTO role_provisioning_rules (name) VALUES ('Everybody');
            INSERT INTO role_provisioning_rule_roles (rule_id, role_id, requestable, self_requestable) SELECT p.id, r.id, true, true
              FROM role_provisioning_rules p, roles r WHERE p.name = 'Everybody' AND r.code <> 'employee';";
        world.database.batch(sql).await;
        let people = world
            .rows("SELECT id, username FROM people ORDER BY id", &[])
            .await
            .iter()
            .map(|row| (PersonId(row.get(0)), row.get(1)))
            .collect();
        Self {
            world,
            random: StdRng::seed_from_u64(seed),
            now: "2028-01-11T09:00:00Z".parse().unwrap(),
            people,
            roles: [
                "super_administrator",
                "it_security_manager",
                "hr_specialist",
                "dept_sec",
                "viewer",
                "clerk",
                "auditor",
            ]
            .map(str::to_owned)
            .to_vec(),
            moves: Vec::new(),
        }
    }

    fn person(&mut self) -> (PersonId, String) {
        self.people.choose(&mut self.random).unwrap().clone()
    }

    /// Somebody who can do something, more often than not.
    async fn actor(&mut self) -> (PersonId, String) {
        if self.random.random_bool(0.3) {
            return self.person();
        }
        let sql = "SELECT DISTINCT p.id, p.username FROM people p WHERE p.disabled_at IS NULL AND (EXISTS (SELECT FROM grants g \
            JOIN roles r ON r.id = g.role_id WHERE g.person_id = p.id AND g.revoked_at IS NULL AND r.code NOT IN ('employee', \
            'line_manager', 'viewer')) OR EXISTS (SELECT FROM role_delegations d WHERE d.proxy_id = p.id AND d.begun_at IS NOT NULL \
            AND d.ended_at IS NULL)) ORDER BY 1";
        let able: Vec<(PersonId, String)> = self
            .world
            .rows(sql, &[])
            .await
            .iter()
            .map(|row| (PersonId(row.get(0)), row.get(1)))
            .collect();
        able.choose(&mut self.random).unwrap().clone()
    }

    /// Somebody who holds a role or stands in for who does: for moves that few can make.
    async fn holder(&mut self, role: &str) -> (PersonId, String) {
        let sql = "SELECT p.id, p.username FROM people p JOIN roles r ON r.code = $1 WHERE EXISTS (SELECT FROM grants g \
            WHERE g.person_id = p.id AND g.role_id = r.id AND g.revoked_at IS NULL) OR EXISTS (SELECT FROM role_delegations d \
            WHERE d.proxy_id = p.id AND d.role_id = r.id AND d.begun_at IS NOT NULL AND d.ended_at IS NULL) ORDER BY 1";
        let holders: Vec<(PersonId, String)> = self
            .world
            .rows(sql, &[&role])
            .await
            .iter()
            .map(|row| (PersonId(row.get(0)), row.get(1)))
            .collect();
        holders.choose(&mut self.random).unwrap().clone()
    }

    /// A role that somebody holds.
    async fn grant(&mut self) -> ((PersonId, String), String) {
        let sql = "SELECT p.id, p.username, r.code FROM grants g JOIN people p ON p.id = g.person_id JOIN roles r ON r.id = g.role_id \
            WHERE g.revoked_at IS NULL AND r.code <> 'employee' ORDER BY g.id";
        let rows = self.world.rows(sql, &[]).await;
        let row = rows.choose(&mut self.random).unwrap();
        ((PersonId(row.get(0)), row.get(1)), row.get(2))
    }

    fn role(&mut self) -> String {
        self.roles.choose(&mut self.random).unwrap().clone()
    }

    async fn open_task(&mut self) -> Option<TaskId> {
        let rows = self
            .world
            .rows("SELECT id::text FROM tasks WHERE state = 'open' ORDER BY id", &[])
            .await;
        let row = rows.choose(&mut self.random)?;
        Some(TaskId(row.get::<_, &str>(0).parse().unwrap()))
    }

    async fn seen(&self) -> Seen {
        let read = |rows: Vec<tokio_postgres::Row>| {
            let mut rights = Rights::new();
            for row in rows {
                let privilege = Privilege::from_code(row.get(1)).unwrap();
                if privilege.is_administrative() {
                    rights.entry(PersonId(row.get(0))).or_default().insert(privilege);
                }
            }
            rights
        };
        let held = "SELECT g.person_id, rp.privilege FROM grants g JOIN role_privileges rp ON rp.role_id = g.role_id \
            WHERE g.revoked_at IS NULL";
        let own = "SELECT g.person_id, rp.privilege FROM grants g JOIN role_privileges rp ON rp.role_id = g.role_id \
            JOIN roles r ON r.id = g.role_id AND r.data_scope = 'everyone' JOIN people p ON p.id = g.person_id \
            WHERE g.revoked_at IS NULL AND p.disabled_at IS NULL AND (p.active_until IS NULL OR p.active_until > $1::text::timestamptz)";
        Seen {
            held: read(self.world.rows(held, &[]).await),
            own: read(self.world.rows(own, &[&self.now.to_rfc3339()]).await),
        }
    }

    /// One move; answers who made it. A token and time are nobody.
    async fn play(&mut self) -> Option<PersonId> {
        let which = self.random.random_range(0..13);
        let (id, name) = match which {
            3 | 6 | 9 => self.holder("super_administrator").await,
            _ => self.actor().await,
        };
        let actor = PersonActor::new(id, "/game", None);
        let services = self.world.services.clone();
        match which {
            0..=2 => {
                let (target, role) = (self.person(), self.role());
                let input = PersonInput {
                    version: &self.version(target.0).await,
                    add: &role,
                    ..PersonInput::default()
                };
                let done = services
                    .security_console()
                    .save_person(&actor, &target.1, &input)
                    .await;
                self.note(&name, &format!("adds {role} to {}", target.1), done.is_ok());
            }
            3 => {
                let (target, role) = self.grant().await;
                let input = PersonInput {
                    version: &self.version(target.0).await,
                    remove: &role,
                    confirmed: true,
                    ..PersonInput::default()
                };
                let done = services
                    .security_console()
                    .save_person(&actor, &target.1, &input)
                    .await;
                self.note(&name, &format!("takes {role} from {}", target.1), done.is_ok());
            }
            4 => {
                let (target, disable) = (self.person(), self.random.random_bool(0.5));
                let input = PersonInput {
                    version: &self.version(target.0).await,
                    disable: Some(disable),
                    ..PersonInput::default()
                };
                let done = services
                    .security_console()
                    .save_person(&actor, &target.1, &input)
                    .await;
                self.note(&name, &format!("disables ({disable}) {}", target.1), done.is_ok());
            }
            5 => {
                let role = ["clerk", "auditor", "viewer", "dept_sec"]
                    .choose(&mut self.random)
                    .unwrap()
                    .to_string();
                let done = self.define(&actor, &role).await;
                self.note(&name, &format!("defines {role}"), done);
            }
            6 => {
                let role = self.role();
                let input = RuleInput {
                    form: domain::provisioning::RuleForm {
                        name: format!("Rule {}", self.moves.len()),
                        department: "Finance".to_owned(),
                        ..domain::provisioning::RuleForm::default()
                    },
                    roles: vec![RoleLine {
                        code: role.clone(),
                        autoprovision: true,
                        ..RoleLine::default()
                    }],
                    ..RuleInput::default()
                };
                let done = services.provisioning().save_rule(&actor, &input).await;
                self.note(&name, &format!("gives {role} by a rule"), done.is_ok());
            }
            7 => {
                let (of, proxy, role) = (self.person(), self.person(), self.role());
                let delegator = if self.random.random_bool(0.5) {
                    Delegator::Oneself
                } else {
                    Delegator::Other(of.1)
                };
                let input = DelegationInput {
                    role: role.clone(),
                    proxy: proxy.1.clone(),
                    starts_on: self.now.date_naive().to_string(),
                    ends_on: (self.now.date_naive() + Duration::days(3)).to_string(),
                    through_end: false,
                };
                let done = services
                    .role_delegations()
                    .create(&actor, &delegator, &input)
                    .await;
                self.note(
                    &name,
                    &format!("delegates {role} ({delegator:?}) to {}", proxy.1),
                    done.is_ok(),
                );
            }
            8 => {
                let (subject, role) = (self.person(), self.role());
                let input = RequestInput {
                    subject: subject.1.clone(),
                    role: role.clone(),
                    ..RequestInput::default()
                };
                let done = services.tasks().request_role(&actor, &input).await;
                self.note(&name, &format!("requests {role} for {}", subject.1), done.is_ok());
            }
            9 => {
                let (subject, role) = (self.person(), self.role());
                let input = RevocationInput {
                    subject: subject.1.clone(),
                    role: role.clone(),
                    reason: "Game".to_owned(),
                };
                let done = services.tasks().start_revocation(&actor, &input).await;
                self.note(
                    &name,
                    &format!("starts to revoke {role} from {}", subject.1),
                    done.is_ok(),
                );
            }
            10 => {
                self.token().await;
                return None;
            }
            11 => {
                self.now += Duration::hours(self.random.random_range(1..40));
                self.world.at(&self.now.to_rfc3339());
                services
                    .jobs()
                    .run(services::jobs::Trigger::Command)
                    .await
                    .unwrap();
                self.note("time", "passes", true);
                return None;
            }
            _ => {
                // Several try: somebody may be the one who is asked.
                let task = self.open_task().await?;
                let decision = if self.random.random_bool(0.8) {
                    Decision::Approve
                } else {
                    Decision::Deny
                };
                let mut people = self.people.clone();
                rand::seq::SliceRandom::shuffle(people.as_mut_slice(), &mut self.random);
                for (id, name) in people {
                    let actor = PersonActor::new(id, "/game", None);
                    if services
                        .tasks()
                        .decide(&actor, task, decision, "Game")
                        .await
                        .is_ok()
                    {
                        self.note(&name, &format!("decides {decision:?} {task}"), true);
                        return Some(id);
                    }
                }
            }
        }
        Some(id)
    }

    async fn define(&mut self, actor: &PersonActor, role: &str) -> bool {
        let row = &self
            .world
            .rows(
                "SELECT version, name, delegation_allowed FROM roles WHERE code = $1",
                &[&role],
            )
            .await[0];
        let count = self.random.random_range(0..4);
        let privileges = Privilege::ALL.sample(&mut self.random, count);
        let scope = *[DataScope::Own, DataScope::Department, DataScope::Everyone]
            .choose(&mut self.random)
            .unwrap();
        let privileges: Vec<_> = privileges.map(|privilege| privilege.code().to_owned()).collect();
        let input = RoleInput {
            version: row.get(0),
            form: RoleForm {
                code: "",
                name: row.get(1),
                data_scope: scope.code(),
                privileges: &privileges,
                delegation_allowed: row.get(2),
            },
            policies: Default::default(),
        };
        self.world
            .services
            .security_console()
            .save_role(actor, Some(role), &input)
            .await
            .is_ok()
    }

    /// A token with every scope posts a request, or decides one in somebody's name.
    async fn token(&mut self) {
        let (subject, role) = (self.person(), self.role());
        let through = SystemActor::new("API token game");
        let done = match self.open_task().await {
            Some(task) if self.random.random_bool(0.6) => {
                let mut done = false;
                for (_, name) in self.people.clone() {
                    let decided = CarriedDecision {
                        task,
                        actor: name,
                        decision: Decision::Approve,
                        reason: String::new(),
                    };
                    done |= self
                        .world
                        .services
                        .api()
                        .carry_over_decision(&through, &decided, None)
                        .await
                        .is_ok();
                }
                done
            }
            _ => {
                let post = PostTask {
                    policy: None,
                    kind: None,
                    may_be_administrative: true,
                    subject: subject.1.clone(),
                    requester: Some(subject.1.clone()),
                    role: Some(role.clone()),
                    title: None,
                    external_ref: None,
                };
                self.world
                    .services
                    .api()
                    .post_task(&through, &post, None)
                    .await
                    .is_ok()
            }
        };
        self.note(
            "a token",
            &format!("posts {role} for {} or decides", subject.1),
            done,
        );
    }

    async fn version(&self, person: PersonId) -> String {
        let mut conn = self.world.database.pool.get().await.unwrap();
        let read = db::security_console::people::read(&mut conn, person, self.now)
            .await
            .unwrap();
        read.unwrap().version
    }

    fn note(&mut self, who: &str, what: &str, done: bool) {
        let outcome = if done { "" } else { " (refused)" };
        self.moves.push(format!("{}: {who} {what}{outcome}", self.now));
    }

    fn assert_nothing_grew(&self, before: &Seen, after: &Seen, by: Option<PersonId>) {
        for (person, privileges) in &after.held {
            let had = before.held.get(person);
            for privilege in privileges {
                if had.is_some_and(|had| had.contains(privilege)) {
                    continue;
                }
                let given_by_holder = by.is_some_and(|by| {
                    by != *person && before.own.get(&by).is_some_and(|own| own.contains(privilege))
                });
                assert!(
                    given_by_holder,
                    "{person} has {privilege:?}, given by {by:?}\n{}",
                    self.moves.join("\n")
                );
            }
        }
    }

    async fn assert_an_administrator_remains(&self) {
        let sql = "SELECT count(*) FROM people p JOIN grants g ON g.person_id = p.id AND g.revoked_at IS NULL \
            JOIN roles r ON r.id = g.role_id AND r.code = 'super_administrator' WHERE p.disabled_at IS NULL \
            AND p.password_hash IS NOT NULL AND (p.active_until IS NULL OR p.active_until > $1::text::timestamptz)";
        let remaining: i64 = self.world.rows(sql, &[&self.now.to_rfc3339()]).await[0].get(0);
        assert!(
            remaining > 0,
            "no super administrator is left\n{}",
            self.moves.join("\n")
        );
    }
}

async fn play(seed: u64) -> Vec<String> {
    let mut game = Game::new(seed).await;
    for _ in 0..MOVES {
        let before = game.seen().await;
        let by = game.play().await;
        let after = game.seen().await;
        game.assert_nothing_grew(&before, &after, by);
        game.assert_an_administrator_remains().await;
    }
    let Game { world, moves, .. } = game;
    world.end().await;
    moves
}

#[tokio::test(flavor = "multi_thread")]
async fn r22_no_random_move_makes_a_privilege_grow_or_takes_the_last_administrator() {
    let mut moves = Vec::new();
    for seed in 1..=2 {
        moves.extend(play(seed).await);
    }
    // The games are worth something only if much of what is tried happens.
    let done = |what: &str| {
        let made = moves.iter().filter(|line| line.contains(what));
        made.filter(|line| !line.contains("(refused)")).count()
    };
    for what in [
        " adds ",
        " takes ",
        " disables ",
        " defines ",
        " by a rule",
        " delegates ",
        " requests ",
        " decides ",
    ] {
        assert!(done(what) > 0, "nobody ever{what}\n{}", moves.join("\n"));
    }
}
