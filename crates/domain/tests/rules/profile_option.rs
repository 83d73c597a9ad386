//! R19: profile options, what is allowed, and what holds by default.

use std::num::NonZeroU32;

use domain::profile_option::types::{
    DelegationEndDue, DelegationEndReminders, PerUserDelegationMaxDays, PerUserDelegationSendNotifications,
    PublicPersonSecurityProfile, RetentionDays, SendPendingLdapRequestsSchedule, SiteTimeZone,
};
use domain::profile_option::{Level, OptionType, ProfileOption};
use domain::role_delegation::{EndDue, PersonSecurityProfile};
use domain::zone::Zone;
use proptest::prelude::*;

use crate::samples::ten_thousand_cases;

#[test]
fn r19_every_option_is_found_by_its_code_and_its_default_is_allowed() {
    for option in ProfileOption::ALL {
        assert_eq!(ProfileOption::from_code(option.code()), Some(option));
        assert_eq!(
            ProfileOption::from_code(&option.code().to_lowercase()),
            Some(option)
        );
        assert_eq!(option.check(&option.default_value()), Ok(option.default_value()));
        assert!(option.levels().contains(&Level::Site));
        assert_eq!(ProfileOption::search(option.code()), [option]);
    }
    assert_eq!(ProfileOption::from_code("NO_SUCH_OPTION"), None);
    assert_eq!(ProfileOption::search(" "), ProfileOption::ALL);
    assert_eq!(
        ProfileOption::search("max_days"),
        [ProfileOption::PerUserDelegationMaxDays]
    );
    assert_eq!(ProfileOption::search("per_user").len(), 2);
    assert!(ProfileOption::search("no such").is_empty());
}

#[test]
fn r19_defaults_are_those_of_the_design() {
    assert_eq!(
        ProfileOption::ALL.map(ProfileOption::default_value),
        [
            "Etc/UTC",
            "EVERYONE",
            "START_OF_DAY",
            "0",
            "0",
            "*/15 * * * *",
            "Y",
            "90"
        ]
    );
}

#[test]
fn r19_what_is_kept_is_read_by_the_options_type() {
    assert_eq!(SiteTimeZone::parse("Etc/UTC"), Some(Zone::UTC));
    assert_eq!(
        PublicPersonSecurityProfile::parse("SAME_LOCATION"),
        Some(PersonSecurityProfile::SameLocation)
    );
    assert_eq!(DelegationEndDue::parse("END_OF_DAY"), Some(EndDue::EndOfDay));
    assert_eq!(PerUserDelegationMaxDays::parse("0"), Some(None));
    assert_eq!(PerUserDelegationMaxDays::parse("30"), Some(NonZeroU32::new(30)));
    // R18: only Y is on.
    for (kept, is_on) in [("Y", true), ("y", false), ("0", false), ("yes", false)] {
        assert_eq!(
            PerUserDelegationSendNotifications::parse(kept),
            Some(is_on),
            "{kept}"
        );
    }
    for (kept, is_on) in [("Y", Some(true)), ("N", Some(false)), ("0", None)] {
        assert_eq!(DelegationEndReminders::parse(kept), is_on, "{kept}");
    }
    let schedule = |kept: &str| {
        SendPendingLdapRequestsSchedule::parse(kept).map(|schedule| schedule.map(|s| s.text().to_owned()))
    };
    assert_eq!(schedule(""), Some(None));
    assert_eq!(schedule("0 4 * * *"), Some(Some("0 4 * * *".to_owned())));
    assert_eq!(schedule("hourly"), None);
    assert_eq!(RetentionDays::parse("90"), NonZeroU32::new(90));
    assert_eq!(RetentionDays::parse("0"), None);
}

/// What bounds people's rights, and what is deleted, is never guessed.
#[test]
fn r19_where_a_kept_value_cannot_be_read_no_guard_is_lost() {
    assert_eq!(PublicPersonSecurityProfile::if_unreadable(), None);
    assert_eq!(PerUserDelegationMaxDays::if_unreadable(), None);
    assert_eq!(RetentionDays::if_unreadable(), None);
    assert_eq!(SiteTimeZone::if_unreadable(), Some(Zone::UTC));
    assert_eq!(DelegationEndDue::if_unreadable(), Some(EndDue::StartOfDay));
    assert_eq!(DelegationEndReminders::if_unreadable(), Some(false));
    // By hand only.
    assert!(matches!(
        SendPendingLdapRequestsSchedule::if_unreadable(),
        Some(None)
    ));
}

#[test]
fn r17_only_the_maximum_can_be_set_for_a_person() {
    let at_user: Vec<_> = ProfileOption::ALL
        .into_iter()
        .filter(|option| option.levels().contains(&Level::User))
        .collect();
    assert_eq!(at_user, [ProfileOption::PerUserDelegationMaxDays]);
}

