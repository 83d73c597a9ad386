//! The group of one role: who is added to it and who is removed, in as few operations as it takes, whatever other nodes do
//! to it meanwhile.
//!
//! A `groupOfNames` without members is not allowed. A group is made with its first member; with its last one it goes, if it
//! is still as it was when it was looked at (RFC 4528) and holds nothing but what Locum wrote. Where that cannot be made
//! sure, or somebody has given the group more than members, the roles' base stands in it as a member until somebody comes:
//! it is an entry that exists, and nobody signs in as it. So two nodes, one of which adds and the other removes, never undo
//! each other's work.

use std::collections::HashSet;

use ldap3::{LdapResult, SearchEntry};

use crate::connection::Connection;
use crate::dn::Dn;
use crate::error::{Code, Unreachable, later};
use crate::membership::Sent;

/// How often a group is looked at anew because somebody else changed it in between.
const TRIES: usize = 8;

/// Groups asked for in one search.
const AT_ONCE: usize = 100;

/// What tells one state of an entry from the next one (OpenLDAP and its kin).
const STATE: &str = "entryCSN";

/// The group of a role.
pub(crate) struct Group<'a> {
    /// The roles' base.
    pub(crate) roles: &'a Dn,
    /// The role's code.
    pub(crate) role: &'a str,
    /// The roles' base stood in it as a member when it was looked at.
    pub(crate) has_stand_in: bool,
    /// The group's name.
    pub(crate) dn: String,
}

/// A person's name in the directory, and whether it is to be in the group.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) member: String,
    pub(crate) is_member: bool,
}

/// How a change of the whole ended.
enum Whole {
    /// As wanted.
    Done,
    /// Refused; each one by itself may fare better.
    Refused(LdapResult),
    /// Refused, and so would be every other.
    Closed(LdapResult),
    /// Others changed it all the time.
    Disturbed,
}

impl<'a> Group<'a> {
    pub(crate) fn new(roles: &'a Dn, role: &'a str, has_stand_in: bool) -> Self {
        Self {
            roles,
            role,
            has_stand_in,
            dn: roles.child("cn", role),
        }
    }

    /// Brings all of it about; answers in the same order.
    pub(crate) async fn bring_about(
        &self,
        on: &mut Connection,
        changes: &[Change],
    ) -> Result<Vec<Sent>, Unreachable> {
        let everybody = |sent: Sent| vec![sent; changes.len()];
        Ok(match self.whole(on, changes).await? {
            Whole::Done => everybody(Sent::Done),
            Whole::Closed(result) => everybody(later(&result)),
            Whole::Disturbed => everybody(disturbed()),
            Whole::Refused(result) if changes.len() < 2 => everybody(later(&result)),
            // One that the directory does not take holds up no other.
            Whole::Refused(_) => {
                let mut sent = Vec::with_capacity(changes.len());
                for change in changes {
                    sent.push(match self.whole(on, std::slice::from_ref(change)).await? {
                        Whole::Done => Sent::Done,
                        Whole::Refused(result) | Whole::Closed(result) => later(&result),
                        Whole::Disturbed => disturbed(),
                    });
                }
                sent
            }
        })
    }

    async fn whole(&self, on: &mut Connection, changes: &[Change]) -> Result<Whole, Unreachable> {
        let add = members(changes, true);
        let remove = members(changes, false);
        let stand_in = self.roles.to_string();
        let mut with_stand_in = self.has_stand_in && !add.is_empty();
        for _ in 0..TRIES {
            let mut removed = remove.clone();
            if with_stand_in {
                removed.insert(&stand_in);
            }
            let result = on.change_members(&self.dn, add.clone(), removed).await?;
            match Code::of(&result) {
                Code::Success => return Ok(Whole::Done),
                Code::NoSuchObject if add.is_empty() => return Ok(Whole::Done),
                Code::NoSuchObject => match self.create(on, &add).await? {
                    Some(ended) => return Ok(ended),
                    None => continue,
                },
                Code::SchemaViolation if add.is_empty() => match self.empty(on, &remove, &result).await? {
                    Some(ended) => return Ok(ended),
                    None => continue,
                },
                // Another node has removed it meanwhile.
                Code::NoSuchAttribute if with_stand_in => with_stand_in = false,
                Code::AlreadyThere | Code::NoSuchAttribute if changes.len() < 2 => return Ok(Whole::Done),
                Code::NoChanges => return Ok(Whole::Closed(result)),
                _ => return Ok(Whole::Refused(result)),
            }
        }
        Ok(Whole::Disturbed)
    }

