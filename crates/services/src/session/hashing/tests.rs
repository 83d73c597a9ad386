//! The queue for hashing: bounded, fair, and never more at once than allowed.

use futures::FutureExt;

use super::*;

/// Waits for a turn: polled once, so that it stands in the queue.
fn waits(hashing: &Hashing, source: &str) -> impl Future<Output = Result<Turn, Busy>> + use<> {
    let (hashing, source) = (hashing.clone(), source.to_owned());
    let mut turn = async move { hashing.turn(&source, &source).await }.boxed();
    let first = (&mut turn).now_or_never();
    async move {
        match first {
            Some(at_once) => at_once,
            None => turn.await,
        }
    }
}

fn running(hashing: &Hashing) -> usize {
    hashing.queue().running
}

#[tokio::test]
async fn s_no_more_at_once_even_if_those_who_asked_leave() {
    let hashing = Hashing::at_once(2);
    let first = hashing.turn("a", "a").await.unwrap();
    let second = hashing.turn("b", "b").await.unwrap();
    let third = waits(&hashing, "c");
    let fourth = waits(&hashing, "d");
    assert_eq!(running(&hashing), 2);
    // Whoever leaves while they wait is forgotten.
    drop(third);
    drop(first);
    let fourth = fourth.await.unwrap();
    assert_eq!(running(&hashing), 2);
    // A turn that was given, and whose receiver leaves before looking, is free again.
    let fifth = waits(&hashing, "e");
    drop(second);
    drop(fifth);
    assert_eq!(running(&hashing), 1);
    drop(fourth);
    assert_eq!(running(&hashing), 0);
}

#[tokio::test]
async fn s_a_hashing_whose_client_left_keeps_its_turn() {
    let hashing = Hashing::at_once(1);
    let turn = hashing.turn("a", "a").await.unwrap();
    let (started, start) = std::sync::mpsc::channel();
    let (finish, finished) = std::sync::mpsc::channel::<()>();
    // As `password::verify` does it.
    let client = tokio::spawn(async move {
        let blocking = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            started.send(()).unwrap();
            let _ = finished.recv();
        });
        let _ = blocking.await;
    });
    tokio::task::spawn_blocking(move || start.recv().unwrap())
        .await
        .unwrap();
    client.abort();
    assert!(client.await.unwrap_err().is_cancelled());
    assert_eq!(running(&hashing), 1);
    let next = waits(&hashing, "b");
    assert_eq!(running(&hashing), 1, "the next waits until the hash is made");
    finish.send(()).unwrap();
    assert!(next.await.is_ok());
}

#[tokio::test]
async fn s_one_source_cannot_fill_the_queue() {
    let hashing = Hashing::at_once(1);
    let running = hashing.turn("flood", "flood").await.unwrap();
    let flood: Vec<_> = (0..100).map(|_| waits(&hashing, "flood")).collect();
    let other = waits(&hashing, "other");
    // The first of the flood goes first, then the other: not behind all of it.
    let mut heard = flood.into_iter().map(|waiting| waiting.now_or_never());
    let at_once: Vec<_> = heard.by_ref().collect();
    let busy = at_once
        .iter()
        .filter(|heard| matches!(heard, Some(Err(Busy))))
        .count();
    assert_eq!(busy, 100 - WAITING_FOR_ONE, "refused at once");
    drop(running);
    assert!(other.await.is_ok());
}

#[tokio::test]
async fn s_sources_take_turns() {
    let hashing = Hashing::at_once(1);
    let first = hashing.turn("flood", "flood").await.unwrap();
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let names = ["flood", "flood", "flood", "a", "b", "a"];
    let waiting: Vec<_> = names.map(|name| (name, waits(&hashing, name))).into();
    let tasks = waiting.into_iter().map(|(name, turn)| {
        let tell = tell.clone();
        async move {
            let turn = turn.await.unwrap();
            tell.send(name).unwrap();
            drop(turn);
        }
    });
    drop(first);
    futures::future::join_all(tasks).await;
    drop(tell);
    let mut order = Vec::new();
    while let Some(name) = told.recv().await {
        order.push(name);
    }
    assert_eq!(order, ["flood", "a", "b", "flood", "a", "flood"]);
}

#[tokio::test]
async fn s_a_full_queue_makes_room_for_who_has_fewest_in_it() {
    let hashing = Hashing::at_once(1);
    let running = hashing.turn("first", "first").await.unwrap();
    let sources = WAITING / WAITING_FOR_ONE;
    let full: Vec<_> = (0..WAITING)
        .map(|number| waits(&hashing, &format!("flood {}", number % sources)))
        .collect();
    let other = waits(&hashing, "other");
    let waiting = |hashing: &Hashing| {
        hashing
            .queue()
            .sources
            .iter()
            .map(|one| one.waiting.len())
            .sum::<usize>()
    };
    assert_eq!(waiting(&hashing), WAITING);
    let refused = full.into_iter().filter_map(|waits| waits.now_or_never());
    assert_eq!(
        refused.filter(Result::is_err).count(),
        1,
        "the last of a flood is told so"
    );
    drop(running);
    assert!(other.await.is_ok());
    // Where everybody has one, nobody's place is taken.
    let running = hashing.turn("first", "first").await.unwrap();
    let full: Vec<_> = (0..WAITING)
        .map(|number| waits(&hashing, &number.to_string()))
        .collect();
    assert!(matches!(waits(&hashing, "late").now_or_never(), Some(Err(Busy))));
    assert_eq!(waiting(&hashing), WAITING);
    drop((full, running));
}

#[tokio::test]
async fn the_program_itself_waits_as_long_as_it_takes() {
    let hashing = Hashing::at_once(1);
    let hashes = (0..3 * WAITING).map(|_| async {
        let turn = hashing.turn_of_program().await.unwrap();
        tokio::task::yield_now().await;
        drop(turn);
    });
    futures::future::join_all(hashes).await;
    assert_eq!(running(&hashing), 0);
}

#[tokio::test]
async fn s_a_flood_from_many_addresses_keeps_no_known_browser_out() {
    let hashing = Hashing::at_once(1);
    let _running = hashing.turn("first", "first").await.unwrap();
    let _flood: Vec<_> = (0..WAITING)
        .map(|number| waits(&hashing, &format!("flood {number}")))
        .collect();
    assert!(
        hashing
            .turn("somebody", "somebody")
            .now_or_never()
            .is_some_and(|turn| turn.is_err()),
        "the queue is full of others"
    );
    assert!(
        hashing
            .turn_of_known("browser")
            .now_or_never()
            .is_some_and(|turn| turn.is_ok())
    );
}

#[tokio::test]
async fn s_who_has_many_sources_makes_room_as_one() {
    let hashing = Hashing::at_once(1);
    let _running = hashing.turn("first", "first").await.unwrap();
    let flood: Vec<_> = (0..WAITING)
        .map(|number| {
            let (hashing, source) = (hashing.clone(), format!("flood {number}"));
            let mut turn = async move { hashing.turn(&source, "flood").await }.boxed();
            assert!(
                (&mut turn).now_or_never().is_none(),
                "there is room for all of them"
            );
            turn
        })
        .collect();
    let mut other = hashing.turn("other", "other").boxed();
    assert!((&mut other).now_or_never().is_none(), "it waits like them");
    let refused = flood.into_iter().filter_map(FutureExt::now_or_never);
    assert_eq!(refused.filter(Result::is_err).count(), 1, "one of them made room");
}
