//! The program, as the test drives it and asks it: by the use cases behind the pages and the commands, and by the API.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::{Request, header};
use chrono::{NaiveDate, SecondsFormat};
use domain::ids::PersonId;
use domain::role_delegation::State;
use domain::scope::Scope;
use domain::zone::Zone;
use http_body_util::BodyExt;
use services::access::{LendRoles, ManageDirectory, ManageSecurity, PagePermit, Viewer, WhyInput};
use services::actor::{PersonActor, SystemActor};
use services::jobs::Trigger;
use services::profile_options::ValueInput;
use services::role_delegations::{DatesInput, DelegationInput, Delegator, Line};
use services::security_console::{ConsolePerson, PersonInput};
use services::{Error, Result};
use tokio::sync::Mutex;
use tokio_postgres::Client;
use tower::ServiceExt;

use super::model::{Instant, Model, Person};
use super::report_of;
use crate::support::{Browser, World};

/// What the Security Console says of a person.
pub struct ConsoleLists {
    /// Role and username of who lent it.
    pub received: BTreeSet<(String, String)>,
    /// By role: in force, suspended ones among them, and scheduled.
    pub lent: BTreeMap<String, (usize, usize)>,
}

/// The code of a role by its name.
fn code(name: &str) -> &str {
    match name {
        "Line manager" => "line_manager",
        "Cashier" => "cashier",
        other => other,
    }
}

/// The program, and those who administer it.
pub struct Product {
    pub world: World,
    pub(super) database: Client,
    pub(super) token: String,
    /// In which ada has signed in, once it is needed.
    pub(super) browser: Mutex<Browser>,
    pub(super) ada: PersonId,
    hugo: PersonId,
    ines: PersonId,
}

fn text(at: Instant) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

