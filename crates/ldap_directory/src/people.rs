//! Which people have an entry in the directory: asked for many at once.

use std::collections::{HashMap, HashSet};

use crate::connection::Connection;
use crate::dn::{Dn, folded, is_nameable};
use crate::error::{Code, Unreachable, later};
use crate::membership::Sent;

/// People asked for in one search: below the size limit that a directory has by itself.
const AT_ONCE: usize = 100;

/// What the directory says of a username.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entry {
    /// It is the name of an entry.
    There,
    /// It is not.
    Missing,
    /// It is not, but to the directory it would be the same as another person's: that one must not be taken for it.
    Another,
    /// The directory does not say.
    Unknown(Sent),
}

/// What the directory says of each username.
pub(crate) async fn look_up<'a>(
    on: &mut Connection,
    people: &Dn,
    usernames: impl IntoIterator<Item = &'a str>,
) -> Result<HashMap<&'a str, Entry>, Unreachable> {
    let mut entries = HashMap::new();
    let mut asked: Vec<&str> = Vec::new();
    for username in usernames.into_iter().collect::<HashSet<_>>() {
        if is_nameable(username) {
            asked.push(username)
        } else {
            entries.insert(username, Entry::Missing);
        }
    }
    for some in asked.chunks(AT_ONCE) {
        match found(on, people, some).await? {
            Ok(found) => entries.extend(some.iter().map(|username| (*username, entry(username, &found)))),
            Err(unknown) => entries.extend(
                some.iter()
                    .map(|username| (*username, Entry::Unknown(unknown.clone()))),
            ),
        }
    }
    Ok(entries)
}

fn entry(username: &str, found: &HashMap<String, Vec<String>>) -> Entry {
    match found.get(&folded(username)) {
        None => Entry::Missing,
        Some(names)
            if names
                .iter()
                .any(|name| name.to_lowercase() == username.to_lowercase()) =>
        {
            Entry::There
        }
        Some(_) => Entry::Another,
    }
}

/// The usernames of the entries that match, by what the directory compares them by.
async fn found(
    on: &mut Connection,
    people: &Dn,
    usernames: &[&str],
) -> Result<Result<HashMap<String, Vec<String>>, Sent>, Unreachable> {
    let terms: String = usernames
        .iter()
        .map(|username| format!("(uid={})", ldap3::ldap_escape(*username)))
        .collect();
    let (filter, base) = (format!("(|{terms})"), people.to_string());
    let mut names: HashMap<String, Vec<String>> = HashMap::new();
    let mut cookie = Vec::new();
    loop {
        let (page, next) = on.page(&base, &filter, &["1.1"], cookie).await?;
        match page {
            Ok(entries) => {
                for entry in entries {
                    if let Some(name) = people.child_value("uid", &entry.dn) {
                        names.entry(folded(&name)).or_default().push(name);
                    }
                }
            }
            Err(result) if Code::of(&result) == Code::NoSuchObject => {
                return Err(Unreachable::new(format!(
                    "there is nothing at LOCUM_LDAP_PEOPLE_BASE ({people}), or Locum may not see it"
                )));
            }
            Err(result) => return Ok(Err(later(&result))),
        }
        if next.is_empty() {
            return Ok(Ok(names));
        }
        cookie = next;
    }
}
