//! Every command.

use super::organisation::{PEOPLE, filled};
use crate::process::commands::{run, said};
use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn g6_every_command_reads_the_first_and_the_last_date() {
    let world = filled(World::new().await).await;
    let exported = run(&world, &["people", "export"], "").await;
    assert_eq!(exported.status.code(), Some(0), "{}", said(&exported));
    let file = String::from_utf8(exported.stdout).unwrap();
    for (who, zone, _) in PEOPLE {
        let line = format!(",mara,Far,Clerk,Hall,1900-01-01,9999-12-31,{zone},employee line_manager");
        assert!(
            file.contains(&format!("{who},Far {who},{who}@example.org{line}")),
            "{file}"
        );
    }
    for now in [
        "2028-01-11T09:00:00Z",
        "2028-01-12T09:00:00Z",
        "9999-12-31T12:30:00Z",
        "9999-12-31T23:59:59Z",
    ] {
        world.at(now);
        let imported = run(&world, &["people", "import", "-"], &file).await;
        assert_eq!(imported.status.code(), Some(0), "{now}: {}", said(&imported));
        assert!(
            said(&imported).contains("0 created, 0 updated"),
            "{now}: {}",
            said(&imported)
        );
        let again = run(&world, &["people", "export"], "").await;
        assert_eq!(String::from_utf8(again.stdout).unwrap(), file, "{now}");
        for arguments in [
            &["job", "run", "send-pending-ldap-requests"][..],
            &["person", "set-password", "west"],
            &["migrate"],
        ] {
            let output = run(&world, arguments, "a new good password\n").await;
            assert_eq!(
                output.status.code(),
                Some(0),
                "{arguments:?} {now}: {}",
                said(&output)
            );
        }
    }
    // The last day is over in the zones where it was, and in no other.
    let ended = "SELECT count(*) FROM people WHERE terminated_on = '9999-12-31' AND active_until <= '9999-12-31T23:59:59Z'";
    assert!(world.count(ended).await > 0);
    world.end().await;
}
