//! The paths that a module's text names: those of its imports, and those that begin with `crate`, `super` or `self`.

/// As far as paths need it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    /// `::`
    Colons,
    Other(char),
}

/// Every path of the text, its own tests left out.
pub fn named(text: &str) -> Vec<Vec<String>> {
    let tokens = tokens(text);
    let mut named = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let ahead = &tokens[at..];
        if begins_tests(ahead) {
            break;
        }
        match (word(ahead), tokens.get(at + 1)) {
            // `use<>` says what a type captures.
            (Some("use"), Some(next)) if *next != Token::Other('<') => {
                at = tree(&tokens, at + 1, &[], &mut named);
            }
            (Some("crate" | "super" | "self"), Some(Token::Colons)) => {
                let (path, end) = path(&tokens, at);
                named.push(path);
                at = end;
            }
            _ => at += 1,
        }
    }
    named
}

fn word(tokens: &[Token]) -> Option<&str> {
    match tokens.first() {
        Some(Token::Word(word)) => Some(word),
        _ => None,
    }
}

/// `#[cfg(test)] mod … {`: it goes on to the end of the file.
fn begins_tests(tokens: &[Token]) -> bool {
    let begin = tokens.get(..10).unwrap_or_default();
    let words: Vec<_> = begin
        .iter()
        .filter_map(|token| word(std::slice::from_ref(token)))
        .collect();
    matches!(begin.first(), Some(Token::Other('#')))
        && matches!(words.as_slice(), ["cfg", "test", "mod", _])
        && begin.contains(&Token::Other('{'))
}

/// `a::b::c` from here, and where it ends.
fn path(tokens: &[Token], mut at: usize) -> (Vec<String>, usize) {
    let mut path = Vec::new();
    while let Some(Token::Word(word)) = tokens.get(at) {
        path.push(word.clone());
        at += 1;
        if tokens.get(at) != Some(&Token::Colons) {
            break;
        }
        at += 1;
    }
    (path, at)
}

/// `a::{b, c::d as e}` from here: its paths, and where it ends.
fn tree(tokens: &[Token], at: usize, before: &[String], named: &mut Vec<Vec<String>>) -> usize {
    let (own, mut at) = path(tokens, at);
    // `{self}` is what stands before it.
    let own = own.into_iter().filter(|part| before.is_empty() || part != "self");
    let whole: Vec<String> = before.iter().cloned().chain(own).collect();
    if tokens.get(at) == Some(&Token::Other('{')) {
        at += 1;
        while tokens.get(at).is_some_and(|token| *token != Token::Other('}')) {
            at = tree(tokens, at, &whole, named);
            while !matches!(tokens.get(at), None | Some(Token::Other(',' | '}'))) {
                at += 1;
            }
            if tokens.get(at) == Some(&Token::Other(',')) {
                at += 1;
            }
        }
        return at + 1;
    }
    named.push(whole);
    at
}

/// Without comments, and without what stands in quotes.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if rest.starts_with("::") {
            tokens.push(Token::Colons);
            2
        } else if let Some(length) = quoted(rest) {
            length
        } else if first.is_alphanumeric() || first == '_' {
            let end = rest.find(|next: char| !next.is_alphanumeric() && next != '_');
            let end = end.unwrap_or(rest.len());
            tokens.push(Token::Word(rest[..end].to_owned()));
            end
        } else {
            if !first.is_whitespace() {
                tokens.push(Token::Other(first));
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    tokens
}

/// The length of a text or letter in quotes that begins here.
fn quoted(rest: &str) -> Option<usize> {
    if let Some(raw) = rest.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        let content = raw[hashes..].strip_prefix('"')?;
        let end = format!("\"{}", "#".repeat(hashes));
        let length = content.find(&end).unwrap_or(content.len());
        return Some((1 + hashes + 1 + length + end.len()).min(rest.len()));
    }
    if rest.starts_with("'\"'") {
        return Some(3);
    }
    let content = rest.strip_prefix('"')?;
    let mut is_escaped = false;
    for (at, letter) in content.char_indices() {
        match letter {
            '"' if !is_escaped => return Some(at + 2),
            '\\' => is_escaped = !is_escaped,
            _ => is_escaped = false,
        }
    }
    Some(rest.len())
}
