//! Where a form came from (S): a change is made only for a request that this very site sent. The cookie alone does
//! not say so, for a browser sends it along with forms of other sites of the same domain.

use app::error::PageError;
use app::layout::Layout;
use app::render::Render;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::config::{PublicUrl, without_default_port};
use crate::requests::ClientScheme;

/// Refuses with 403 whatever is neither a GET nor a HEAD and does not show that it came from this site.
pub(crate) async fn from_this_site(
    State((layout, public_url)): State<(Layout, PublicUrl)>,
    request: Request,
    next: Next,
) -> Response {
    let only_reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let scheme = request.extensions().get::<ClientScheme>();
    let scheme = scheme.map_or("http", |ClientScheme(scheme)| scheme);
    if only_reads || is_from_this_site(request.headers(), scheme, &public_url) {
        return next.run(request).await;
    }
    tracing::warn!(
        origin = ?request.headers().get(header::ORIGIN),
        "refused a request that does not show that it came from this site"
    );
    Render::of_request(request.uri(), request.extensions(), &layout)
        .error(&PageError::FromAnotherSite)
        .await
}

/// `Sec-Fetch-Site` decides where a browser sends it: with https, and on this machine. Elsewhere `Origin` has to be
/// this site's, scheme, host and port: the public address, or that to which the request was sent.
fn is_from_this_site(headers: &HeaderMap, sent_by: &str, public_url: &PublicUrl) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin";
    }
    let Some(origin) = headers
        .get(header::ORIGIN)
        .and_then(|origin| origin.to_str().ok())
    else {
        return false;
    };
    // A sandboxed page's origin is `null`, which is nobody's.
    let Some((scheme, authority)) = origin.split_once("://") else {
        return false;
    };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let authority = without_default_port(scheme, authority);
    let public_origin = public_url.origin();
    let is_public_host = public_origin.ends_with(&format!("://{authority}"));
    format!("{scheme}://{authority}") == public_origin
        // Whoever sends the public host a form by another scheme is not this site, also where no proxy says how it came.
        || !is_public_host
            && scheme == sent_by && host.is_some_and(|host| without_default_port(scheme, host) == authority)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(headers: &[(&'static str, &'static str)]) -> bool {
        passes_by("http", headers)
    }

    fn passes_by(scheme: &str, headers: &[(&'static str, &'static str)]) -> bool {
        let public_url: PublicUrl = "https://locum.example.org".parse().unwrap();
        let headers = headers.iter().map(|(name, value)| {
            (
                name.parse::<header::HeaderName>().unwrap(),
                value.parse().unwrap(),
            )
        });
        is_from_this_site(&headers.collect(), scheme, &public_url)
    }

    #[test]
    fn s_only_forms_of_this_site_pass() {
        let host = ("host", "10.0.0.5:3000");
        assert!(passes(&[("sec-fetch-site", "same-origin")]));
        assert!(passes(&[host, ("origin", "https://locum.example.org")]));
        assert!(passes(&[host, ("origin", "https://locum.example.org:443")]));
        assert!(passes(&[host, ("origin", "http://10.0.0.5:3000")]));
        assert!(passes(&[("host", "intranet"), ("origin", "http://intranet:80")]));
    }

    #[test]
    fn s_the_scheme_is_part_of_where_a_form_came_from() {
        let own = |origin| [("host", "intranet:8080"), ("origin", origin)];
        for scheme in ["http", "https"] {
            assert_eq!(passes_by(scheme, &own("http://intranet:8080")), scheme == "http");
            assert_eq!(
                passes_by(scheme, &own("https://intranet:8080")),
                scheme == "https"
            );
            // The public address is one, whatever the proxy says.
            assert!(passes_by(scheme, &own("https://locum.example.org")));
            assert!(!passes_by(scheme, &own("http://locum.example.org")));
        }
        // Nor is the public host's page by http, where no proxy says how the form came.
        for origin in ["http://locum.example.org", "http://locum.example.org:80"] {
            let sent = [("host", "locum.example.org"), ("origin", origin)];
            assert!(!passes_by("http", &sent), "{origin}");
        }
        assert!(!passes_by(
            "http",
            &[
                ("host", "locum.example.org"),
                ("origin", "https://locum.example.org:80")
            ]
        ));
    }

    #[test]
    fn s_all_others_are_refused() {
        let host = ("host", "10.0.0.5:3000");
        assert!(!passes(&[host]));
        for site in ["cross-site", "same-site", "none"] {
            assert!(!passes(&[
                host,
                ("sec-fetch-site", site),
                ("origin", "https://locum.example.org")
            ]));
        }
        for origin in [
            "null",
            "https://evil.example",
            "http://10.0.0.5",
            "http://locum.example.org",
            "",
        ] {
            assert!(!passes(&[host, ("origin", origin)]), "{origin}");
        }
    }
}
