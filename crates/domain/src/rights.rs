//! R22, no privilege escalation: who may add a role to whom, who may change what a role gives, and for which of these a
//! second person has to decide. Pure: the caller has read the roles and what the person holds in their own right.

use std::collections::BTreeSet;

use crate::privilege::{DataScope, Privilege};
use crate::role::RoleDefinition;

/// The role through which a person acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Through {
    /// The role.
    pub role: RoleDefinition,
    /// They hold it as somebody's proxy, not in their own right.
    pub is_delegated: bool,
}

/// What the person who acts brings along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acting {
    /// The role through which they may.
    pub through: Through,
    /// Privileges that they hold in their own right (by grant) over everyone.
    pub own_everywhere: BTreeSet<Privilege>,
}

/// How a change of rights takes effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// At once.
    OnePerson,
    /// When another person who could do the same has approved it (R22 (2)).
    SecondPerson,
}

/// Why somebody may not change these rights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// They would add the role to themselves (R22 (1)).
    ToOneself,
    /// They would make a role assignable for themselves (R22 (1)).
    AssignableForOneself,
    /// They act through a delegated role, and would pass it or one of its privileges on (R22 (4)).
    ThroughDelegation {
        /// Name of the role through which they act.
        role: String,
    },
    /// They act through a role with a narrower scope, and the role is administrative or wider (R22 (3)).
    TooWide {
        /// Name of the role through which they act.
        role: String,
    },
    /// They lack administrative privileges of the role over everyone in their own right (R22 (2)).
    NotHeld {
        /// Those they lack, in the order of [`Privilege::ALL`].
        missing: Vec<Privilege>,
    },
    /// They hold the role whose definition would give more (R22 (6)).
    HoldsRole,
}

impl RoleDefinition {
    /// Its administrative privileges.
    pub fn administrative(&self) -> impl Iterator<Item = Privilege> {
        self.privileges
            .iter()
            .copied()
            .filter(|privilege| privilege.is_administrative())
    }

    /// Whether it lets its holder change who may do what.
    pub fn is_administrative(&self) -> bool {
        self.administrative().next().is_some()
    }

    fn shares_privilege_with(&self, other: &Self) -> bool {
        !self.privileges.is_disjoint(&other.privileges)
    }

    fn is_passed_on_by(&self, through: &Through) -> bool {
        through.is_delegated && (self.code == through.role.code || self.shares_privilege_with(&through.role))
    }
}

impl Acting {
    /// Whether somebody acting so may add `role` to a person in the scope through which they act; `to_oneself` when that
    /// is themselves.
    ///
    /// # Errors
    /// Why not: the first reason that holds, in the order of [`Refusal`].
    pub fn may_add(&self, role: &RoleDefinition, to_oneself: bool) -> Result<Takes, Refusal> {
        if to_oneself {
            return Err(Refusal::ToOneself);
        }
        self.may_pass_on(role)?;
        self.may_reach(role)?;
        if !role.is_administrative() {
            return Ok(Takes::OnePerson);
        }
        self.holds_administrative(role)?;
        Ok(Takes::SecondPerson)
    }

    /// Whether they may make `role` assignable for a person, or no longer so (R3).
    ///
    /// # Errors
    /// Why not.
    pub fn may_make_assignable(&self, role: &RoleDefinition, for_oneself: bool) -> Result<(), Refusal> {
        if for_oneself {
            return Err(Refusal::AssignableForOneself);
        }
        self.may_pass_on(role)?;
        self.may_reach(role)
    }

    /// Whether they may take `role` from a person, or shut out somebody who holds it. What is narrower than everyone
    /// does not reach administrators.
    ///
    /// # Errors
    /// Why not.
    pub fn may_take(&self, role: &RoleDefinition) -> Result<(), Refusal> {
        if role.is_administrative() {
            self.may_reach(role)
        } else {
            Ok(())
        }
    }

    /// Whether they may delegate `role` of somebody else to a proxy (R16). A proxy gains what the role gives without a
    /// second person, so whoever does it for others must be able to add the role.
    ///
    /// # Errors
    /// Why not.
    pub fn may_delegate_for_others(&self, role: &RoleDefinition) -> Result<(), Refusal> {
        self.may_pass_on(role)?;
        if !role.is_administrative() {
            return Ok(());
        }
        self.may_reach(role)?;
        self.holds_administrative(role)
    }

