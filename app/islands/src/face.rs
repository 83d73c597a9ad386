//! A person's face: their initials on one of a few soft grounds.

use leptos::prelude::*;

/// How many grounds there are for faces.
const GROUNDS: u32 = 8;

/// Initials on a ground that is always the same for one username. The name stands beside it, so it is not read out.
pub fn face(username: &str, initials: String) -> AnyView {
    let class = format!("face face-{}", ground(username));
    view! { <span class=class aria-hidden="true">{initials}</span> }.into_any()
}

/// Which ground a username has: the same on every page and after every update (FNV-1a).
fn ground(username: &str) -> u32 {
    let hash = username.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    hash % GROUNDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_keeps_their_ground_and_every_ground_is_used() {
        assert_eq!(ground("ben"), ground("ben"));
        let names: Vec<String> = (0..200).map(|number| format!("person{number}")).collect();
        for wanted in 0..GROUNDS {
            assert!(names.iter().any(|name| ground(name) == wanted), "{wanted}");
        }
    }
}
