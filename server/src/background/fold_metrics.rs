//! What was measured and nobody has read yet.

use std::time::Duration;

use services::{Result, Services};

use super::job::{BackgroundJob, Context, Counts, Round, Starts};
use crate::metrics::Metrics;

pub(super) struct FoldMetrics {
    metrics: Metrics,
}

impl BackgroundJob for FoldMetrics {
    const NAME: &'static str = "fold-metrics";
    const DOES: &'static str = "folds what was measured into its buckets, so that memory stays bounded where nobody reads the metrics";
    const STARTS: Starts = Starts::Every(Duration::from_secs(5));

    fn instances(context: &Context) -> Vec<Self> {
        let metrics = context.metrics.clone();
        vec![Self { metrics }]
    }

    async fn run(&mut self, _: &Services) -> Result<Round> {
        self.metrics.upkeep();
        Ok(Round::done(Counts::none()))
    }
}
