//! Which roles a person can lend (R2, R3).

/// How a role stands to the person who wants to lend it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lending {
    /// Held by hand or by an approved request.
    pub is_granted: bool,
    /// Held by a provisioning rule.
    pub is_autoprovisioned: bool,
    /// Held through somebody else's delegation.
    pub is_received: bool,
    /// A provisioning rule that matches the person marks it provisionable (R20). That they may request it for others gives no
    /// right to delegate it.
    pub is_provisionable: bool,
    /// The role's *Delegation allowed*, or *Assignable* ticked for this person's role.
    pub is_enabled: bool,
    /// It is `employee`, which everybody has.
    pub is_employee: bool,
    /// The person's assignment has a termination date still to come.
    pub is_leaving: bool,
}

/// Why a person cannot lend a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CannotLend {
    /// They do not have it.
    NotHeld,
    /// They have it only because somebody lent it to them.
    OnlyReceived,
    /// They have it by a rule only, and are about to leave.
    Leaving,
    /// Lending it is not enabled.
    NotEnabled,
    /// Whoever would do it on their behalf could not add the role themselves (R22). Not for [`may_lend`] to say.
    BeyondWhoActs,
}

impl CannotLend {
    /// The reason, to follow the role's name: "Payroll viewer cannot be delegated: …".
    pub fn in_words(self) -> &'static str {
        match self {
            Self::NotHeld => "it is not held",
            Self::OnlyReceived => "it is held only through a delegation",
            Self::Leaving => {
                "it is held by a provisioning rule only, and the assignment has a termination date"
            }
            Self::NotEnabled => "delegating it is not allowed",
            Self::BeyondWhoActs => "you could not add it to anybody yourself",
        }
    }
}

/// Whether the role can be lent.
///
/// # Errors
/// The first reason that applies, in the order of [`CannotLend`].
pub fn may_lend(lending: &Lending) -> Result<(), CannotLend> {
    let is_own = lending.is_granted || lending.is_autoprovisioned;
    if !lending.is_provisionable && !is_own {
        return Err(if lending.is_received {
            CannotLend::OnlyReceived
        } else {
            CannotLend::NotHeld
        });
    }
    if !lending.is_provisionable && !lending.is_granted && lending.is_leaving {
        return Err(CannotLend::Leaving);
    }
    if lending.is_enabled && !lending.is_employee {
        Ok(())
    } else {
        Err(CannotLend::NotEnabled)
    }
}
