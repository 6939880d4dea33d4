//! Workers that wait for a run.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// A worker that has nothing to do; the one that has waited longest comes first.
#[derive(Debug)]
pub(super) struct Rest<W> {
    workers: Vec<Resting<W>>,
}

#[derive(Debug)]
struct Resting<W> {
    worker: W,
    /// Whom it served; none if it is fresh.
    organisation: Option<Arc<str>>,
    since: Instant,
}

// === impl Rest ===

impl<W> Rest<W> {
    pub(super) fn new() -> Self {
        Self {
            workers: Vec::new(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.workers.len()
    }

    /// How many have served nobody.
    pub(super) fn fresh(&self) -> usize {
        let fresh = self.workers.iter().filter(|it| it.organisation.is_none());
        fresh.count()
    }

    pub(super) fn add(&mut self, worker: W, organisation: Option<Arc<str>>, now: Instant) {
        self.workers.push(Resting {
            worker,
            organisation,
            since: now,
        });
    }

    /// One that served this organisation, else a fresh one.
    pub(super) fn take(&mut self, organisation: &Arc<str>) -> Option<W> {
        let served = Some(organisation);
        let workers = &self.workers;
        let at = workers
            .iter()
            .rposition(|it| it.organisation.as_ref() == served)
            .or_else(|| workers.iter().position(|it| it.organisation.is_none()))?;
        Some(self.workers.remove(at).worker)
    }

    /// The one that has waited longest; a fresh one only if there is no other.
    pub(super) fn take_oldest(&mut self) -> Option<W> {
        let used = self.workers.iter().position(|it| it.organisation.is_some());
        let at = used.or((!self.workers.is_empty()).then_some(0))?;
        Some(self.workers.remove(at).worker)
    }

    /// One that served somebody, so long ago that nobody may come any more.
    pub(super) fn take_expired(&mut self, now: Instant, after: Duration) -> Option<W> {
        let expired = self.workers.iter().position(|it| {
            it.organisation.is_some() && now.saturating_duration_since(it.since) >= after
        });
        Some(self.workers.remove(expired?).worker)
    }

    /// The first of which this is true.
    pub(super) fn take_first(&mut self, is_it: impl Fn(&W) -> bool) -> Option<W> {
        let at = self.workers.iter().position(|it| is_it(&it.worker))?;
        Some(self.workers.remove(at).worker)
    }

    /// When the next one has waited so long.
    pub(super) fn next_expiry(&self, after: Duration) -> Option<Instant> {
        let used = self.workers.iter().find(|it| it.organisation.is_some())?;
        Some(used.since + after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AFTER: Duration = Duration::from_secs(60);

    #[test]
    fn serves_one_organisation_only() {
        let (one, other): (Arc<str>, Arc<str>) = ("1".into(), "2".into());
        let began = Instant::now();
        let mut rest = Rest::new();
        rest.add("used", Some(one.clone()), began);
        assert_eq!(rest.take(&other), None);
        rest.add("fresh", None, began);
        rest.add("newer", Some(one.clone()), began);
        assert_eq!((rest.len(), rest.fresh()), (3, 1));
        assert_eq!(rest.take(&one), Some("newer"));
        assert_eq!(rest.take(&other), Some("fresh"));
        assert_eq!(rest.take(&other), None);
        assert_eq!(rest.take_oldest(), Some("used"));
        assert_eq!(rest.take_oldest(), None);
    }

    #[test]
    fn waits_for_a_while() {
        let began = Instant::now();
        let mut rest = Rest::new();
        rest.add("fresh", None, began);
        assert_eq!(rest.next_expiry(AFTER), None);
        rest.add("used", Some("1".into()), began + AFTER);
        assert_eq!(rest.next_expiry(AFTER), Some(began + 2 * AFTER));
        assert_eq!(rest.take_expired(began + AFTER, AFTER), None);
        assert_eq!(rest.take_expired(began + 2 * AFTER, AFTER), Some("used"));
        assert_eq!(rest.take_expired(began + 9 * AFTER, AFTER), None);
        assert_eq!(rest.take_first(|it| *it == "used"), None);
        assert_eq!(rest.take_first(|it| *it == "fresh"), Some("fresh"));
        assert_eq!(rest.take_oldest(), None);
    }
}
