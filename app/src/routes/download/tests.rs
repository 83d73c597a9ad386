use axum::http::StatusCode;
use axum::response::IntoResponse;
use domain::ids::PersonId;
use futures::stream;
use http_body_util::BodyExt;
use services::brakes::{Brakes, USUAL_API_RATE};
use services::clock::{Clock, Stopwatch};
use tokio::sync::oneshot;

use super::*;

const ANA: PersonId = PersonId(1);

fn brakes() -> Brakes {
    Brakes::new(&Stopwatch::new(Clock::Machine), USUAL_API_RATE)
}

/// A download of Ana's with this body, and what ends its time.
fn begin(brakes: &Brakes, body: Body) -> (Response, oneshot::Sender<()>) {
    let (over, limit) = oneshot::channel();
    let limit = async move {
        let _ = limit.await;
    };
    let download = brakes.download(ANA).unwrap();
    (until_its_end(body.into_response(), download, limit), over)
}

/// How many Ana can begin.
fn free(brakes: &Brakes) -> usize {
    let begun: Vec<_> = (0..3).map_while(|_| brakes.download(ANA).ok()).collect();
    begun.len()
}

/// One part after the other, without end.
fn endless() -> Body {
    Body::from_stream(stream::repeat_with(|| {
        Ok::<_, io::Error>(Bytes::from_static(b"line"))
    }))
}

#[tokio::test]
async fn s_a_download_that_is_read_too_slowly_ends_and_its_place_is_free() {
    let brakes = brakes();
    let (answer, over) = begin(&brakes, endless());
    let mut body = answer.into_body();
    for _ in 0..3 {
        let part = body.frame().await.unwrap().unwrap();
        assert_eq!(part.into_data().unwrap(), "line");
    }
    assert_eq!(free(&brakes), 1);
    // Nobody reads on.
    over.send(()).unwrap();
    while free(&brakes) < 2 {
        tokio::task::yield_now().await;
    }
    let error = body.frame().await.unwrap().unwrap_err();
    assert_eq!(error.to_string(), "the download took too long");
}

#[tokio::test]
async fn s_a_download_of_which_nothing_comes_ends_too() {
    let brakes = brakes();
    let nothing = Body::from_stream(stream::pending::<Result<Bytes, io::Error>>());
    let (answer, over) = begin(&brakes, nothing);
    let reader = tokio::spawn(answer.into_body().collect());
    tokio::task::yield_now().await;
    assert!(free(&brakes) == 1 && !reader.is_finished());
    over.send(()).unwrap();
    assert_eq!(
        reader.await.unwrap().unwrap_err().to_string(),
        "the download took too long"
    );
    assert_eq!(free(&brakes), 2);
}

#[tokio::test]
async fn a_download_that_is_read_to_its_end_or_left_or_refused_has_ended_at_once() {
    let brakes = brakes();
    let (answer, _in_time) = begin(&brakes, Body::from("all"));
    let mut body = answer.into_body();
    assert_eq!(free(&brakes), 1);
    assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), "all");
    assert!(body.frame().await.is_none());
    assert_eq!(free(&brakes), 2, "it was read");
    let (left, _in_time) = begin(&brakes, endless());
    assert_eq!(free(&brakes), 1);
    drop(left);
    assert_eq!(free(&brakes), 2, "its reader has left");
    let refused = StatusCode::NOT_FOUND.into_response();
    let refused = until_its_end(refused, brakes.download(ANA).unwrap(), std::future::pending());
    assert_eq!((refused.status(), free(&brakes)), (StatusCode::NOT_FOUND, 2));
}