#[test]
fn r19_values_of_the_right_kind_are_kept_in_one_form() {
    use ProfileOption as O;
    for (option, typed, kept) in [
        (O::SiteTimeZone, " Europe/London ", "Europe/London"),
        (O::SiteTimeZone, "Asia/Kathmandu", "Asia/Kathmandu"),
        (
            O::PublicPersonSecurityProfile,
            "same_department",
            "SAME_DEPARTMENT",
        ),
        (
            O::PublicPersonSecurityProfile,
            "CHAIN_AND_PEERS",
            "CHAIN_AND_PEERS",
        ),
        (O::DelegationEndDue, "End_Of_Day", "END_OF_DAY"),
        (O::PerUserDelegationMaxDays, "007", "7"),
        (O::PerUserDelegationMaxDays, "36500", "36500"),
        (O::PerUserDelegationSendNotifications, "Y", "Y"),
        (O::PerUserDelegationSendNotifications, "no", "no"),
        (
            O::SendPendingLdapRequestsSchedule,
            " 0   4 * *  1-5 ",
            "0 4 * * 1-5",
        ),
        (O::SendPendingLdapRequestsSchedule, "  ", ""),
        (O::SendPendingLdapRequestsSchedule, "0 0 29 2 *", "0 0 29 2 *"),
        (O::DelegationEndReminders, "n", "N"),
        (O::RetentionDays, "030", "30"),
    ] {
        assert_eq!(
            option.check(typed).as_deref(),
            Ok(kept),
            "{} {typed:?}",
            option.code()
        );
    }
}

#[test]
fn r19_values_of_the_wrong_kind_are_refused_with_what_is_allowed() {
    use ProfileOption as O;
    for (option, typed) in [
        (O::SiteTimeZone, ""),
        (O::SiteTimeZone, "Mars/Olympus"),
        (O::SiteTimeZone, "GMT+25"),
        (O::PublicPersonSecurityProfile, "NOBODY"),
        (O::DelegationEndDue, "NOON"),
        (O::PerUserDelegationMaxDays, "-1"),
        (O::PerUserDelegationMaxDays, "+1"),
        (O::PerUserDelegationMaxDays, "1.5"),
        (O::PerUserDelegationMaxDays, "36501"),
        (O::PerUserDelegationMaxDays, "99999999999999999999"),
        (O::PerUserDelegationMaxDays, "a week"),
        (O::PerUserDelegationMaxDays, "٣"),
        (O::PerUserDelegationSendNotifications, ""),
        (O::PerUserDelegationSendNotifications, "Y\nN"),
        (O::SendPendingLdapRequestsSchedule, "hourly"),
        (O::SendPendingLdapRequestsSchedule, "* * * *"),
        (O::SendPendingLdapRequestsSchedule, "0 * * * * *"),
        (O::SendPendingLdapRequestsSchedule, "61 * * * *"),
        (O::SendPendingLdapRequestsSchedule, "*/15 * * * 9"),
        // A day that never comes (J1).
        (O::SendPendingLdapRequestsSchedule, "0 0 30 2 *"),
        (O::SendPendingLdapRequestsSchedule, "0 0 31 4,6,9,11 *"),
        (O::DelegationEndReminders, "maybe"),
        (O::RetentionDays, "0"),
        (O::RetentionDays, "-5"),
    ] {
        let message = option.check(typed).unwrap_err();
        let says =
            message.contains(option.allowed()) || message.starts_with("Profile Value must be one line");
        assert!(says, "{} {typed:?}: {message}", option.code());
    }
}

proptest! {
    #![proptest_config(ten_thousand_cases())]

    #[test]
    fn r19_whatever_is_typed_is_refused_in_words_or_kept_in_a_form_that_stays(typed in "\\PC{0,40}|[0-9*/, -]{0,20}|[A-Z_]{0,16}") {
        for option in ProfileOption::ALL {
            match option.check(&typed) {
                Ok(kept) => prop_assert_eq!(option.check(&kept), Ok(kept.clone())),
                Err(message) => prop_assert!(!message.is_empty()),
            }
        }
    }

    #[test]
    fn r17_whole_numbers_of_days_are_kept(days in 0_u32..40_000) {
        let judged = ProfileOption::PerUserDelegationMaxDays.check(&days.to_string());
        prop_assert_eq!(judged.is_ok(), days <= 36_500);
    }
}

#[test]
fn g1_every_zone_there_is_may_be_the_sites() {
    for zone in Zone::all() {
        assert_eq!(
            ProfileOption::SiteTimeZone.check(zone.name()).as_deref(),
            Ok(zone.name())
        );
    }
}
