//! Role provisioning rules (R20): conditions on the work assignment name roles, each marked autoprovision, provisionable,
//! requestable or self-requestable. What may be typed, and a rule in words.

use crate::ids::RoleId;
use crate::text::check_display_text;

/// The most characters a rule's name has, and each of its conditions.
pub const MAX_NAME: usize = 120;

/// The most roles a rule names.
pub const MAX_ROLES: usize = 50;

/// Whom a rule is for. A condition that is missing matches everyone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conditions {
    /// Exactly this department.
    pub department: Option<String>,
    /// Exactly this job.
    pub job: Option<String>,
    /// Exactly this location.
    pub location: Option<String>,
    /// Whether somebody reports to the person.
    pub is_manager: Option<bool>,
}

impl Conditions {
    /// `Department Finance, managers`; `Everyone` without any condition.
    pub fn in_words(&self) -> String {
        let named = [
            ("Department", &self.department),
            ("job", &self.job),
            ("location", &self.location),
        ];
        let mut words: Vec<String> = named
            .into_iter()
            .filter_map(|(name, value)| Some(format!("{name} {}", value.as_ref()?)))
            .collect();
        words.extend(self.is_manager.map(|is| {
            if is {
                "managers".to_owned()
            } else {
                "people nobody reports to".to_owned()
            }
        }));
        let words = words.join(", ");
        let mut letters = words.chars();
        match letters.next() {
            Some(first) => first.to_uppercase().chain(letters).collect(),
            None => "Everyone".to_owned(),
        }
    }
}

/// What a rule says of one role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    /// Which role.
    pub role: RoleId,
    /// Whoever matches holds it.
    pub autoprovision: bool,
    /// Whoever matches may delegate it to others, without approval (R2). Never an administrative role.
    pub provisionable: bool,
    /// Whoever matches may request it for their reports; its policy decides.
    pub requestable: bool,
    /// Whoever matches may request it for themselves; its policy decides.
    pub self_requestable: bool,
}

/// A rule that passed every check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleDefinition {
    /// As shown.
    pub name: String,
    /// Whom it is for.
    pub conditions: Conditions,
    /// In the order they were named.
    pub roles: Vec<Marks>,
}

/// A rule as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleForm {
    /// Empty: made from the conditions.
    pub name: String,
    /// Empty: any.
    pub department: String,
    /// Empty: any.
    pub job: String,
    /// Empty: any.
    pub location: String,
    /// `yes`, `no`, or empty for any.
    pub is_manager: String,
    /// The roles that are named, as they were looked up.
    pub roles: Vec<TypedRole>,
}

/// A role of a rule as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedRole {
    /// Its code; an empty line counts as not there.
    pub code: String,
    /// The role of that code, if there is one.
    pub role: Option<RoleId>,
    /// As [`Marks::autoprovision`].
    pub autoprovision: bool,
    /// The role has an administrative privilege.
    pub is_administrative: bool,
    /// As [`Marks::provisionable`].
    pub provisionable: bool,
    /// As [`Marks::requestable`].
    pub requestable: bool,
    /// As [`Marks::self_requestable`].
    pub self_requestable: bool,
}

/// What is wrong with an administrative role that is marked provisionable: whoever matches could give it away without a second
/// person (R20, R22).
pub const NOT_PROVISIONABLE: &str = "An administrative role cannot be provisionable: untick Provisionable";

impl TypedRole {
    /// An administrative role is never provisionable (R20).
    pub fn may_be_provisionable(&self) -> bool {
        !(self.provisionable && self.is_administrative)
    }
}

/// Judges a rule.
///
/// # Errors
/// (field, message), one a field, in the order of the form.
pub fn check_rule(form: &RuleForm) -> Result<RuleDefinition, Vec<(&'static str, String)>> {
    let mut problems = Vec::new();
    let mut condition = |field: &'static str, label: &str, typed: &str| -> Option<String> {
        if typed.trim().is_empty() {
            return None;
        }
        match check_display_text(label, typed, MAX_NAME) {
            Ok(value) => Some(value),
            Err(message) => {
                problems.push((field, message));
                None
            }
        }
    };
    let name = condition("name", "Name", &form.name);
    let conditions = Conditions {
        department: condition("department", "Department", &form.department),
        job: condition("job", "Job", &form.job),
        location: condition("location", "Location", &form.location),
        is_manager: match form.is_manager.as_str() {
            "yes" | "true" | "on" => Some(true),
            "no" | "false" => Some(false),
            _ => None,
        },
    };
    if !["", "any", "yes", "true", "on", "no", "false"].contains(&form.is_manager.as_str()) {
        problems.push(("is_manager", "Choose Yes, No or Any".to_owned()));
    }
    let roles = match check_roles(&form.roles) {
        Ok(roles) => roles,
        Err(problem) => {
            problems.push(problem);
            Vec::new()
        }
    };
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(RuleDefinition {
        name: name.unwrap_or_else(|| conditions.in_words()),
        conditions,
        roles,
    })
}

fn check_roles(typed: &[TypedRole]) -> Result<Vec<Marks>, (&'static str, String)> {
    let at_role = |message: &str| ("role", message.to_owned());
    let mut roles: Vec<Marks> = Vec::new();
    for line in typed.iter().filter(|line| !line.code.trim().is_empty()) {
        let role = line
            .role
            .ok_or_else(|| at_role("Choose one of the roles offered"))?;
        if roles.iter().any(|marks| marks.role == role) {
            return Err(at_role("Name each role once"));
        }
        if !line.autoprovision && !line.provisionable && !line.requestable && !line.self_requestable {
            return Err(at_role(
                "Tick at least one of Autoprovision, Provisionable, Requestable and Self-requestable for each role",
            ));
        }
        if !line.may_be_provisionable() {
            return Err(("provisionable", NOT_PROVISIONABLE.to_owned()));
        }
        roles.push(Marks {
            role,
            autoprovision: line.autoprovision,
            provisionable: line.provisionable,
            requestable: line.requestable,
            self_requestable: line.self_requestable,
        });
    }
    match roles.len() {
        0 => Err(at_role("Choose a role")),
        count if count > MAX_ROLES => Err(at_role(&format!("Name {MAX_ROLES} roles at most"))),
        _ => Ok(roles),
    }
}
