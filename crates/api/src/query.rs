//! The parameters behind the question mark, read like the fields of a body: one that nobody knows, or twice the same, is
//! refused.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use chrono::{DateTime, Utc};

use crate::problem::{Place, Problem, Wrong};

/// The parameters that have not been taken yet, and what was wrong with those that have.
pub(crate) struct Query {
    pairs: Vec<(String, String)>,
    wrong: Vec<Wrong>,
}

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let pairs = axum::extract::Query::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        let axum::extract::Query(pairs) =
            pairs.map_err(|rejection| Problem::of_status(rejection.status()))?;
        Ok(Self {
            pairs,
            wrong: Vec::new(),
        })
    }
}

impl Query {
    /// Takes a parameter that may be missing.
    pub(crate) fn optional(&mut self, name: &str) -> Option<String> {
        let (taken, rest) = std::mem::take(&mut self.pairs)
            .into_iter()
            .partition::<Vec<_>, _>(|(key, _)| key == name);
        self.pairs = rest;
        let mut values = taken.into_iter().map(|(_, value)| value);
        let first = values.next();
        if values.next().is_some() {
            self.note(name, "Send this parameter once");
            return None;
        }
        first
    }

    /// Takes a parameter that must be there.
    pub(crate) fn needed(&mut self, name: &str) -> Option<String> {
        let is_there = self.pairs.iter().any(|(key, _)| key == name);
        if !is_there {
            self.note(name, "This parameter is needed");
        }
        self.optional(name)
    }

    /// Takes one of a few words; `read` knows them.
    pub(crate) fn word<T>(
        &mut self,
        value: Option<String>,
        name: &str,
        known: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let word = read(&value?);
        if word.is_none() {
            self.note(name, &format!("Send one of: {known}"));
        }
        word
    }

    /// Takes an instant that may be missing.
    pub(crate) fn instant(&mut self, name: &str) -> Option<DateTime<Utc>> {
        let text = self.optional(name)?;
        let at = instant(&text);
        if at.is_none() {
            self.note(
                name,
                "Send an instant as RFC 3339 has it, such as 2028-01-11T09:00:00Z",
            );
        }
        at
    }

    /// What is wrong with a parameter.
    pub(crate) fn note(&mut self, name: &str, message: &str) {
        self.wrong.push(Wrong::new(Place::Query, name, message));
    }

    /// Nothing is left, and nothing was wrong.
    pub(crate) fn finish(mut self) -> Result<(), Problem> {
        for (name, _) in std::mem::take(&mut self.pairs) {
            let name: String = name.chars().take(64).collect();
            self.note(&name, "There is no such parameter");
        }
        if self.wrong.is_empty() {
            Ok(())
        } else {
            Err(Problem::invalid(self.wrong))
        }
    }
}

/// Reads RFC 3339. The `+` of an offset that nobody escaped has become a blank on its way: it is meant all the same.
fn instant(text: &str) -> Option<DateTime<Utc>> {
    let mut text = text.to_owned();
    let offset = text.len().checked_sub("+00:00".len());
    if let Some(offset) = offset.filter(|offset| text.get(*offset..=*offset) == Some(" ")) {
        text.replace_range(offset..=offset, "+");
    }
    let at = DateTime::parse_from_rfc3339(&text).ok()?.with_timezone(&Utc);
    Some(chrono::SubsecRound::trunc_subsecs(at, 6))
}

#[cfg(test)]
mod tests {
    use super::instant;

    #[test]
    fn an_instant_is_rfc_3339_with_or_without_an_escaped_plus() {
        let nine = instant("2028-01-11T09:00:00Z");
        assert!(nine.is_some());
        for same in [
            "2028-01-11T10:00:00+01:00",
            "2028-01-11T10:00:00 01:00",
            "2028-01-11T09:00:00.0000001Z",
            "2028-01-11t09:00:00z",
        ] {
            assert_eq!(instant(same), nine, "{same}");
        }
        for odd in [
            "",
            "now",
            "2028-01-11",
            "2028-01-11T09:00",
            "2028-02-30T00:00:00Z",
            "1",
            "é 00:00",
            "٢",
        ] {
            assert_eq!(instant(odd), None, "{odd}");
        }
    }
}
