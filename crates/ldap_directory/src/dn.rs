//! Distinguished names (RFC 4514): made from usernames and role codes, and read back from what a directory says. Two names
//! are the same where the directory takes them for the same: letter case does not count, nor do blanks around values.

use std::fmt;

/// The name of an entry, taken apart. Displayed as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dn {
    text: String,
    parts: Vec<Part>,
}

/// The pairs of one part, sorted; mostly it is one pair.
type Part = Vec<Pair>;

/// An attribute's name in one spelling, and a value without escapes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Pair {
    name: String,
    value: String,
}

impl Dn {
    /// Reads a name; none where it is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim_start();
        let parts = match text.trim_end() {
            "" => Vec::new(),
            _ => Reader::new(text).parts()?,
        };
        Some(Self {
            text: text.to_owned(),
            parts,
        })
    }

    /// Whether it is the name of the root, which names nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The name of the entry right below this one whose attribute `name` is `value`, as one writes it: escaped.
    pub(crate) fn child(&self, name: &str, value: &str) -> String {
        format!("{name}={},{self}", ldap3::dn_escape(value))
    }

    /// The value of the attribute `name` that names an entry right below this one; none where `dn` is another entry.
    pub(crate) fn child_value(&self, name: &str, dn: &str) -> Option<String> {
        let dn = Self::parse(dn)?;
        let (first, rest) = dn.parts.split_first()?;
        let [pair] = first.as_slice() else { return None };
        let is_below = rest.len() == self.parts.len()
            && rest
                .iter()
                .zip(&self.parts)
                .all(|(one, other)| same_part(one, other));
        (is_below && pair.name == name).then(|| pair.value.clone())
    }

    /// Whether it names the same entry.
    pub(crate) fn is(&self, dn: &str) -> bool {
        Self::parse(dn).is_some_and(|other| {
            other.parts.len() == self.parts.len()
                && self
                    .parts
                    .iter()
                    .zip(&other.parts)
                    .all(|(one, other)| same_part(one, other))
        })
    }
}

impl fmt::Display for Dn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text.trim_end())
    }
}

fn same_part(one: &Part, other: &Part) -> bool {
    one.len() == other.len()
        && one
            .iter()
            .zip(other)
            .all(|(one, other)| one.name == other.name && folded(&one.value) == folded(&other.value))
}

/// What a directory compares most values by: lower case, no blanks around it, and one blank for several.
pub(crate) fn folded(value: &str) -> String {
    let words: Vec<&str> = value.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ").to_lowercase()
}

/// Whether a name can stand in a directory at all: an empty value or a NUL names nothing in it.
pub(crate) fn is_nameable(value: &str) -> bool {
    !value.is_empty() && !value.contains('\0')
}

/// One spelling for the attributes that names are made of.
fn attribute(name: &str) -> String {
    let name = name.trim().to_lowercase();
    let name = name.strip_prefix("oid.").unwrap_or(&name);
    let short = match name {
        "userid" | "0.9.2342.19200300.100.1.1" => "uid",
        "commonname" | "2.5.4.3" => "cn",
        "domaincomponent" | "0.9.2342.19200300.100.1.25" => "dc",
        "organizationalunitname" | "2.5.4.11" => "ou",
        "organizationname" | "2.5.4.10" => "o",
        "countryname" | "2.5.4.6" => "c",
        "localityname" | "2.5.4.7" => "l",
        "stateorprovincename" | "2.5.4.8" => "st",
        other => other,
    };
    short.to_owned()
}

/// Reads a name from its beginning.
struct Reader<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
}

