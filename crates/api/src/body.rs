//! The JSON of a change, read field by field, so that every wrong one is told at once, by name, and one that nobody knows
//! is refused: it may be a misspelt one.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use serde_json::{Map, Value};

use crate::problem::{Place, Problem, Wrong};

/// A body as it came.
pub(crate) struct Body {
    /// For the print of the request.
    pub(crate) bytes: Bytes,
    is_json: bool,
}

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let is_json = is_json(request.headers());
        let bytes = Bytes::from_request(request, state).await;
        let bytes = bytes.map_err(|rejection| Problem::of_status(rejection.status()))?;
        Ok(Self { bytes, is_json })
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let kind = kind
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default()
        .trim();
    kind.eq_ignore_ascii_case("application/json")
}

impl Body {
    /// Its fields.
    ///
    /// # Errors
    /// When it is no JSON (400), says that it is something else (415), or is no object (422).
    pub(crate) fn fields(&self) -> Result<Fields, Problem> {
        if !self.is_json {
            return Err(Problem::of_status(axum::http::StatusCode::UNSUPPORTED_MEDIA_TYPE));
        }
        match serde_json::from_slice(&self.bytes) {
            Ok(Value::Object(map)) => Ok(Fields {
                map,
                wrong: Vec::new(),
            }),
            Ok(_) => Err(Problem::invalid(vec![Wrong {
                pointer: Some("#".to_owned()),
                ..Wrong::new(Place::Body, "", "Send an object with named fields")
            }])),
            Err(error) => Err(Problem::malformed(&format!("{error}."))),
        }
    }
}

/// The fields that have not been taken yet, and what was wrong with those that have.
pub(crate) struct Fields {
    map: Map<String, Value>,
    wrong: Vec<Wrong>,
}

impl Fields {
    /// Takes a text that may be missing or null.
    pub(crate) fn optional_text(&mut self, name: &str) -> Option<String> {
        match self.map.remove(name) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text),
            Some(_) => {
                self.note(name, "Send a text in quotation marks");
                None
            }
        }
    }

    /// Takes a text that must be there.
    pub(crate) fn text(&mut self, name: &str) -> Option<String> {
        let is_there = self.map.get(name).is_some_and(|value| !value.is_null());
        if !is_there {
            self.map.remove(name);
            self.note(name, "This field is needed");
            return None;
        }
        self.optional_text(name)
    }

    /// Takes an id that must be there: a number, or the same digits in quotation marks, as they stand in a path.
    pub(crate) fn id(&mut self, name: &str) -> Option<i64> {
        let id = match self.map.remove(name) {
            None | Some(Value::Null) => {
                self.note(name, "This field is needed");
                return None;
            }
            Some(Value::Number(number)) => number.as_i64(),
            Some(Value::String(text)) if is_plain_number(&text) => text.parse().ok(),
            Some(_) => None,
        };
        if id.is_none_or(|id| id < 1) {
            self.note(name, "Send the id: a whole number from 1");
            return None;
        }
        id
    }

    /// Takes an id that may be missing or null.
    pub(crate) fn optional_id(&mut self, name: &str) -> Option<i64> {
        match self.map.get(name) {
            None | Some(Value::Null) => {
                self.map.remove(name);
                None
            }
            Some(_) => self.id(name),
        }
    }

    /// Takes one of a few words, which may be missing or null.
    pub(crate) fn optional_word<T>(
        &mut self,
        name: &str,
        known: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        match self.map.get(name) {
            None | Some(Value::Null) => {
                self.map.remove(name);
                None
            }
            Some(_) => self.word(name, known, read),
        }
    }

    /// Takes one of a few words; `read` knows them.
    pub(crate) fn word<T>(&mut self, name: &str, known: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text(name)?;
        let word = read(&text);
        if word.is_none() {
            self.note(name, &format!("Send one of: {known}"));
        }
        word
    }

    /// What is wrong with a field.
    pub(crate) fn note(&mut self, name: &str, message: &str) {
        self.wrong.push(Wrong::new(Place::Body, name, message));
    }

    /// Nothing is left, and nothing was wrong.
    pub(crate) fn finish(mut self) -> Result<(), Problem> {
        for (name, _) in std::mem::take(&mut self.map) {
            // What another system sends is not repeated at any length.
            let name: String = name.chars().take(64).collect();
            self.note(&name, "There is no such field");
        }
        if self.wrong.is_empty() {
            Ok(())
        } else {
            Err(Problem::invalid(self.wrong))
        }
    }
}

/// One spelling for each number.
fn is_plain_number(text: &str) -> bool {
    !text.starts_with('0') && text.len() <= 18 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(json: &str) -> Fields {
        let body = Body {
            bytes: Bytes::from(json.to_owned()),
            is_json: true,
        };
        body.fields().ok().unwrap()
    }

    #[test]
    fn g6_every_wrong_field_is_told_at_once() {
        let mut sent = fields(r#"{"policy": 1.5, "subject": 7, "titel": "x", "role": null}"#);
        assert_eq!(sent.id("policy"), None);
        assert_eq!(sent.text("subject"), None);
        assert_eq!(sent.optional_text("role"), None);
        let wrong: Vec<_> = std::mem::take(&mut sent.wrong);
        assert_eq!(wrong.len(), 2);
        assert_eq!(wrong[0].pointer.as_deref(), Some("#/policy"));
        assert!(sent.finish().is_err(), "titel");
    }

    #[test]
    fn an_id_may_stand_in_quotation_marks() {
        assert_eq!(fields(r#"{"policy": 7}"#).id("policy"), Some(7));
        assert_eq!(fields(r#"{"policy": "7"}"#).id("policy"), Some(7));
        for odd in [
            "0",
            "-1",
            "1e3",
            "\"\"",
            "\"+1\"",
            "\"07\"",
            "9223372036854775808",
            "true",
            "[1]",
        ] {
            assert_eq!(
                fields(&format!("{{\"policy\": {odd}}}")).id("policy"),
                None,
                "{odd}"
            );
        }
    }
}
