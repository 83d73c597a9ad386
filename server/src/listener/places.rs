//! Who holds the connections: all of them together, and each network for itself, so that nobody can hold all. Trusted proxies carry
//! everybody, and have no share of their own.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use services::session::{network_of, wide_network_of};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::limits::Limits;
use crate::config::TrustedProxies;

/// The log says at most this often that connections wait or are refused: whoever floods the one does not flood the other.
const SAID_EVERY: Duration = Duration::from_secs(60);

/// The connections that there may be.
pub(super) struct Places {
    limits: Limits,
    proxies: TrustedProxies,
    free: Arc<Semaphore>,
    held: Mutex<HashMap<String, u32>>,
    refused: Mutex<Seldom>,
    full: Mutex<Seldom>,
}

/// The right to one connection, until it is dropped.
pub(super) struct Place {
    places: Arc<Places>,
    _permit: OwnedSemaphorePermit,
    /// Whose shares it is of: the network's, and of IPv6 what that is a part of. Empty: a proxy's.
    shares: Vec<String>,
}

impl Places {
    pub(super) fn new(limits: Limits, proxies: TrustedProxies) -> Arc<Self> {
        // The semaphore's own limit is far higher than any number of connections.
        let connections = usize::try_from(limits.connections).unwrap_or(Semaphore::MAX_PERMITS);
        Arc::new(Self {
            limits,
            proxies,
            free: Arc::new(Semaphore::new(connections)),
            held: Mutex::default(),
            refused: Mutex::default(),
            full: Mutex::default(),
        })
    }

    /// Waits until there is a place for anybody. None: there will never be one again.
    pub(super) async fn free(&self) -> Option<OwnedSemaphorePermit> {
        if self.free.available_permits() == 0
            && let Some(times) = unpoisoned(&self.full).note(Instant::now())
        {
            let (listener, connections) = (self.limits.name, self.limits.connections);
            tracing::warn!(
                listener,
                connections,
                times,
                "all connections are taken: others wait until one ends"
            );
        }
        Arc::clone(&self.free).acquire_owned().await.ok()
    }

    /// Gives a place to somebody. None: their network holds its share.
    pub(super) fn take(self: &Arc<Self>, permit: OwnedSemaphorePermit, peer: IpAddr) -> Option<Place> {
        let mut shares = Vec::new();
        if !self.proxies.trusts(peer) {
            let one = self.limits.connections_of_one_network;
            let bounds = [(network_of(peer), one), (wide_network_of(peer), 2 * one)];
            let mut held = unpoisoned(&self.held);
            let full = bounds
                .iter()
                .find(|(whose, most)| held.get(whose).is_some_and(|held| held >= most));
            if let Some((whose, _)) = full {
                drop(held);
                self.note_refused(whose);
                return None;
            }
            shares.extend(bounds.map(|(whose, _)| whose));
            // Of IPv4 both are the address.
            shares.dedup();
            for whose in &shares {
                *held.entry(whose.clone()).or_default() += 1;
            }
        }
        metrics::gauge!("locum_connections", "listener" => self.limits.name).increment(1);
        Some(Place {
            places: Arc::clone(self),
            _permit: permit,
            shares,
        })
    }

