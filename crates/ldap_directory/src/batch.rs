//! A batch of memberships on its way: what is known to have ended stays known when the connection breaks, and the rest is
//! taken up again on the next one.

use std::collections::{BTreeMap, HashMap};

use futures::StreamExt;

use crate::connection::Connection;
use crate::dn::{Dn, folded, is_nameable};
use crate::error::Unreachable;
use crate::group::{Change, Group, with_stand_in};
use crate::membership::{Membership, Sent};
use crate::people::{Entry, look_up};

/// Groups that are worked on at the same time.
const GROUPS_AT_ONCE: usize = 4;

/// A batch, and how much of it has ended.
pub(crate) struct Batch<'a> {
    /// The last word on each person and role.
    wanted: Vec<&'a Membership>,
    /// How each of them ended.
    sent: Vec<Option<Sent>>,
    /// Which of them answers for each line of the batch.
    places: Vec<usize>,
}

impl<'a> Batch<'a> {
    pub(crate) fn new(lines: &'a [Membership]) -> Self {
        let mut known: HashMap<(&str, String), usize> = HashMap::new();
        let (mut wanted, mut places) = (Vec::new(), Vec::with_capacity(lines.len()));
        for line in lines {
            let place = *known
                .entry((&line.role, line.username.to_lowercase()))
                .or_insert_with(|| {
                    wanted.push(line);
                    wanted.len() - 1
                });
            if let Some(last) = wanted.get_mut(place) {
                *last = line;
            }
            places.push(place);
        }
        let sent = vec![None; wanted.len()];
        Self { wanted, sent, places }
    }

    /// Says so of everything that has not ended.
    pub(crate) fn rest(&mut self, sent: &Sent) {
        for ended in self.sent.iter_mut().filter(|ended| ended.is_none()) {
            *ended = Some(sent.clone());
        }
    }

    /// How each line ended, in the order of the batch.
    pub(crate) fn into_sent(self) -> Vec<Sent> {
        let untried = || Sent::Later("it was not tried".to_owned());
        self.places
            .iter()
            .map(|place| self.sent.get(*place).cloned().flatten().unwrap_or_else(untried))
            .collect()
    }

    /// Does what is left to do.
    ///
    /// # Errors
    /// When the connection cannot be used any more.
    pub(crate) async fn run(
        &mut self,
        on: &mut Connection,
        people: &Dn,
        roles: &Dn,
    ) -> Result<(), Unreachable> {
        self.settle_unknown(on, people).await?;
        let mut groups: BTreeMap<&str, Vec<(usize, Change)>> = BTreeMap::new();
        for (place, line) in self.open() {
            let change = Change {
                member: people.child("uid", &line.username),
                is_member: line.is_member,
            };
            groups.entry(&line.role).or_default().push((place, change));
        }
        let adds_to = |lines: &Vec<(usize, Change)>| lines.iter().any(|(_, change)| change.is_member);
        let added_to = groups.iter().filter(|(_, lines)| adds_to(lines));
        let codes: Vec<&str> = added_to.map(|(role, _)| *role).collect();
        let stood_in = with_stand_in(on, roles, &codes).await?;
        let work: Vec<_> = groups
            .into_iter()
            .map(|(role, lines)| {
                let (mut on, has_stand_in) = (on.clone(), stood_in.contains(role));
                async move {
                    let (places, changes): (Vec<_>, Vec<_>) = lines.into_iter().unzip();
                    let sent = Group::new(roles, role, has_stand_in)
                        .bring_about(&mut on, &changes)
                        .await?;
                    Ok::<_, Unreachable>(places.into_iter().zip(sent).collect::<Vec<_>>())
                }
            })
            .collect();
        let mut ended = futures::stream::iter(work).buffer_unordered(GROUPS_AT_ONCE);
        while let Some(group) = ended.next().await {
            for (place, sent) in group? {
                if let Some(slot) = self.sent.get_mut(place) {
                    *slot = Some(sent);
                }
            }
        }
        Ok(())
    }

    fn open(&self) -> impl Iterator<Item = (usize, &'a Membership)> {
        let lines = self.wanted.iter().zip(&self.sent).enumerate();
        lines.filter_map(|(place, (line, sent))| sent.is_none().then_some((place, *line)))
    }

    /// Ends what needs no look at a group: people without an entry, and names that cannot be one.
    async fn settle_unknown(&mut self, on: &mut Connection, people: &Dn) -> Result<(), Unreachable> {
        let names = self.open().map(|(_, line)| line.username.as_str());
        let entries = look_up(on, people, names.collect::<Vec<_>>()).await?;
        let open: Vec<_> = self.open().collect();
        for (place, line) in open {
            let ended = match (entries.get(line.username.as_str()), line.is_member) {
                _ if !is_nameable(&line.role) => Some(Sent::Faulted(format!(
                    "a role named {:?} cannot stand in a directory",
                    line.role
                ))),
                (Some(Entry::There), _) => None,
                (Some(Entry::Unknown(sent)), _) => Some(sent.clone()),
                // Whoever left the directory may still stand in the group.
                (Some(Entry::Missing) | None, false) => (!is_nameable(&line.username)).then_some(Sent::Done),
                (Some(Entry::Another), false) => Some(Sent::Done),
                (Some(Entry::Missing | Entry::Another) | None, true) => Some(Sent::Faulted(format!(
                    "{} has no entry in the directory",
                    shown(&line.username)
                ))),
            };
            if let (Some(ended), Some(slot)) = (ended, self.sent.get_mut(place)) {
                *slot = Some(ended);
            }
        }
        Ok(())
    }
}

/// A username as a line can hold it.
fn shown(username: &str) -> String {
    if folded(username) == username.to_lowercase() && !username.contains(char::is_control) {
        username.to_owned()
    } else {
        format!("{username:?}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(username: &str, role: &str, is_member: bool) -> Membership {
        Membership {
            username: username.to_owned(),
            role: role.to_owned(),
            is_member,
        }
    }

    #[test]
    fn the_last_word_on_a_membership_answers_for_those_before_it() {
        let lines = [
            line("ben", "viewer", true),
            line("bea", "viewer", true),
            line("Ben", "viewer", false),
            line("ben", "editor", true),
        ];
        let mut batch = Batch::new(&lines);
        let open: Vec<_> = batch.open().map(|(_, line)| line.clone()).collect();
        assert_eq!(open, [lines[2].clone(), lines[1].clone(), lines[3].clone()]);
        batch.sent[0] = Some(Sent::Done);
        batch.rest(&Sent::Unreachable("gone".to_owned()));
        let gone = || Sent::Unreachable("gone".to_owned());
        assert_eq!(batch.into_sent(), [Sent::Done, gone(), Sent::Done, gone()]);
    }
}
