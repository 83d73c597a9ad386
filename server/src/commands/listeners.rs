//! Where the server listens: for people and other systems, and, apart from them, for those who measure.

use std::net::SocketAddr;

use axum::Router;
use services::Services;
use tokio::net::TcpListener;

use crate::config::{Listen, MetricsListen, Settings, TrustedProxies};
use crate::failure::Failure;
use crate::listener::{Limits, serve};
use crate::probes;
use crate::shutdown::Shutdown;

const SITE: &str = "LOCUM_LISTEN";
const METRICS: &str = "LOCUM_METRICS_LISTEN";

/// What is listened on. Who connects early waits.
pub(super) struct Listeners {
    site: Bound,
    /// None: metrics are served nowhere.
    metrics: Option<Bound>,
}

struct Bound {
    listener: TcpListener,
    address: SocketAddr,
}

impl Listeners {
    /// Listens.
    ///
    /// # Errors
    /// Names the setting whose address cannot be listened on.
    pub(super) async fn bind(settings: &Settings) -> Result<Self, Failure> {
        Ok(Self {
            site: bind(&settings.listen, SITE).await?,
            metrics: bind_metrics(&settings.metrics_listen).await?,
        })
    }

    /// Where the site is.
    pub(super) fn site(&self) -> SocketAddr {
        self.site.address
    }

    /// Where the metrics are, if they are anywhere.
    pub(super) fn metrics(&self) -> Option<SocketAddr> {
        Some(self.metrics.as_ref()?.address)
    }

    /// Serves until the end is asked for, and then until the requests in flight are answered.
    pub(super) async fn serve(
        self,
        app: Router,
        services: Services,
        proxies: TrustedProxies,
        shutdown: Shutdown,
    ) {
        let metrics = async {
            let Some(Bound { listener, address }) = self.metrics else {
                return;
            };
            let app = probes::metrics_app(services, address);
            let limits = Limits::of_metrics();
            serve(listener, app, limits, proxies.clone(), shutdown.clone()).await;
        };
        let limits = Limits::of_site();
        let site = serve(self.site.listener, app, limits, proxies.clone(), shutdown.clone());
        tokio::join!(site, metrics);
    }
}

/// That the usual address is taken, as by another server on this machine, keeps no server from starting.
async fn bind_metrics(listen: &MetricsListen) -> Result<Option<Bound>, Failure> {
    match listen {
        MetricsListen::Nowhere => Ok(None),
        MetricsListen::At(listen) => bind(listen, METRICS).await.map(Some),
        MetricsListen::Usual => match bind(&MetricsListen::usual(), METRICS).await {
            Ok(bound) => Ok(Some(bound)),
            Err(failure) => {
                tracing::warn!("metrics are served nowhere: {failure}");
                Ok(None)
            }
        },
    }
}

async fn bind(listen: &Listen, variable: &str) -> Result<Bound, Failure> {
    let failed = |error: std::io::Error| {
        Failure::Failed(match error.kind() {
            std::io::ErrorKind::AddrInUse => format!(
                "port {} is taken: something else listens on {listen}. End that, or set {variable} to another port",
                listen.port()
            ),
            _ => format!("cannot listen on {listen} ({variable}): {error}"),
        })
    };
    let listener = TcpListener::bind(listen.address()).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok(Bound { listener, address })
}
