//! What is lent at the moment in which the right to lend it is taken away (R2, R12).

use super::{NEW, change, edit_path, fields, lend};
use crate::support::World;

const WAITING: &str = "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.datname = current_database() \
    JOIN pg_stat_activity a ON a.pid = l.pid AND a.datid = d.oid WHERE NOT l.granted";

#[tokio::test(flavor = "multi_thread")]
async fn r12_nothing_is_lent_or_extended_past_a_role_that_is_being_taken_away() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    lend(&mut mara, "max", "2028-01-12", "2028-01-20").await;
    let path = edit_path(&world).await;
    for extends in [false, true] {
        let mut other = world.connection().await;
        let taking = other.transaction().await.unwrap();
        let revoke = "UPDATE grants SET revoked_at = '2028-01-11T09:00Z' WHERE revoked_at IS NULL \
            AND role_id = (SELECT id FROM roles WHERE code = 'line_manager') \
            AND person_id = (SELECT id FROM people WHERE username = 'mara')";
        assert_eq!(taking.execute(revoke, &[]).await.unwrap(), 1);
        let mut browser = world.sign_in("mara").await;
        let path = path.clone();
        let saving = tokio::spawn(async move {
            if extends {
                change(&mut browser, &path, "2028-01-12", "2028-01-25", "save").await
            } else {
                let new = fields("line_manager", "ben", "2028-01-11", "2028-01-31", "save");
                browser.post(NEW, &new).await
            }
        });
        while world.count(WAITING).await == 0 && !saving.is_finished() {
            tokio::task::yield_now().await;
        }
        taking.commit().await.unwrap();
        let page = saving.await.unwrap();
        assert_eq!(page.status, 422, "{extends}: {}", page.text());
        let back = "UPDATE grants SET revoked_at = NULL WHERE role_id = (SELECT id FROM roles WHERE code = 'line_manager')";
        world.execute(back, &[]).await;
    }
    assert_eq!(world.count("SELECT count(*) FROM role_delegations").await, 1);
    world.end().await;
}
