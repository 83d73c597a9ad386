//! What may be set, and how the program says that it may not.

use std::io::Write;

use super::*;

fn read(set: &[(&str, &str)]) -> Result<Settings, ConfigError> {
    let source = Source::new(|name| {
        let found = set.iter().find(|(key, _)| *key == name);
        Ok(found.map(|(_, value)| (*value).to_owned()))
    })?;
    Settings::read(&source)
}

fn file(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

#[test]
fn everything_has_a_default() {
    let settings = read(&[("LOCUM_LISTEN", "")]).unwrap();
    assert_eq!(settings.listen.to_string(), "127.0.0.1:3000");
    assert_eq!(settings.environment, Environment::Production);
    assert_eq!(settings.data_dir, PathBuf::from("./data"));
    assert!(settings.database_url.is_none() && settings.clock_file.is_none());
}

#[test]
fn metrics_are_at_their_usual_address_or_another_or_nowhere() {
    let metrics = |set: &[(&str, &str)]| read(set).unwrap().metrics_listen;
    let at = |address: &str| MetricsListen::At(address.parse().unwrap());
    let name = "LOCUM_METRICS_LISTEN";
    assert_eq!(metrics(&[]), MetricsListen::Usual);
    assert_eq!(metrics(&[(name, "")]), MetricsListen::Nowhere);
    // Whoever sets the usual address insists on it.
    assert_eq!(metrics(&[(name, "127.0.0.1:9464")]), at("127.0.0.1:9464"));
    assert_eq!(metrics(&[(name, "[::1]:0")]), at("[::1]:0"));
    for (in_file, in_environment, expected) in [
        ("", None, MetricsListen::Nowhere),
        ("127.0.0.1:1", None, at("127.0.0.1:1")),
        ("127.0.0.1:1", Some(""), MetricsListen::Nowhere),
        ("", Some("127.0.0.1:2"), at("127.0.0.1:2")),
    ] {
        let config = file(&format!("{name} = \"{in_file}\"\n"));
        let path = ("LOCUM_CONFIG", config.path().to_str().unwrap());
        let set: Vec<_> = in_environment
            .map(|value| (name, value))
            .into_iter()
            .chain([path])
            .collect();
        assert_eq!(metrics(&set), expected, "{set:?}");
    }
}

#[test]
fn s_an_empty_list_of_proxies_is_nobody_and_an_unset_one_this_machine() {
    let name = "LOCUM_TRUSTED_PROXIES";
    let trusts = |set: &[(&str, &str)], address: &str| {
        read(set)
            .unwrap()
            .trusted_proxies
            .trusts(address.parse().unwrap())
    };
    assert!(trusts(&[], "127.0.0.1") && trusts(&[], "::1"));
    for nobody in ["", "none"] {
        let set = [(name, nobody)];
        assert!(!trusts(&set, "127.0.0.1") && !trusts(&set, "::1"), "{nobody}");
    }
    assert!(trusts(&[(name, "10.0.0.1")], "10.0.0.1") && !trusts(&[(name, "10.0.0.1")], "127.0.0.1"));
    // The environment comes before the file, also where it is empty.
    for (in_file, in_environment, expected) in [
        ("", None, false),
        ("127.0.0.1", None, true),
        ("127.0.0.1", Some(""), false),
        ("", Some("127.0.0.1"), true),
    ] {
        let config = file(&format!("{name} = \"{in_file}\"\n"));
        let path = ("LOCUM_CONFIG", config.path().to_str().unwrap());
        let set: Vec<_> = in_environment
            .map(|value| (name, value))
            .into_iter()
            .chain([path])
            .collect();
        assert_eq!(trusts(&set, "127.0.0.1"), expected, "{set:?}");
    }
}

/// Every setting, and what an empty value means: the same as none set, but where the setting's own words say otherwise.
#[test]
fn an_empty_value_counts_as_not_set_but_where_the_help_says_otherwise() {
    let of = |set: &[(&str, &str)]| format!("{:?}", read(set).unwrap());
    for variable in VARIABLES {
        let is_value = variable.meaning.contains("empty:");
        let differs = of(&[(variable.name, "")]) != of(&[]);
        assert_eq!(differs, is_value, "{}", variable.name);
    }
}

#[test]
fn a_bad_value_is_named_with_its_variable() {
    let cases = [
        ("LOCUM_LISTEN", "3000"),
        ("LOCUM_LISTEN", "::1:3000"),
        ("LOCUM_LISTEN", "127.0.0.1:70000"),
        ("LOCUM_METRICS_LISTEN", "9464"),
        ("LOCUM_PUBLIC_URL", "locum.example.org"),
        ("LOCUM_PUBLIC_URL", "https://example.org/locum"),
        ("LOCUM_PUBLIC_URL", "ftp://example.org"),
        ("LOCUM_ENV", "staging"),
        ("LOCUM_TRUSTED_PROXIES", "proxy.example.org"),
        ("LOCUM_TRUSTED_PROXIES", "0.0.0.0/0"),
        ("LOCUM_TRUSTED_PROXIES", "10.0.0.0/8, ::/0"),
        ("LOCUM_HSTS", "yes"),
        ("LOCUM_LOG_FORMAT", "xml"),
        ("LOCUM_API_RATE", "0"),
        ("LOCUM_API_RATE", "-1"),
        ("LOCUM_API_RATE", "1.5"),
        ("LOCUM_API_RATE", "2,000"),
        ("LOCUM_API_RATE", "many"),
        ("LOCUM_API_RATE", "1000001"),
        ("LOCUM_API_RATE", "99999999999999999999"),
    ];
    for (name, value) in cases {
        let message = read(&[(name, value)]).unwrap_err().to_string();
        assert!(
            message.starts_with(&format!("{name} is `{value}`, but it must be")),
            "{message}"
        );
    }
}

#[test]
fn secrets_are_not_repeated() {
    let cases = [
        (
            &[("LOCUM_SMTP_URL", "smtp://me:hush@mail.example.org")][..],
            "LOCUM_MAIL_FROM",
        ),
        (
            &[
                ("LOCUM_SMTP_URL", "http://me:hush@mail.example.org"),
                ("LOCUM_MAIL_FROM", "a@example.org"),
            ],
            "LOCUM_SMTP_URL",
        ),
        (
            &[
                ("LOCUM_SMTP_URL", "smtp://me:hush@mail.example.org"),
                ("LOCUM_MAIL_FROM", "nobody"),
            ],
            "LOCUM_MAIL_FROM",
        ),
        (
            &[
                ("LOCUM_SLACK_TOKEN", "hush"),
                ("LOCUM_SLACK_API_URL", "http://slack.com/api"),
            ],
            "LOCUM_SLACK_API_URL",
        ),
    ];
    for (set, variable) in cases {
        let message = read(set).unwrap_err().to_string();
        assert!(
            message.starts_with(&format!("{variable} cannot be used: ")) && !message.contains("hush"),
            "{message}"
        );
    }
    let good = [
        ("LOCUM_SMTP_URL", "smtp://me:hush@mail.example.org"),
        ("LOCUM_MAIL_FROM", "Locum <locum@example.org>"),
        ("LOCUM_SLACK_TOKEN", "hush"),
        ("LOCUM_SLACK_API_URL", "http://127.0.0.1:9/api"),
    ];
    let settings = read(&good).unwrap();
    assert!(settings.mail.is_some() && settings.slack.is_some());
    assert!(!format!("{settings:?}").contains("hush"), "not in the log either");
}

#[test]
fn a_directory_is_configured_wholly_or_not_at_all() {
    let whole = [
        ("LOCUM_LDAP_URL", "ldaps://ldap.example.org"),
        ("LOCUM_LDAP_BIND_DN", "cn=locum,dc=example,dc=org"),
        ("LOCUM_LDAP_BIND_PASSWORD", "hush"),
        ("LOCUM_LDAP_PEOPLE_BASE", "ou=people,dc=example,dc=org"),
        ("LOCUM_LDAP_ROLES_BASE", "ou=roles,dc=example,dc=org"),
    ];
    let settings = read(&whole).unwrap();
    assert!(settings.ldap.is_some() && settings.directory().unwrap().is_some());
    assert!(!format!("{settings:?}").contains("hush"), "not in the log either");
    for left_out in 1..whole.len() {
        let mut some = whole.to_vec();
        let (variable, _) = some.remove(left_out);
        let message = read(&some).unwrap_err().to_string();
        assert_eq!(
            message,
            format!("{variable} cannot be used: it is not set, and LOCUM_LDAP_URL needs it")
        );
    }
    for (place, value) in [(0, "ldap.example.org"), (1, "locum"), (3, "people"), (4, "=")] {
        let mut some = whole;
        some[place].1 = value;
        let message = read(&some).unwrap_err().to_string();
        assert!(
            message.starts_with(&format!("{} cannot be used", some[place].0)),
            "{message}"
        );
    }
    let mut with_ca = whole.to_vec();
    with_ca.push(("LOCUM_LDAP_CA_FILE", "/nowhere/ca.pem"));
    let message = read(&with_ca).unwrap_err().to_string();
    assert!(
        message.starts_with("LOCUM_LDAP_CA_FILE cannot be used"),
        "{message}"
    );
    assert!(read(&[("LOCUM_LDAP_BIND_DN", "locum")]).unwrap().ldap.is_none());
}

#[test]
fn g2_the_clock_is_a_file_in_tests_only() {
    let good = file("2028-01-11T09:00:00Z\n");
    let path = good.path().to_str().unwrap();
    for environment in ["production", "development"] {
        let message = read(&[("LOCUM_ENV", environment), ("LOCUM_CLOCK_FILE", path)])
            .unwrap_err()
            .to_string();
        assert!(
            message.contains("LOCUM_CLOCK_FILE") && message.contains("only with LOCUM_ENV=test"),
            "{message}"
        );
    }
    assert!(read(&[("LOCUM_CLOCK_FILE", path)]).is_err());
    assert!(read(&[("LOCUM_ENV", "test"), ("LOCUM_CLOCK_FILE", path)]).is_ok());
    let bad = file("next Tuesday");
    let message = read(&[
        ("LOCUM_ENV", "test"),
        ("LOCUM_CLOCK_FILE", bad.path().to_str().unwrap()),
    ])
    .unwrap_err();
    assert!(
        message.to_string().contains("must hold an RFC 3339 instant"),
        "{message}"
    );
    let missing = read(&[("LOCUM_ENV", "test"), ("LOCUM_CLOCK_FILE", "/nowhere/clock")]).unwrap_err();
    assert!(missing.to_string().contains("cannot be read"), "{missing}");
}

#[test]
fn s_a_token_may_call_as_often_as_it_is_set() {
    let rate = |set: &[(&str, &str)]| read(set).unwrap().api_rate.calls_a_second().get();
    assert_eq!(rate(&[]), 2_000);
    assert_eq!(rate(&[("LOCUM_API_RATE", "")]), 2_000);
    assert_eq!(rate(&[("LOCUM_API_RATE", "1")]), 1);
    assert_eq!(rate(&[("LOCUM_API_RATE", "1000000")]), 1_000_000);
    let config = file("LOCUM_API_RATE = 50\n");
    assert_eq!(rate(&[("LOCUM_CONFIG", config.path().to_str().unwrap())]), 50);
}

#[test]
fn the_environment_wins_over_the_file() {
    let config = file("LOCUM_LISTEN = \"0.0.0.0:80\"\nLOCUM_ENV = \"development\"\n");
    let path = config.path().to_str().unwrap();
    let settings = read(&[("LOCUM_CONFIG", path), ("LOCUM_LISTEN", "127.0.0.1:9")]).unwrap();
    assert_eq!(settings.listen.to_string(), "127.0.0.1:9");
    assert_eq!(settings.environment, Environment::Development);
}

#[test]
fn a_settings_file_is_refused_for_what_it_cannot_mean() {
    for (text, words) in [
        ("LOCUM_LISTE = 1", "there is no setting `LOCUM_LISTE`"),
        ("= 1", "cannot be used"),
    ] {
        let config = file(text);
        let message = read(&[("LOCUM_CONFIG", config.path().to_str().unwrap())])
            .unwrap_err()
            .to_string();
        assert!(message.contains(words), "{message}");
    }
    assert!(
        read(&[("LOCUM_CONFIG", "/nowhere/locum.toml")])
            .unwrap_err()
            .to_string()
            .contains("/nowhere")
    );
}

#[test]
fn an_origin_is_as_browsers_write_it() {
    let cases = [
        ("https://Locum.Example.org/", "https://locum.example.org"),
        ("https://locum.example.org:443", "https://locum.example.org"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://[::1]:80", "http://[::1]"),
    ];
    for (text, origin) in cases {
        assert_eq!(text.parse::<PublicUrl>().unwrap().origin(), origin);
    }
    let listener = PublicUrl::of_listener("0.0.0.0:3000".parse().unwrap());
    assert_eq!(listener.origin(), "http://127.0.0.1:3000");
}

#[test]
fn help_lists_every_variable() {
    let text = table();
    for variable in VARIABLES {
        assert!(text.contains(&format!("  {} (default: {})", variable.name, variable.default)));
    }
}

#[test]
fn o7_the_owners_address_belongs_to_a_database_of_ones_own() {
    let owner = ("LOCUM_DATABASE_OWNER_URL", "postgresql://locum:secret@db/locum");
    let server = ("DATABASE_URL", "postgresql://locum_server@db/locum");
    let settings = read(&[owner, server]).unwrap();
    assert_eq!(settings.database_owner_url.as_deref(), Some(owner.1));
    assert!(read(&[server]).unwrap().database_owner_url.is_none());
    let message = read(&[owner]).unwrap_err().to_string();
    assert!(
        message.contains("LOCUM_DATABASE_OWNER_URL") && message.contains("DATABASE_URL, which is not set"),
        "{message}"
    );
    assert!(!message.contains("secret"), "{message}");
}
