//! People beside what they did: a face, their name, and enough to tell namesakes apart.

use leptos::prelude::*;

/// How many grounds there are for faces.
const GROUNDS: u32 = 8;

/// A person's face: their initials on a ground that is always the same for one username. Their name stands beside it, so it is
/// not read out.
fn face(username: &str, name: &str) -> impl IntoView + use<> {
    let initials = domain::text::initials(name);
    let class = format!("face face-{}", ground(username));
    view! { <span class=class aria-hidden="true">{initials}</span> }
}

/// A face, the name and the username.
#[component]
pub fn Person(
    /// Signs in with it.
    #[prop(into)]
    username: String,
    /// As shown.
    #[prop(into)]
    name: String,
) -> impl IntoView {
    let face = face(&username, &name);
    view! {
        <span class="person">
            {face}
            <span><bdi>{name}</bdi><span class="hint">{username}</span></span>
        </span>
    }
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
