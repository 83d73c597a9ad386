//! More of what the program says of the present: Who covers whom, the tasks of role pools, the sections of team absences, and
//! what the directory would be told.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::Method;
use domain::ids::TaskId;
use serde_json::json;
use services::Error;
use services::absences::Filter;
use services::actor::PersonActor;
use services::delegates::RuleInput;

use super::ROLES;
use super::model::{Cover, Instant, Model};
use super::product::Product;

/// Policies of one step each, for the holders of each of [`ROLES`]; in each role somebody who is always there, so that no task
/// ever leaves its pool (T12).
const POLICIES: &str = "INSERT INTO policies (kind, name) SELECT 'request', code FROM roles WHERE code IN ('line_manager', 'cashier');
    INSERT INTO policy_steps (policy_id, position, approver, approver_role_id)
      SELECT p.id, 1, 'role', r.id FROM policies p JOIN roles r ON r.code = p.name;
    INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2028-01-01T00:00Z' FROM people p, roles r
      WHERE p.username = 'hugo' AND r.code IN ('line_manager', 'cashier')";

/// A task that waits for the holders of a role, as one person has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolSight {
    /// It is there for them (T17).
    pub sees: bool,
    /// They may decide it now (T11).
    pub decides: bool,
}

impl Product {
    /// What [`Product::open_pools`] needs.
    pub async fn prepare_pools(&self) {
        self.world.database.batch(POLICIES).await;
    }

    /// A task for the holders of each role, which waits for them from now on.
    pub async fn open_pools(&self) -> BTreeMap<&'static str, TaskId> {
        let mut system = self.world.browser();
        let bearer = format!("Bearer {}", self.token);
        system.headers.insert("authorization", bearer.parse().unwrap());
        let mut tasks = BTreeMap::new();
        for role in ROLES {
            let sql = "SELECT id FROM policies WHERE name = $1";
            let policy: i64 = self.database.query_one(sql, &[&role]).await.unwrap().get(0);
            let body = json!({ "policy": policy, "subject": "ada", "title": role }).to_string();
            let kind = Some("application/json");
            let answer = system
                .send(Method::POST, "/api/v1/tasks", kind, Body::from(body))
                .await;
            assert_eq!(answer.status, 201, "{}", answer.body);
            let task: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
            tasks.insert(role, TaskId(task["id"].as_str().unwrap().parse().unwrap()));
        }
        tasks
    }

    /// What a person has of a task; none: they cannot sign in.
    pub async fn pool_sight(&self, username: &str, task: TaskId) -> Option<PoolSight> {
        let person = self.person(username).await;
        let viewer = self.world.services.access().viewer(person).await.unwrap()?;
        Some(match self.world.services.tasks().read(&viewer, task).await {
            Ok(view) => PoolSight {
                sees: true,
                decides: view.may_decide,
            },
            Err(Error::NotFound) => PoolSight {
                sees: false,
                decides: false,
            },
            Err(other) => panic!("{other:?}"),
        })
    }

    /// Whose sections a person has on the page Team absences: the empty username is their own right.
    pub async fn team_sections(&self, username: &str) -> BTreeSet<String> {
        let person = self.person(username).await;
        let Some(viewer) = self.world.services.access().viewer(person).await.unwrap() else {
            return BTreeSet::new();
        };
        match self
            .world
            .services
            .absences()
            .team(&viewer, &Filter::default())
            .await
        {
            Ok(team) => {
                let sections = team.sections.into_iter();
                sections
                    .map(|(section, _)| {
                        section
                            .delegator
                            .map_or_else(String::new, |(username, _)| username)
                    })
                    .collect()
            }
            Err(Error::Forbidden) => BTreeSet::new(),
            Err(other) => panic!("{other:?}"),
        }
    }

    /// Of which of [`ROLES`] the directory would be told now that a person is a member (R13).
    pub async fn memberships(&self, username: &str, now: Instant) -> BTreeSet<&'static str> {
        let person = self.person(username).await;
        let mut pairs = Vec::new();
        for role in ROLES {
            let sql = "SELECT id FROM roles WHERE code = $1";
            let role: i64 = self.database.query_one(sql, &[&role]).await.unwrap().get(0);
            pairs.push((person, domain::ids::RoleId(role)));
        }
        let mut conn = self.world.database.pool.get().await.unwrap();
        let members = db::role_requests::send::members(&mut conn, &pairs, now).await;
        let members = ROLES.into_iter().zip(members.unwrap());
        members
            .filter(|(_, is_member)| *is_member)
            .map(|(role, _)| role)
            .collect()
    }

    /// Has a rule saved, as a super administrator does.
    pub async fn save_rule(&self, model: &Model, cover: &Cover) {
        let input = RuleInput {
            kind: cover.days.map_or("permanent", |_| "temporary").to_owned(),
            delegate: model.people[cover.delegate].username.clone(),
            starts_on: cover.days.map(|days| days.0.to_string()).unwrap_or_default(),
            ends_on: cover.days.map(|days| days.1.to_string()).unwrap_or_default(),
            keep_copy: true,
            opened_with: None,
        };
        let actor = PersonActor::new(self.ada, "/admin/directory/users", None);
        let owner = &model.people[cover.owner].username;
        let services = &self.world.services;
        services
            .delegates()
            .save_for(&actor, owner, &input)
            .await
            .unwrap();
    }

    /// The lines of Who covers whom of one owner, by its CSV: delegate, whether they are active, and the rule's state.
    pub async fn covers(&self, owner: &str, state: &str) -> Vec<(String, bool, String)> {
        let path = format!("/admin/directory/covers.csv?owner={owner}&state={state}");
        let mut browser = self.browser.lock().await;
        let mut page = browser.get(&path).await;
        if page.status != 200 {
            *browser = self.world.sign_in("ada").await;
            page = browser.get(&path).await;
        }
        assert_eq!(page.status, 200, "{}", page.body);
        let mut lines = page.body.lines();
        let header: Vec<_> = lines.next().unwrap().split(',').collect();
        assert_eq!(
            header[3..7],
            ["delegate", "delegate_name", "delegate_active", "state"]
        );
        lines
            .map(|line| {
                let cells: Vec<_> = line.split(',').collect();
                assert_eq!(cells[0], owner, "the filter");
                (cells[3].to_owned(), cells[5] == "true", cells[6].to_owned())
            })
            .collect()
    }
}
