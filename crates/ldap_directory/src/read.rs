//! Reading the directory: which groups there are, who is in them, and who has an entry. On a connection of its own, which is opened
//! again where it was closed while it lay idle.

use std::collections::HashMap;

use crate::connection::Connection;
use crate::dn::folded;
use crate::error::{Code, Unreachable, said};
use crate::group::members_of;
use crate::people::{Entry, look_up};
use crate::{Directory, answerable};

/// What the directory holds, as of when it is asked.
pub struct Reader<'a> {
    directory: &'a Directory,
    connection: Connection,
}

/// A group below the roles' base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundGroup {
    /// Its name in the directory.
    pub dn: String,
    /// The code of the role that it would be of; none: it is named like no role.
    pub role: Option<String>,
}

/// Where the next page of groups begins.
#[derive(Debug, Clone, Default)]
pub struct GroupCursor(Vec<u8>);

/// Who is in a role's group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Members {
    /// Usernames, by what they are compared by: [`Directory::username_key`].
    pub people: HashMap<String, String>,
    /// Names of members that are no person below the people's base.
    pub strangers: Vec<String>,
}

/// Whether a person has an entry in the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// They have one.
    Present,
    /// They have none, or it would be taken for another person's.
    Absent,
    /// The directory does not say.
    Unknown,
}

impl Directory {
    /// Opens a connection to read on.
    ///
    /// # Errors
    /// When the directory cannot be asked.
    pub async fn reader(&self) -> Result<Reader<'_>, Unreachable> {
        Ok(Reader {
            connection: self.open().await?,
            directory: self,
        })
    }

    /// What usernames are compared by in a directory.
    #[must_use]
    pub fn username_key(username: &str) -> String {
        folded(username)
    }
}

impl Reader<'_> {
    async fn connection(&mut self) -> Result<&mut Connection, Unreachable> {
        if self.connection.is_closed() {
            self.connection = self.directory.open().await?;
        }
        Ok(&mut self.connection)
    }

    /// A page of the groups below the roles' base, and where the next one begins; none: that was the last.
    ///
    /// # Errors
    /// When the directory cannot be asked, or does not list them all.
    pub async fn groups(
        &mut self,
        from: GroupCursor,
    ) -> Result<(Vec<FoundGroup>, Option<GroupCursor>), Unreachable> {
        let roles = &self.directory.roles;
        let base = roles.to_string();
        // A cursor belongs to the connection that it was given on.
        let asking = self
            .connection
            .page(&base, "(objectClass=groupOfNames)", &["1.1"], from.0);
        let (page, next) = answerable(asking).await?;
        let entries = page.map_err(|result| match Code::of(&result) {
            Code::NoSuchObject => Unreachable::new(format!(
                "there is nothing at LOCUM_LDAP_ROLES_BASE ({base}), or Locum may not see it"
            )),
            Code::SizeLimit => Unreachable::new(format!(
                "the directory does not list all groups: raise its size limit for LOCUM_LDAP_BIND_DN ({})",
                said(&result)
            )),
            _ => Unreachable::new(format!("the groups cannot be read: {}", said(&result))),
        })?;
        let groups = entries.into_iter().map(|entry| FoundGroup {
            role: roles.child_value("cn", &entry.dn),
            dn: entry.dn,
        });
        let next = Some(GroupCursor(next)).filter(|next| !next.0.is_empty());
        Ok((groups.collect(), next))
    }

    /// Who is in the group of the role with this code; nobody where there is no group.
    ///
    /// # Errors
    /// When the directory cannot be asked, or does not say.
    pub async fn members(&mut self, role: &str) -> Result<Members, Unreachable> {
        let directory = self.directory;
        let dn = directory.roles.child("cn", role);
        let read = answerable(self.connection().await?.entry(&dn, &["member"])).await?;
        let entry = read.map_err(|result| {
            Unreachable::new(format!("the group {dn} cannot be read: {}", said(&result)))
        })?;
        let mut members = Members::default();
        for member in entry.iter().flat_map(members_of) {
            match directory.people.child_value("uid", member) {
                Some(username) => {
                    members.people.insert(folded(&username), username);
                }
                // It stands in for nobody: a group must have a member.
                None if directory.roles.is(member) => {}
                None => members.strangers.push(member.clone()),
            }
        }
        Ok(members)
    }

    /// Whether each of these people has an entry: one answer each, in the same order.
    ///
    /// # Errors
    /// When the directory cannot be asked.
    pub async fn presence(&mut self, usernames: &[String]) -> Result<Vec<Presence>, Unreachable> {
        let people = &self.directory.people;
        let asking = look_up(
            self.connection().await?,
            people,
            usernames.iter().map(String::as_str),
        );
        let entries = answerable(asking).await?;
        let presence = usernames
            .iter()
            .map(|username| match entries.get(username.as_str()) {
                Some(Entry::There) => Presence::Present,
                Some(Entry::Unknown(_)) => Presence::Unknown,
                Some(Entry::Missing | Entry::Another) | None => Presence::Absent,
            });
        Ok(presence.collect())
    }
}
