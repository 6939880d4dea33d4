//! Who may compute, who waits, and whose turn it is.
//!
//! Knows neither threads nor workers: whoever may go on is handed back as the `T` it left here.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use super::Bounds;

/// Places to compute, and those who wait for one.
#[derive(Debug)]
pub(super) struct Places<T> {
    bounds: Bounds,
    /// Places that are taken.
    computing: usize,
    /// Runs that began, whether they compute or wait for something outside.
    running: usize,
    waiting: usize,
    /// Only those that run or wait.
    organisations: HashMap<Arc<str>, Organisation<T>>,
    /// Organisations with someone who waits to begin; the first is next.
    turns: VecDeque<Arc<str>>,
    /// Runs that began and want to go on. They wait for runs of their own organisation only.
    returning: VecDeque<(Arc<str>, Waiter<T>)>,
    next_ticket: u64,
}

#[derive(Debug)]
struct Organisation<T> {
    computing: usize,
    running: usize,
    waiting: VecDeque<Waiter<T>>,
}

#[derive(Debug)]
struct Waiter<T> {
    ticket: Ticket,
    wake: T,
}

/// Names someone who waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ticket(u64);

// === impl Places ===

impl<T> Places<T> {
    pub(super) fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            computing: 0,
            running: 0,
            waiting: 0,
            organisations: HashMap::new(),
            turns: VecDeque::new(),
            returning: VecDeque::new(),
            next_ticket: 0,
        }
    }

    /// Asks to begin a run; none if too many wait.
    pub(super) fn ask(&mut self, organisation: &Arc<str>, wake: T) -> Option<Ticket> {
        let of_this = self.organisations.get(organisation);
        let of_this = of_this.map_or(0, |it| it.waiting.len());
        if self.waiting >= self.bounds.queue || of_this >= self.bounds.queue_per_organisation {
            return None;
        }
        let ticket = self.ticket();
        let known = self.organisation(organisation);
        known.waiting.push_back(Waiter { ticket, wake });
        if known.waiting.len() == 1 {
            self.turns.push_back(organisation.clone());
        }
        self.waiting += 1;
        Some(ticket)
    }

    /// Whoever asked to begin does not want to any more. False if it may already.
    pub(super) fn withdraw(&mut self, organisation: &Arc<str>, ticket: Ticket) -> bool {
        let Some(known) = self.organisations.get_mut(organisation) else {
            return false;
        };
        let before = known.waiting.len();
        known.waiting.retain(|waiter| waiter.ticket != ticket);
        if known.waiting.len() == before {
            return false;
        }
        if known.waiting.is_empty() {
            self.turns.retain(|it| it != organisation);
        }
        self.waiting -= 1;
        self.forget(organisation);
        true
    }

    /// A run leaves its place for a while.
    pub(super) fn pause(&mut self, organisation: &Arc<str>) {
        self.computing -= 1;
        self.organisation(organisation).computing -= 1;
    }

    /// It wants a place again.
    pub(super) fn ask_again(&mut self, organisation: &Arc<str>, wake: T) {
        let ticket = self.ticket();
        let waiter = Waiter { ticket, wake };
        self.returning.push_back((organisation.clone(), waiter));
    }

    /// A run that has its place is over.
    pub(super) fn leave(&mut self, organisation: &Arc<str>) {
        self.pause(organisation);
        self.running -= 1;
        self.organisation(organisation).running -= 1;
        self.forget(organisation);
    }

    /// Gives a place to the next who may have one.
    pub(super) fn grant(&mut self) -> Option<T> {
        self.grant_returning().or_else(|| self.grant_new())
    }

    /// Runs that began and are not over.
    pub(super) fn running(&self) -> usize {
        self.running
    }

    /// However many compute: the time of a run that began goes on, and the scripts of others must not
    /// use it up.
    fn grant_returning(&mut self) -> Option<T> {
        let at = self.returning.iter().position(|(organisation, _)| {
            let known = self.organisations.get(organisation);
            known.is_none_or(|it| it.computing < self.bounds.places_per_organisation)
        })?;
        let (organisation, waiter) = self.returning.remove(at)?;
        self.computing += 1;
        self.organisation(&organisation).computing += 1;
        Some(waiter.wake)
    }

    fn grant_new(&mut self) -> Option<T> {
        let bounds = self.bounds;
        if self.computing >= bounds.places || self.running >= bounds.runs {
            return None;
        }
        let at = self.turns.iter().position(|organisation| {
            let known = self.organisations.get(organisation);
            known.is_some_and(|it| {
                it.computing < bounds.places_per_organisation
                    && it.running < bounds.runs_per_organisation
            })
        })?;
        let organisation = self.turns.remove(at)?;
        let known = self.organisations.get_mut(&organisation)?;
        let waiter = known.waiting.pop_front()?;
        known.computing += 1;
        known.running += 1;
        if !known.waiting.is_empty() {
            // behind all others
            self.turns.push_back(organisation);
        }
        self.computing += 1;
        self.running += 1;
        self.waiting -= 1;
        Some(waiter.wake)
    }

    fn ticket(&mut self) -> Ticket {
        self.next_ticket += 1;
        Ticket(self.next_ticket)
    }

    fn organisation(&mut self, organisation: &Arc<str>) -> &mut Organisation<T> {
        let entry = self.organisations.entry(organisation.clone());
        entry.or_insert_with(|| Organisation {
            computing: 0,
            running: 0,
            waiting: VecDeque::new(),
        })
    }

    fn forget(&mut self, organisation: &Arc<str>) {
        let known = self.organisations.get(organisation);
        if known.is_some_and(|it| it.running == 0 && it.waiting.is_empty()) {
            self.organisations.remove(organisation);
        }
    }
}

#[cfg(test)]
mod tests;