    /// Makes the group; none when another node has made it meanwhile.
    async fn create(&self, on: &mut Connection, add: &HashSet<&str>) -> Result<Option<Whole>, Unreachable> {
        let result = on.create_group(&self.dn, self.role, add.clone()).await?;
        Ok(match Code::of(&result) {
            Code::Success => Some(Whole::Done),
            Code::EntryExists => None,
            Code::NoSuchObject => {
                return Err(Unreachable::new(format!(
                    "there is nothing at LOCUM_LDAP_ROLES_BASE ({}), or Locum may not see it",
                    self.roles
                )));
            }
            Code::NoChanges => Some(Whole::Closed(result)),
            _ => Some(Whole::Refused(result)),
        })
    }

    /// Removes whoever is left; none when somebody has joined meanwhile.
    async fn empty(
        &self,
        on: &mut Connection,
        remove: &HashSet<&str>,
        refusal: &LdapResult,
    ) -> Result<Option<Whole>, Unreachable> {
        let Ok(found) = on.entry(&self.dn, &["*", STATE]).await? else {
            return Ok(Some(Whole::Refused(refusal.clone())));
        };
        let Some(entry) = found else {
            return Ok(Some(Whole::Done));
        };
        let leaving: Vec<Dn> = remove.iter().filter_map(|member| Dn::parse(member)).collect();
        let stays = |member: &String| !self.roles.is(member) && !leaving.iter().any(|dn| dn.is(member));
        if members_of(&entry).any(stays) {
            return Ok(None);
        }
        if let Some(state) = state_to_delete(&entry) {
            let filter = format!("({STATE}={})", ldap3::ldap_escape(state));
            match Code::of(&on.delete_if(&self.dn, &filter).await?) {
                Code::Success | Code::NoSuchObject => return Ok(Some(Whole::Done)),
                Code::AssertionFailed => return Ok(None),
                // It may not be removed, or has entries below it.
                _ => {}
            }
        }
        let stand_in = self.roles.to_string();
        let result = on
            .change_members(&self.dn, HashSet::from([stand_in.as_str()]), remove.clone())
            .await?;
        Ok(match Code::of(&result) {
            Code::Success | Code::NoSuchObject => Some(Whole::Done),
            Code::NoChanges => Some(Whole::Closed(result)),
            _ => Some(Whole::Refused(result)),
        })
    }
}

fn disturbed() -> Sent {
    Sent::Later("others changed the role's group at the same moment, again and again".to_owned())
}

fn members(changes: &[Change], are_members: bool) -> HashSet<&str> {
    let wanted = changes.iter().filter(|change| change.is_member == are_members);
    wanted.map(|change| change.member.as_str()).collect()
}

/// The values of `member`.
pub(crate) fn members_of(entry: &SearchEntry) -> impl Iterator<Item = &String> {
    entry
        .attrs
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("member"))
        .flat_map(|(_, values)| values)
}

/// The state in which a group may be removed: there is nothing in it but what Locum writes. None: it stays.
fn state_to_delete(entry: &SearchEntry) -> Option<&str> {
    let (mut state, mut is_ours) = (None, entry.bin_attrs.is_empty());
    for (name, values) in &entry.attrs {
        match name.to_lowercase().as_str() {
            "entrycsn" => state = values.first().map(String::as_str),
            "cn" => is_ours &= values.len() == 1,
            "objectclass" => {
                is_ours &= values.iter().all(|class| {
                    class.eq_ignore_ascii_case("groupOfNames") || class.eq_ignore_ascii_case("top")
                });
            }
            "member" => {}
            _ => is_ours = false,
        }
    }
    state.filter(|_| is_ours)
}

/// Which of these roles' groups the roles' base stands in as a member.
pub(crate) async fn with_stand_in(
    on: &mut Connection,
    roles: &Dn,
    codes: &[&str],
) -> Result<HashSet<String>, Unreachable> {
    let (base, mut found) = (roles.to_string(), HashSet::new());
    for some in codes.chunks(AT_ONCE) {
        let terms: String = some
            .iter()
            .map(|code| format!("(cn={})", ldap3::ldap_escape(*code)))
            .collect();
        let filter = format!("(&(member={})(|{terms}))", ldap3::ldap_escape(base.as_str()));
        // A directory that does not say leaves it in its place, where it does no harm.
        if let (Ok(entries), _) = on.page(&base, &filter, &["1.1"], Vec::new()).await? {
            found.extend(
                entries
                    .iter()
                    .filter_map(|entry| roles.child_value("cn", &entry.dn)),
            );
        }
    }
    Ok(found)
}
