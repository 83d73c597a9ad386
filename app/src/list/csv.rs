//! Lists as CSV, page by page so that memory stays bounded, and so that a spreadsheet cannot take a field for a formula (G8).

use std::io;

use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use futures::stream::{once, try_unfold};

use crate::error::PageError;

/// One page of a download: its records, and where the next one begins; none: it was the last one.
pub(crate) type Page<const N: usize, At> = (Vec<[String; N]>, Option<At>);

/// A list as a file of this name, with every page from `first` on. The first page is read before the answer begins, so that a failure
/// is an error page; one that comes later breaks the download off, which the browser tells.
///
/// # Errors
/// When the first page cannot be read.
pub(crate) async fn download<const N: usize, At, Read>(
    file: &str,
    names: [&'static str; N],
    first: At,
    read: impl Fn(At) -> Read + Send + 'static,
) -> Result<Response, PageError>
where
    At: Send + 'static,
    Read: Future<Output = services::Result<Page<N, At>>> + Send + 'static,
{
    let (records, next) = read(first).await?;
    let mut begin = lines([names.map(str::to_owned)]).map_err(PageError::internal)?;
    begin.extend(lines(records).map_err(PageError::internal)?);
    let rest = try_unfold((next, read), |(next, read)| async move {
        let Some(at) = next else { return Ok(None) };
        let (records, next) = read(at).await.map_err(io::Error::other)?;
        Ok(Some((Bytes::from(lines(records)?), (next, read))))
    });
    let begin = once(async move { Ok::<_, io::Error>(Bytes::from(begin)) });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{file}\""),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, Body::from_stream(begin.chain(rest))).into_response())
}

fn lines<const N: usize>(records: impl IntoIterator<Item = [String; N]>) -> io::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for record in records {
        writer
            .write_record(record.iter().map(|field| neutralised(field)))
            .map_err(io::Error::other)?;
    }
    writer.into_inner().map_err(io::Error::other)
}

/// A field as it may be written: one that a spreadsheet would calculate gets an apostrophe before it.
fn neutralised(field: &str) -> String {
    match field.trim_start_matches(' ').chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n') => format!("'{field}"),
        _ => field.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_calculate_is_text() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\r=1"] {
            assert!(neutralised(formula).starts_with('\''), "{formula:?}");
        }
        for text in ["Ana Ruiz", "", "a=b", "1-2", "2026-08-03"] {
            assert_eq!(neutralised(text), text);
        }
    }
}
