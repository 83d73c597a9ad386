//! G6: usernames.

use domain::username::{MAX_USERNAME, check_username, username_key};

#[test]
fn usernames_are_kept_as_typed_without_blanks_around() {
    for text in [
        "ada",
        " Ben.Ode ",
        "o_neill-2",
        "ana@example.com",
        "b+c",
        "7of9",
        "x",
    ] {
        assert_eq!(check_username(text), Ok(text.trim().to_owned()), "{text:?}");
    }
    assert_eq!(
        check_username(&"x".repeat(MAX_USERNAME)).map(|name| name.len()),
        Ok(64)
    );
}

#[test]
fn what_is_no_username_says_why() {
    let too_long = "x".repeat(65);
    let table = [
        ("", "Enter a username"),
        (" \t", "Enter a username"),
        (
            "ana ruiz",
            "Username must have only letters a to z, digits, and . _ - @ +",
        ),
        (
            "josé",
            "Username must have only letters a to z, digits, and . _ - @ +",
        ),
        (
            "ana/../ben",
            "Username must have only letters a to z, digits, and . _ - @ +",
        ),
        (
            "a\0",
            "Username must have only letters a to z, digits, and . _ - @ +",
        ),
        (".ana", "Username must start with a letter or digit"),
        ("-", "Username must start with a letter or digit"),
        ("@ana", "Username must start with a letter or digit"),
        (&too_long, "Username must be 64 characters or fewer"),
    ];
    for (text, message) in table {
        assert_eq!(check_username(text), Err(message.to_owned()), "{text:?}");
    }
}

#[test]
fn usernames_compare_without_letter_case() {
    assert_eq!(username_key(" Ben.ODE"), "ben.ode");
    assert_eq!(username_key("ben.ode"), username_key("BEN.Ode"));
    assert_ne!(username_key("ben.ode"), username_key("benode"));
}
