//! Role provisioning rules (R20), and autoprovisioning.
//!
//! The trigger `role_provisioning_rules_composed` composes what is compared (G8) where another version has not.

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Jsonb, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, RoleId};
use domain::provisioning::{Conditions, Marks, RuleDefinition};
use serde::Deserialize;

use crate::json::Json;
use crate::prepared::Prepare;
use crate::schema::{role_provisioning_rule_roles, role_provisioning_rules};
use crate::sql_types::{Bind, PersonKey};
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

mod autoprovision;
pub mod people;
pub mod provisionable;

pub use autoprovision::{Applied, Author, Change, apply, foresee, own};

/// A rule as it is saved.
#[derive(Debug, Clone, QueryableByName, Columns)]
pub struct Rule {
    /// Which.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// As shown.
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<Text>)]
    department: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    job: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    location: Option<String>,
    #[diesel(sql_type = Nullable<Bool>)]
    is_manager: Option<bool>,
    /// What every form carries (G5).
    #[diesel(sql_type = Integer)]
    pub version: i32,
    /// Who changed it last.
    #[diesel(sql_type = Nullable<PersonKey>)]
    pub changed_by: Option<PersonId>,
    /// Their name.
    #[diesel(sql_type = Nullable<Text>)]
    pub changed_by_name: Option<String>,
    /// When.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub changed_at: Option<DateTime<Utc>>,
    /// The roles it names, by name.
    #[diesel(sql_type = Jsonb, deserialize_as = Json<Vec<Named>>)]
    pub roles: Vec<Named>,
}

/// A role that a rule names.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Named {
    /// Which.
    pub id: RoleId,
    /// What is posted.
    pub code: String,
    /// As shown.
    pub name: String,
    /// Whoever matches holds it.
    pub autoprovision: bool,
    /// Whoever matches may delegate it to others, without approval.
    pub provisionable: bool,
    /// It is provisionable because an open delegation depended on the rule when Locum was upgraded; until the rule is saved.
    pub provisionable_by_upgrade: bool,
    /// Whoever matches may request it for their reports.
    pub requestable: bool,
    /// Whoever matches may request it for themselves.
    pub self_requestable: bool,
    /// It has an administrative privilege.
    pub is_administrative: bool,
}

impl Rule {
    /// Whom it is for.
    pub fn conditions(&self) -> Conditions {
        Conditions {
            department: self.department.clone(),
            job: self.job.clone(),
            location: self.location.clone(),
            is_manager: self.is_manager,
        }
    }

    /// For the domain.
    pub fn definition(&self) -> RuleDefinition {
        RuleDefinition {
            name: self.name.clone(),
            conditions: self.conditions(),
            roles: self
                .roles
                .iter()
                .map(|role| Marks {
                    role: role.id,
                    autoprovision: role.autoprovision,
                    provisionable: role.provisionable,
                    requestable: role.requestable,
                    self_requestable: role.self_requestable,
                })
                .collect(),
        }
    }
}

#[derive(Statement)]
#[statement(file = "provisioning/rules.sql", row = Rule)]
struct Rules {
    only: Option<i64>,
    limit: i64,
}

/// Rules by name, at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn list(conn: &mut Connection, limit: i64) -> Result<Vec<Rule>> {
    Rules { only: None, limit }.rows(conn).await
}

/// The rule of an id.
///
/// # Errors
/// When the database fails.
pub async fn read(conn: &mut Connection, id: i64) -> Result<Option<Rule>> {
    let rule = Rules {
        only: Some(id),
        limit: 1,
    };
    rule.optional_row(conn).await
}

/// What a rule says, who changes it, and when.
#[derive(Insertable, AsChangeset)]
#[diesel(
    table_name = role_provisioning_rules,
    treat_none_as_default_value = false,
    treat_none_as_null = true
)]
struct Definition<'a> {
    name: &'a str,
    department: Option<&'a str>,
    job: Option<&'a str>,
    location: Option<&'a str>,
    is_manager: Option<bool>,
    #[diesel(serialize_as = Bind<PersonId>)]
    changed_by: PersonId,
    changed_at: DateTime<Utc>,
}

impl<'a> Definition<'a> {
    fn new(rule: &'a RuleDefinition, by: PersonId, now: DateTime<Utc>) -> Self {
        let conditions = &rule.conditions;
        Self {
            name: &rule.name,
            department: conditions.department.as_deref(),
            job: conditions.job.as_deref(),
            location: conditions.location.as_deref(),
            is_manager: conditions.is_manager,
            changed_by: by,
            changed_at: now,
        }
    }
}

/// Adds a rule.
///
/// # Errors
/// `role_provisioning_rules_name_key` when the name is taken, or when the database fails.
pub async fn insert(
    tx: &mut Transaction,
    rule: &RuleDefinition,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<i64> {
    let id = diesel::insert_into(role_provisioning_rules::table)
        .values(Definition::new(rule, by, now))
        .returning(role_provisioning_rules::id)
        .get_result(tx)
        .await?;
    write_roles(tx, id, rule).await?;
    Ok(id)
}

/// Writes a rule anew, if its version is still the one the form was opened with; false: it is not (G5).
///
/// # Errors
/// `role_provisioning_rules_name_key` when the name is taken, or when the database fails.
pub async fn update(
    tx: &mut Transaction,
    id: i64,
    version: i32,
    rule: &RuleDefinition,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<bool> {
    use role_provisioning_rules::version as kept;
    let updated = diesel::update(role_provisioning_rules::table.find(id))
        .filter(kept.eq(version))
        .set((Definition::new(rule, by, now), kept.eq(kept + 1)))
        .prepared()
        .execute(tx)
        .await?;
    if updated == 1 {
        write_roles(tx, id, rule).await?;
    }
    Ok(updated == 1)
}

/// Removes a rule, if its version is still the one the form was opened with; false: it is not (G5).
///
/// # Errors
/// When the database fails.
pub async fn delete(tx: &mut Transaction, id: i64, version: i32) -> Result<bool> {
    let rule = role_provisioning_rules::table
        .find(id)
        .filter(role_provisioning_rules::version.eq(version));
    Ok(diesel::delete(rule).execute(tx).await? == 1)
}

#[derive(Statement)]
#[statement(file = "provisioning/insert_roles.sql")]
struct InsertRoles {
    rule: i64,
    roles: Vec<RoleId>,
    autoprovision: Vec<bool>,
    provisionable: Vec<bool>,
    requestable: Vec<bool>,
    self_requestable: Vec<bool>,
}

async fn write_roles(tx: &mut Transaction, id: i64, rule: &RuleDefinition) -> Result<()> {
    let named = role_provisioning_rule_roles::table.filter(role_provisioning_rule_roles::rule_id.eq(id));
    diesel::delete(named).execute(tx).await?;
    let flags = |which: fn(&Marks) -> bool| rule.roles.iter().map(which).collect();
    let roles = InsertRoles {
        rule: id,
        roles: rule.roles.iter().map(|marks| marks.role).collect(),
        autoprovision: flags(|marks| marks.autoprovision),
        provisionable: flags(|marks| marks.provisionable),
        requestable: flags(|marks| marks.requestable),
        self_requestable: flags(|marks| marks.self_requestable),
    };
    roles.run(tx).await?;
    Ok(())
}
