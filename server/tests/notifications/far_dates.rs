//! Mails about the first and the last date that there are (G6).

use super::{Mailbox, config, deliver};
use crate::far_dates::organisation::filled;
use crate::support::{Setup, World};

#[tokio::test(flavor = "multi_thread")]
async fn g6_every_mail_reads_the_first_and_the_last_date() {
    let mailbox = Mailbox::new();
    let setup = Setup {
        notify: Some(config(Some(&mailbox.url()), None)),
        ..Setup::default()
    };
    let world = filled(World::with(setup).await).await;
    let round = deliver(&world).await;
    assert_eq!((round.failed, round.later), (0, 0));
    let mails = mailbox.mails();
    let texts: Vec<String> = mails.iter().map(|mail| mail.part("text/plain")).collect();
    assert!(texts.len() > 30, "{}", texts.len());
    let far = texts.iter().filter(|text| text.contains("9999"));
    assert!(far.count() > 10, "{texts:?}");
    for text in &texts {
        assert!(!text.contains("10000"), "{text}");
    }
    world.end().await;
}
