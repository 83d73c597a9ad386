//! Downloads under way (S). Each reads the database batch after batch for as long as its reader takes it, so what counts is how many
//! there are at the same time, and how long each may take.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::ids::PersonId;

use super::{Brake, TooMany, USUAL_API_RATE};

/// How long a download may take as a whole: else a few readers who take a little now and then would hold all of them for ever.
pub const LONGEST_DOWNLOAD: Duration = Duration::from_secs(10 * 60);
/// When somebody may look again whether one has ended, in seconds.
const LOOK_AGAIN: u32 = 10;

/// All downloads under way in this process. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Downloads {
    under_way: Arc<Mutex<UnderWay>>,
}

#[derive(Default)]
struct UnderWay {
    all: u32,
    /// Only those who have one.
    by_person: HashMap<PersonId, u32>,
}

/// A download under way: it has ended when this is dropped.
pub struct Download {
    person: PersonId,
    downloads: Downloads,
}

impl Downloads {
    pub(super) fn begin(&self, person: PersonId) -> Result<Download, TooMany> {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        let own = under_way.by_person.get(&person).copied().unwrap_or_default();
        for (brake, count) in [(Brake::Downloads, own), (Brake::AllDownloads, under_way.all)] {
            let rate = brake.rate(USUAL_API_RATE);
            if count >= rate.count.get() {
                metrics::counter!("locum_too_many_total", "brake" => brake.code()).increment(1);
                return Err(TooMany {
                    brake,
                    rate,
                    wanted: 1,
                    seconds: LOOK_AGAIN,
                });
            }
        }
        under_way.all += 1;
        under_way.by_person.insert(person, own + 1);
        Ok(Download {
            person,
            downloads: self.clone(),
        })
    }
}

impl Drop for Download {
    fn drop(&mut self) {
        let mut under_way = self
            .downloads
            .under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        under_way.all = under_way.all.saturating_sub(1);
        if let Some(own) = under_way.by_person.get_mut(&self.person) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                under_way.by_person.remove(&self.person);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s_a_person_has_two_downloads_at_once_and_all_together_four() {
        let downloads = Downloads::default();
        let begin = |person| downloads.begin(PersonId(person));
        let (one, two) = (begin(1).unwrap(), begin(1).unwrap());
        let refused = begin(1).err().unwrap();
        assert_eq!(
            refused.to_string(),
            "You have 2 downloads under way. Wait until one has ended. Try again in 10 seconds."
        );
        let others = [begin(2).unwrap(), begin(3).unwrap()];
        let refused = begin(4).err().unwrap();
        assert_eq!(
            refused.to_string(),
            "4 downloads are under way, and Locum makes no more at once. Try again in 10 seconds."
        );
        drop(one);
        let last = begin(4).unwrap();
        assert!(begin(1).is_err(), "all are taken");
        drop((two, others, last));
        let under_way = downloads.under_way.lock().unwrap();
        assert_eq!(
            (under_way.all, under_way.by_person.len()),
            (0, 0),
            "nobody is remembered"
        );
    }
}