    fn note_refused(&self, network: &str) {
        let listener = self.limits.name;
        metrics::counter!("locum_connections_refused_total", "listener" => listener).increment(1);
        if let Some(times) = unpoisoned(&self.refused).note(Instant::now()) {
            let connections = self.limits.connections_of_one_network;
            tracing::warn!(
                listener,
                network,
                connections,
                times,
                "refused a connection: its network holds as many as one may. A proxy belongs in LOCUM_TRUSTED_PROXIES"
            );
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        metrics::gauge!("locum_connections", "listener" => self.places.limits.name).decrement(1);
        let mut held = unpoisoned(&self.places.held);
        for whose in &self.shares {
            if let Some(number) = held.get_mut(whose) {
                *number -= 1;
                if *number == 0 {
                    held.remove(whose);
                }
            }
        }
    }
}

fn unpoisoned<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Something that the log says at most once in [`SAID_EVERY`].
#[derive(Default)]
struct Seldom {
    said_at: Option<Instant>,
    unsaid: u64,
}

impl Seldom {
    /// It happened again. Where it is to be said now: how often it happened since it was said last.
    fn note(&mut self, now: Instant) -> Option<u64> {
        self.unsaid += 1;
        if self.said_at.is_some_and(|at| now.duration_since(at) < SAID_EVERY) {
            return None;
        }
        self.said_at = Some(now);
        Some(std::mem::take(&mut self.unsaid))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(connections: u32, of_one: u32) -> Arc<Places> {
        let limits = Limits {
            connections,
            connections_of_one_network: of_one,
            ..Limits::for_tests()
        };
        Places::new(limits, "127.0.0.1, 10.9.0.0/16".parse().unwrap())
    }

    async fn take(places: &Arc<Places>, peer: &str) -> Option<Place> {
        let permit = places.free().await.unwrap();
        places.take(permit, peer.parse().unwrap())
    }

    #[tokio::test]
    async fn s_one_network_holds_no_more_than_its_share_and_others_find_room() {
        let places = places(20, 3);
        // Each line is one network.
        for network in [
            ["192.0.2.1", "192.0.2.1", "::ffff:192.0.2.1", "192.0.2.1"],
            ["2001:db8::1", "2001:db8::2", "2001:db8:0:0:ffff::", "2001:db8::1"],
        ] {
            let mut held = Vec::new();
            for peer in &network[..3] {
                held.push(take(&places, peer).await.unwrap());
            }
            assert!(take(&places, network[3]).await.is_none(), "{network:?}");
            held.pop();
            assert!(take(&places, network[3]).await.is_some(), "one has ended");
        }
        let mut neighbours = Vec::new();
        for peer in ["192.0.2.2", "192.0.2.3", "2001:db8:0:1::1", "2001:db8:0:2::1"] {
            neighbours.push(take(&places, peer).await.unwrap());
        }
        drop(neighbours);
        assert_eq!(places.free.available_permits(), 20);
        assert!(
            unpoisoned(&places.held).is_empty(),
            "nothing is remembered of them"
        );
    }

    #[tokio::test]
    async fn s_a_trusted_proxy_has_all_of_them_and_who_comes_then_waits() {
        let places = places(5, 1);
        let mut held = Vec::new();
        for peer in [
            "127.0.0.1",
            "127.0.0.1",
            "10.9.1.1",
            "10.9.1.1",
            "::ffff:10.9.1.1",
        ] {
            held.push(take(&places, peer).await.unwrap());
        }
        let mut next = Box::pin(places.free());
        assert!(futures::poll!(&mut next).is_pending());
        held.pop();
        assert!(futures::poll!(&mut next).is_ready());
    }

    #[test]
    fn a_flood_is_said_once_a_minute_with_its_number() {
        let mut seldom = Seldom::default();
        let begun = Instant::now();
        let mut at = |seconds| seldom.note(begun + Duration::from_secs(seconds));
        assert_eq!(
            [at(0), at(1), at(59), at(60), at(119), at(500)],
            [Some(1), None, None, Some(3), None, Some(2)]
        );
    }

    #[tokio::test]
    async fn s_who_has_many_networks_holds_no_more_than_two_of_them_may() {
        let places = places(20, 3);
        let mut held = Vec::new();
        for network in 0..6 {
            held.push(
                take(&places, &format!("2001:db8:0:{network:x}::1"))
                    .await
                    .unwrap(),
            );
        }
        assert!(take(&places, "2001:db8:0:77::1").await.is_none());
        assert!(take(&places, "2001:db8:1:77::1").await.is_some(), "another's");
        held.pop();
        assert!(take(&places, "2001:db8:0:77::1").await.is_some(), "one has ended");
    }
}