fn typed(date: Option<NaiveDate>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

/// Whether it was done; what is refused for its content changes nothing, and anything else is a defect.
fn accepted<T>(outcome: Result<T>) -> Option<T> {
    match outcome {
        Ok(done) => Some(done),
        Err(Error::Invalid(_) | Error::Conflict(_)) => None,
        Err(other) => panic!("{other:?}"),
    }
}

impl Product {
    pub async fn new() -> Self {
        let world = World::new().await;
        let roles = "INSERT INTO roles (code, name, data_scope, delegation_allowed) VALUES ('cashier', 'Cashier', 'own', true);
            INSERT INTO role_provisioning_rules (name, department) VALUES ('Treasury', 'Treasury');
            INSERT INTO role_provisioning_rule_roles (rule_id, role_id, provisionable) SELECT p.id, r.id, true
              FROM role_provisioning_rules p, roles r WHERE p.name = 'Treasury' AND r.code = 'cashier'";
        world.database.batch(roles).await;
        let scopes = Scope::ALL.into_iter().collect();
        let system = SystemActor::new("test");
        let token = world
            .services
            .api()
            .create_token(&system, "asks", &scopes)
            .await
            .unwrap();
        let mut people = Vec::new();
        for username in ["ada", "hugo", "ines"] {
            people.push(
                world
                    .services
                    .people()
                    .by_username(username)
                    .await
                    .unwrap()
                    .unwrap(),
            );
        }
        let product = Self {
            token: token.reveal().to_owned(),
            browser: Mutex::new(world.browser()),
            ada: people[0],
            hugo: people[1],
            ines: people[2],
            database: world.connection().await,
            world,
        };
        product.prepare_pools().await;
        product
    }

    /// Drops the database.
    pub async fn end(self) {
        drop(self.database);
        self.world.end().await;
    }

    pub fn at(&self, at: Instant) {
        self.world.at(&text(at));
    }

    /// A person's line of the People CSV.
    pub async fn import(&self, model: &Model, people: impl IntoIterator<Item = usize>) {
        let mut lines = String::new();
        for place in people {
            let person = &model.people[place];
            let department = person.may_provision.map_or("Finance", |_| "Treasury");
            let zone = person.zone.map_or("", |zone| zone.name());
            let roles: Vec<_> = ["employee"].iter().chain(&person.roles).copied().collect();
            let (name, hired, terminated) = (&person.username, person.hired_on, typed(person.terminated_on));
            lines.push_str(&format!(
                "{name},{name},,ada,{department},Clerk,London,{hired},{terminated},{zone},{}\n",
                roles.join(" ")
            ));
        }
        self.world.import(&lines).await;
    }

    async fn viewer(&self, person: PersonId) -> Viewer {
        self.world
            .services
            .access()
            .viewer(person)
            .await
            .unwrap()
            .unwrap()
    }

    pub(super) async fn person(&self, username: &str) -> PersonId {
        let found = self.world.services.people().by_username(username).await;
        found.unwrap().unwrap()
    }

    /// What the HR specialist may see and do of this person's.
    async fn lender(&self, username: &str) -> PagePermit<LendRoles> {
        let delegator = Delegator::Other(username.to_owned());
        let hugo = self.viewer(self.hugo).await;
        self.world
            .services
            .role_delegations()
            .delegator(&hugo, &delegator)
            .await
            .unwrap()
            .permitted
    }

    /// Who acts: the delegators themselves, or the HR specialist on their behalf (R16).
    async fn hand(&self, delegator: &str, is_own: bool) -> (PersonActor, Delegator) {
        if is_own {
            let person = self.person(delegator).await;
            (PersonActor::new(person, "/me", None), Delegator::Oneself)
        } else {
            (
                PersonActor::new(self.hugo, "/hr", None),
                Delegator::Other(delegator.to_owned()),
            )
        }
    }

    pub async fn create(
        &self,
        (delegator, is_own): (&str, bool),
        (proxy, role): (&str, &str),
        (starts_on, ends_on, through_end): (NaiveDate, Option<NaiveDate>, bool),
    ) -> Option<i64> {
        let (actor, delegator) = self.hand(delegator, is_own).await;
        let input = DelegationInput {
            role: role.to_owned(),
            proxy: proxy.to_owned(),
            starts_on: starts_on.to_string(),
            ends_on: typed(ends_on),
            through_end,
        };
        let services = &self.world.services;
        accepted(
            services
                .role_delegations()
                .create(&actor, &delegator, &input)
                .await,
        )
        .map(|saved| saved.id)
    }

    async fn version(&self, delegator: &str, id: i64) -> i32 {
        let permitted = self.lender(delegator).await;
        let line = self
            .world
            .services
            .role_delegations()
            .read(&permitted, id)
            .await
            .unwrap();
        line.delegation.version
    }

    pub async fn change(
        &self,
        (delegator, is_own): (&str, bool),
        id: i64,
        (starts_on, ends_on, through_end): (NaiveDate, Option<NaiveDate>, bool),
    ) -> bool {
        let version = self.version(delegator, id).await;
        let (actor, delegator) = self.hand(delegator, is_own).await;
        let input = DatesInput {
            starts_on: starts_on.to_string(),
            ends_on: typed(ends_on),
            through_end,
            version,
        };
        let services = &self.world.services;
        accepted(
            services
                .role_delegations()
                .change(&actor, &delegator, id, &input)
                .await,
        )
        .is_some()
    }

    pub async fn delete(&self, (delegator, is_own): (&str, bool), id: i64) -> bool {
        let version = self.version(delegator, id).await;
        let (actor, delegator) = self.hand(delegator, is_own).await;
        let services = &self.world.services;
        accepted(
            services
                .role_delegations()
                .delete(&actor, &delegator, id, version)
                .await,
        )
        .is_some()
    }

    /// The Security Console's form of a person.
    pub async fn console(&self, username: &str, wanted: PersonInput<'_>) {
        let person = self.console_person(username).await;
        let actor = PersonActor::new(self.ines, "/security-console", None);
        let input = PersonInput {
            version: &person.version,
            confirmed: true,
            ..wanted
        };
        self.world
            .services
            .security_console()
            .save_person(&actor, username, &input)
            .await
            .unwrap();
    }

    /// Sets a Site option.
    pub async fn option(&self, code: &str, value: &str) {
        let sql = "SELECT version FROM profile_values WHERE code = $1 AND person_id IS NULL";
        let present = self.database.query(sql, &[&code]).await.unwrap();
        let input = ValueInput {
            code: code.to_owned(),
            level: "site".to_owned(),
            value: value.to_owned(),
            version: present.first().map(|row| row.get(0)),
            ..ValueInput::default()
        };
        let actor = PersonActor::new(self.ada, "/setup", None);
        self.world
            .services
            .profile_options()
            .save(&actor, &input)
            .await
            .unwrap();
    }

    pub async fn run(&self) {
        let finished = self.world.services.jobs().run(Trigger::Command).await;
        let counts = finished.unwrap().unwrap().counts;
        assert_eq!((counts.failed, counts.faulted), (0, 0), "J5");
    }

    /// What the API answers at a path.
    async fn api(&self, path: &str) -> serde_json::Value {
        let request = Request::get(format!("/api/v1{path}"))
            .header(header::HOST, "locum.test")
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .body(Body::empty())
            .unwrap();
        let response = self.world.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        let body = response.into_body().collect().await.unwrap().to_bytes();
        serde_json::from_slice(&body).unwrap()
    }

    /// What is lent to a person at an instant: role and delegator, by `GET access?at=`.
    pub async fn in_force(&self, username: &str, at: Option<Instant>) -> BTreeSet<(String, String)> {
        let at = at.map(|at| format!("?at={}", text(at))).unwrap_or_default();
        let roles = self.api(&format!("/people/{username}/access{at}")).await;
        let roles = roles.as_array().unwrap();
        let word = |role: &serde_json::Value, name: &str| role[name].as_str().unwrap_or_default().to_owned();
        let lent = roles.iter().filter(|role| role["source"] == "delegated");
        lent.map(|role| (word(role, "role"), word(role, "delegator")))
            .collect()
    }

    /// Whether a signed-in person has what a line manager has, as each request asks (G9).
    pub async fn leads(&self, username: &str) -> bool {
        let person = self.person(username).await;
        let viewer = self.world.services.access().viewer(person).await.unwrap();
        viewer.is_some_and(|viewer| {
            viewer
                .privileges
                .contains(&domain::privilege::Privilege::ManageAbsences)
        })
    }

    /// Everything that a person lent and received, by the page Roles and Delegations.
    async fn overview(&self, username: &str) -> Vec<Line> {
        let permitted = self.lender(username).await;
        let overview = self
            .world
            .services
            .role_delegations()
            .roles_and_delegations(&permitted)
            .await;
        let overview = overview.unwrap();
        overview.lent.into_iter().chain(overview.received).collect()
    }

    /// What the Security Console says of a person.
    async fn console_person(&self, username: &str) -> ConsolePerson {
        let permitted = self.viewer(self.ines).await.require_own::<ManageSecurity>();
        let services = &self.world.services;
        let found = services
            .security_console()
            .person(&permitted.unwrap(), username)
            .await;
        found.unwrap().0
    }

    /// Where everything that a person lent and received stands, by the page Roles and Delegations.
    pub async fn states(&self, username: &str) -> BTreeMap<i64, State> {
        let lines = self.overview(username).await;
        lines
            .iter()
            .map(|line| (line.delegation.id, line.state))
            .collect()
    }

    /// When what a person lent and received ended, by the same page.
    pub async fn ends(&self, username: &str) -> BTreeMap<i64, Option<Instant>> {
        let lines = self.overview(username).await;
        lines
            .iter()
            .filter(|line| line.state == State::Ended)
            .map(|line| (line.delegation.id, line.instants.1))
            .collect()
    }

    /// What the Security Console says that a person received, and of each role that they hold how many delegations are in force
    /// and scheduled.
    pub async fn console_lists(&self, username: &str) -> ConsoleLists {
        let person = self.console_person(username).await;
        let count = |number: i64| usize::try_from(number).unwrap();
        ConsoleLists {
            received: person
                .delegated
                .iter()
                .map(|role| (code(&role.name).to_owned(), role.from.clone()))
                .collect(),
            lent: person
                .roles
                .iter()
                .map(|role| (role.code.clone(), (count(role.in_force), count(role.scheduled))))
                .collect(),
        }
    }

    /// What the directory's page of a person says that they received.
    pub async fn directory_lists(&self, username: &str) -> BTreeSet<(String, String)> {
        let permitted = self
            .viewer(self.ada)
            .await
            .require_everywhere::<ManageDirectory>();
        let services = &self.world.services;
        let known = services
            .directory()
            .person(&permitted.unwrap(), username, 1)
            .await;
        let roles = known.unwrap().detail.roles;
        let lent = roles
            .iter()
            .filter_map(|role| Some((role.code.clone(), role.delegator.as_ref()?)));
        lent.map(|(role, delegator)| (role, delegator.username.clone()))
            .collect()
    }

    /// Whether a person may manage somebody's absences at an instant, by `GET access/check` and by "Why can …?".
    pub async fn may_manage(&self, username: &str, target: &str, at: Instant) -> (bool, bool) {
        let path = format!(
            "/access/check?person={username}&privilege=manage_absences&target={target}&at={}",
            text(at)
        );
        let answer = self.api(&path).await;
        let permitted = self.viewer(self.ines).await.require_own::<ManageSecurity>();
        let input = WhyInput {
            person: username,
            privilege: "manage_absences",
            target,
            at: &text(at),
        };
        let why = self
            .world
            .services
            .access()
            .why(&permitted.unwrap(), Zone::UTC, &input)
            .await
            .unwrap();
        (answer["allowed"].as_bool().unwrap(), !why.chains.is_empty())
    }

    /// Somebody who reports to each of these people.
    pub async fn import_reports(&self, people: &[Person]) {
        let line = |person: &Person| {
            let (manager, name) = (&person.username, report_of(&person.username));
            format!("{name},{name},,{manager},Finance,Clerk,London,2016-01-01,,,employee\n")
        };
        self.world
            .import(&people.iter().map(line).collect::<String>())
            .await;
    }

    /// R5, of all there is: delegations that count and have a covered day in common.
    pub async fn overlaps(&self) -> i64 {
        let sql = "WITH d AS (SELECT *, CASE WHEN ends_on IS NULL THEN 'infinity' WHEN through_end OR ends_on = starts_on THEN ends_on \
            ELSE ends_on - 1 END AS last FROM role_delegations WHERE ended_at IS NULL AND cancelled_at IS NULL) \
            SELECT count(*) FROM d a JOIN d b ON a.id < b.id AND a.delegator_id = b.delegator_id \
            AND a.proxy_id = b.proxy_id AND a.role_id = b.role_id AND a.starts_on <= b.last AND b.starts_on <= a.last";
        self.database.query_one(sql, &[]).await.unwrap().get(0)
    }
}
