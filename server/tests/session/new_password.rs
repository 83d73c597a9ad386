//! What a new password must be (I5).

use services::Error;
use services::actor::SystemActor;

use crate::support::World;

/// Why this is no password for ben; none: it is one.
async fn refusal(world: &World, password: &str) -> Option<String> {
    let actor = SystemActor::new("test");
    let set = world
        .services
        .session()
        .set_password(&actor, "ben", password.to_owned());
    match set.await {
        Ok(()) => None,
        Err(Error::Invalid(errors)) => {
            let [error] = errors.as_slice() else {
                panic!("{errors:?}")
            };
            assert_eq!(error.field, "password");
            Some(error.message.clone())
        }
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn i5_a_new_password_is_long_and_not_to_be_guessed() {
    let world = World::new().await;
    for short in [
        "password",
        "12345678",
        "aaaaaaaa",
        "Password1",
        "x7#Lq9!vB2m",
        "ééééééééééé",
    ] {
        let said = refusal(&world, short).await;
        let said = said.unwrap_or_else(|| panic!("{short} was taken"));
        assert_eq!(said, "Password must have at least 12 characters", "{short}");
    }
    let mut taken = Vec::new();
    for guessable in [
        "passwordpassword",
        "P@ssw0rd1234",
        "123456789012",
        "aaaaaaaaaaaaaaaa",
        "qwertyuiop12",
        "letmeinletmein",
        "abcabcabcabcabc",
        // What others know about him, and the product.
        "ben.ben.ben.ode",
        "odebenodeben",
        "locumlocum2028",
        "LocumFinance2028",
        "FinanceBenOde!1",
    ] {
        match refusal(&world, guessable).await {
            Some(said) => assert!(
                said.starts_with("Password is too easy to guess.") && !said.contains(guessable),
                "{said}"
            ),
            None => taken.push(guessable),
        }
    }
    assert!(taken.is_empty(), "{taken:?}");
    let longest = "x7#Lq9!vB2m ".repeat(400);
    let said = refusal(&world, &longest).await;
    assert_eq!(said.as_deref(), Some("Password must have at most 4096 bytes"));
    for good in [
        "correct horse battery",
        "x7#Lq9!vB2mK",
        "лошадь верно батарея скрепка",
    ] {
        assert_eq!(refusal(&world, good).await, None, "{good}");
    }
    world.end().await;
}
