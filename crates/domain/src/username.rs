//! Usernames: what they are made of, and when two are the same.

/// The most characters a username has.
pub const MAX_USERNAME: usize = 64;

/// Judges a username and gives it back without blanks around it, its letter case kept: 1 to 64 of the letters a
/// to z, digits, `.` `_` `-` `@` `+`, the first of them a letter or digit.
///
/// # Errors
/// The message for the field: missing, then impossible, then too long.
pub fn check_username(text: &str) -> Result<String, String> {
    let username = text.trim();
    let Some(first) = username.chars().next() else {
        return Err("Enter a username".to_owned());
    };
    if !username
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '@' | '+'))
    {
        return Err("Username must have only letters a to z, digits, and . _ - @ +".to_owned());
    }
    if !first.is_ascii_alphanumeric() {
        return Err("Username must start with a letter or digit".to_owned());
    }
    if username.len() > MAX_USERNAME {
        return Err(format!("Username must be {MAX_USERNAME} characters or fewer"));
    }
    Ok(username.to_owned())
}

/// What usernames are compared by: letter case does not count.
pub fn username_key(username: &str) -> String {
    username.trim().to_lowercase()
}