/// What stands behind a value.
enum Next {
    /// Another pair of the same part.
    Pair,
    /// The next part.
    Part,
    /// Nothing.
    End,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            rest: text.chars().peekable(),
        }
    }

    fn parts(mut self) -> Option<Vec<Part>> {
        let mut parts = Vec::new();
        let mut part = Part::new();
        loop {
            let name = self.name()?;
            let (value, next) = self.value()?;
            part.push(Pair { name, value });
            match next {
                Next::Pair => continue,
                Next::Part => {}
                Next::End => {
                    part.sort();
                    parts.push(part);
                    return Some(parts);
                }
            }
            part.sort();
            parts.push(std::mem::take(&mut part));
        }
    }

    fn name(&mut self) -> Option<String> {
        let mut name = String::new();
        loop {
            match self.rest.next()? {
                '=' => break,
                letter if letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.' | ' ') => {
                    name.push(letter);
                }
                _ => return None,
            }
        }
        let name = attribute(&name);
        (!name.is_empty() && !name.contains(' ')).then_some(name)
    }

    /// A value without its escapes. Blanks around it count only where they are escaped.
    fn value(&mut self) -> Option<(String, Next)> {
        while self.rest.next_if_eq(&' ').is_some() {}
        if self.rest.peek() == Some(&'#') {
            // Encoded values name nothing that Locum writes.
            return None;
        }
        let mut bytes: Vec<u8> = Vec::new();
        // How much of it is there for sure: blanks behind it may be no part of it.
        let mut kept = 0;
        let next = loop {
            match self.rest.next() {
                None => break Next::End,
                Some(',') => break Next::Part,
                Some('+') => break Next::Pair,
                Some('\\') => {
                    self.escape(&mut bytes)?;
                    kept = bytes.len();
                }
                Some('"' | ';' | '<' | '>' | '\0') => return None,
                Some(letter) => {
                    bytes.extend(letter.encode_utf8(&mut [0; 4]).as_bytes());
                    if letter != ' ' {
                        kept = bytes.len();
                    }
                }
            }
        };
        bytes.truncate(kept);
        Some((String::from_utf8(bytes).ok()?, next))
    }

    /// Two hexadecimal digits for a byte, or a letter for itself.
    fn escape(&mut self, bytes: &mut Vec<u8>) -> Option<()> {
        let first = self.rest.next()?;
        match first.to_digit(16) {
            Some(high) => {
                let low = self.rest.next()?.to_digit(16)?;
                bytes.push(u8::try_from(high * 16 + low).ok()?);
            }
            None => bytes.extend(first.encode_utf8(&mut [0; 4]).as_bytes()),
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

    use proptest::prelude::*;

    use super::*;

    fn people() -> Dn {
        Dn::parse("ou=people,dc=example,dc=org").unwrap()
    }

    #[test]
    fn a_person_is_read_back_however_the_directory_writes_it() {
        for (dn, username) in [
            ("uid=ben,ou=people,dc=example,dc=org", "ben"),
            ("UID=Ben, OU=People, DC=Example, DC=org", "Ben"),
            (
                "userid=ben,organizationalUnitName=people,dc=example,dc=org",
                "ben",
            ),
            ("0.9.2342.19200300.100.1.1=ben,ou=people,dc=example,dc=org", "ben"),
            ("uid=a\\2Cb,ou=people,dc=example,dc=org", "a,b"),
            ("uid=a\\,b,ou=people,dc=example,dc=org", "a,b"),
            ("uid=\\20ben\\20,ou=people,dc=example,dc=org", " ben "),
            ("uid=\\E7\\94\\B0,ou=people,dc=example,dc=org", "田"),
            ("uid=ben ,ou=people,dc=example,dc=org", "ben"),
        ] {
            assert_eq!(people().child_value("uid", dn).as_deref(), Some(username), "{dn}");
        }
        for dn in [
            "",
            "ou=people,dc=example,dc=org",
            "cn=ben,ou=people,dc=example,dc=org",
            "uid=ben,ou=sales,ou=people,dc=example,dc=org",
            "uid=ben,ou=people,dc=example,dc=com",
            "uid=ben+cn=Ben,ou=people,dc=example,dc=org",
            "uid=ben,ou=people\\,dc=example,dc=org",
            "uid=#0403,ou=people,dc=example,dc=org",
            "uid=\\F,ou=people,dc=example,dc=org",
            "uid=\\FF,ou=people,dc=example,dc=org",
            "uid",
        ] {
            assert_eq!(people().child_value("uid", dn), None, "{dn}");
        }
    }

    #[test]
    fn blanks_and_letter_case_make_no_other_entry() {
        assert!(people().is("OU=People , DC=example,DC=ORG"));
        assert!(!people().is("uid=ben,ou=people,dc=example,dc=org"));
        assert_eq!(folded("  Ada   Holm "), "ada holm");
    }

    proptest! {
        #[test]
        fn what_is_escaped_is_read_back(name in "[^\0]{1,12}") {
            let dn = people().child("uid", &name);
            prop_assert_eq!(people().child_value("uid", &dn), Some(name));
        }

        #[test]
        fn fuzz_no_text_makes_the_reader_panic(text in ".{0,40}") {
            let _ = Dn::parse(&text);
        }
    }
}