    /// Whether they may give `role` this definition; `before` is its present one, none for a new role. `holds_it`: they
    /// hold the role, in whatever way; `is_held`: somebody does.
    ///
    /// # Errors
    /// Why not.
    pub fn may_define(
        &self,
        before: Option<&RoleDefinition>,
        role: &RoleDefinition,
        (holds_it, is_held): (bool, bool),
    ) -> Result<Takes, Refusal> {
        let changes = before.is_none_or(|before| before != role);
        if !changes {
            return Ok(Takes::OnePerson);
        }
        let (gains, widens) = growth(before, role);
        let passes_on = self.through.is_delegated
            && (role.code == self.through.role.code
                || !gains.is_disjoint(&self.through.role.privileges)
                || before.is_some_and(|before| {
                    before.delegation_allowed != role.delegation_allowed
                        && before.is_passed_on_by(&self.through)
                }));
        if passes_on {
            return Err(self.through_delegation());
        }
        if (gains.is_empty() && !widens) || !is_held {
            return Ok(Takes::OnePerson);
        }
        if holds_it {
            return Err(Refusal::HoldsRole);
        }
        let gains_administrative = gains.iter().any(|privilege| privilege.is_administrative());
        if gains_administrative || (widens && role.is_administrative()) {
            self.holds_administrative(role)?;
            return Ok(Takes::SecondPerson);
        }
        Ok(Takes::OnePerson)
    }

    fn may_pass_on(&self, role: &RoleDefinition) -> Result<(), Refusal> {
        if role.is_passed_on_by(&self.through) {
            Err(self.through_delegation())
        } else {
            Ok(())
        }
    }

    /// R22 (3).
    fn may_reach(&self, role: &RoleDefinition) -> Result<(), Refusal> {
        let acting = &self.through.role;
        let narrow = acting.data_scope != DataScope::Everyone;
        if narrow && (role.is_administrative() || !role.data_scope.is_within(acting.data_scope)) {
            Err(Refusal::TooWide {
                role: acting.name.clone(),
            })
        } else {
            Ok(())
        }
    }

    /// R22 (2).
    fn holds_administrative(&self, role: &RoleDefinition) -> Result<(), Refusal> {
        let missing: Vec<Privilege> = role
            .administrative()
            .filter(|privilege| !self.own_everywhere.contains(privilege))
            .collect();
        if missing.is_empty() {
            Ok(())
        } else {
            Err(Refusal::NotHeld { missing })
        }
    }

    fn through_delegation(&self) -> Refusal {
        Refusal::ThroughDelegation {
            role: self.through.role.name.clone(),
        }
    }
}

/// The privileges that a definition adds to a role, and whether it widens its data scope.
pub fn growth(before: Option<&RoleDefinition>, role: &RoleDefinition) -> (BTreeSet<Privilege>, bool) {
    match before {
        None => (role.privileges.clone(), false),
        Some(before) => (
            role.privileges.difference(&before.privileges).copied().collect(),
            !role.data_scope.is_within(before.data_scope),
        ),
    }
}

impl Refusal {
    /// The reason as a sentence. `role` is the name of the role that would be given or changed.
    pub fn in_words(&self, role: &str) -> String {
        match self {
            Self::ToOneself => "You cannot add a role to yourself: ask somebody else to".to_owned(),
            Self::AssignableForOneself => {
                "You cannot change what is assignable for yourself: ask somebody else to".to_owned()
            }
            Self::ThroughDelegation { role: acting } => format!(
                "You act through {acting}, which is delegated to you: {role} gives the same, and you cannot pass that on"
            ),
            Self::TooWide { role: acting } => {
                format!("{acting}, through which you act, reaches too few people for {role}")
            }
            Self::NotHeld { missing } => {
                let missing: Vec<&str> = missing.iter().map(|privilege| privilege.in_words()).collect();
                format!(
                    "{role} is an administrative role. To add it, you need this in your own right over everyone: {}",
                    missing.join("; ")
                )
            }
            Self::HoldsRole => {
                format!("You hold {role}: somebody who does not hold it has to make it give more")
            }
        }
    }
}
