use super::*;

/// Names of runs begin with the one of their organisation.
struct Table {
    places: Places<&'static str>,
    tickets: HashMap<&'static str, Ticket>,
}

const BOUNDS: Bounds = Bounds {
    places: 2,
    places_per_organisation: 1,
    runs: 4,
    runs_per_organisation: 2,
    queue: 6,
    queue_per_organisation: 4,
    idle: 2,
    fresh: 1,
    idle_time: std::time::Duration::ZERO,
    age: std::time::Duration::ZERO,
};

impl Table {
    fn new(bounds: Bounds) -> Self {
        Self {
            places: Places::new(bounds),
            tickets: HashMap::new(),
        }
    }

    /// These ask to begin, as far as the queue has room; answers who was refused.
    fn ask(&mut self, runs: &[&'static str]) -> Vec<&'static str> {
        let mut refused = Vec::new();
        for run in runs {
            match self.places.ask(&organisation(run), run) {
                Some(ticket) => drop(self.tickets.insert(run, ticket)),
                None => refused.push(*run),
            }
        }
        refused
    }

    /// Everybody who may go on, in the order of the grants.
    #[track_caller]
    fn check(&mut self, expected: &[&str]) {
        let granted: Vec<_> = std::iter::from_fn(|| self.places.grant()).collect();
        assert_eq!(granted, expected);
    }

    fn leave(&mut self, run: &str) {
        self.places.leave(&organisation(run));
    }

    fn pause(&mut self, run: &str) {
        self.places.pause(&organisation(run));
    }

    fn ask_again(&mut self, run: &'static str) {
        self.places.ask_again(&organisation(run), run);
    }
}

fn organisation(run: &str) -> Arc<str> {
    run.get(..1).unwrap().into()
}

#[test]
fn organisations_take_turns() {
    let mut table = Table::new(BOUNDS);
    assert!(table.ask(&["a1", "a2", "a3", "b1", "c1", "b2"]).is_empty());
    table.check(&["a1", "b1"]);
    table.leave("a1");
    table.check(&["c1"]);
    table.leave("b1");
    table.check(&["a2"]);
    table.leave("c1");
    table.check(&["b2"]);
    table.leave("a2");
    table.check(&["a3"]);
}

#[test]
fn one_organisation_leaves_room() {
    let mut table = Table::new(BOUNDS);
    assert_eq!(table.ask(&["a1", "a2", "a3", "a4", "a5"]), ["a5"]);
    table.check(&["a1"]);
    assert_eq!(table.ask(&["b1", "b2", "b3", "b4"]), ["b4"]);
    table.check(&["b1"]);
}

#[test]
fn those_who_wait_for_http_free_their_place() {
    let mut table = Table::new(BOUNDS);
    table.ask(&["a1", "a2", "a3", "b1"]);
    table.check(&["a1", "b1"]);
    table.pause("a1");
    table.check(&["a2"]);
    table.pause("a2");
    // two runs of `a` are on their way, which is all it may have
    table.check(&[]);
    table.ask_again("a1");
    table.check(&["a1"]);
    table.ask_again("a2");
    // its organisation has its one place
    table.check(&[]);
    table.leave("a1");
    // before one that wants to begin
    table.check(&["a2"]);
    table.leave("a2");
    table.check(&["a3"]);
}

/// Others that compute in the meantime cost a run no time.
#[test]
fn who_comes_back_waits_for_its_own_organisation_only() {
    let mut table = Table::new(Bounds {
        places: 1,
        ..BOUNDS
    });
    table.ask(&["a1", "b1", "c1", "a2"]);
    table.check(&["a1"]);
    table.pause("a1");
    table.check(&["b1"]);
    table.ask_again("a1");
    table.check(&["a1"]);
    // two compute, where one should
    table.leave("b1");
    table.check(&[]);
    table.pause("a1");
    table.check(&["c1"]);
    table.leave("c1");
    table.check(&["a2"]);
    table.ask_again("a1");
    table.check(&[]);
    table.leave("a2");
    table.check(&["a1"]);
}

/// Whatever one organisation has under way, another finds a place at once.
#[test]
fn eight_of_one_do_not_delay_another() {
    let mut table = Table::new(Bounds {
        queue: 16,
        queue_per_organisation: 8,
        ..BOUNDS
    });
    table.ask(&["a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8"]);
    table.check(&["a1"]);
    for run in ["b1", "b2", "b3", "b4"] {
        table.ask(&[run]);
        table.check(&[run]);
        table.leave(run);
        table.check(&[]);
    }
    table.leave("a1");
    table.check(&["a2"]);
}

#[test]
fn all_runs_together_are_bounded() {
    let mut table = Table::new(BOUNDS);
    for runs in [["a1", "b1"], ["c1", "d1"]] {
        table.ask(&runs);
        table.check(&runs);
        runs.iter().for_each(|run| table.pause(run));
    }
    table.ask(&["e1"]);
    table.check(&[]);
    table.ask_again("a1");
    table.check(&["a1"]);
    table.leave("a1");
    table.check(&["e1"]);
}

#[test]
fn who_withdraws_was_not_there() {
    let mut table = Table::new(BOUNDS);
    table.ask(&["a1", "b1", "a2", "c1"]);
    table.check(&["a1", "b1"]);
    let [a1, a2] = ["a1", "a2"].map(|run| table.tickets[run]);
    assert!(table.places.withdraw(&organisation("a2"), a2));
    assert!(!table.places.withdraw(&organisation("a2"), a2));
    // too late
    assert!(!table.places.withdraw(&organisation("a1"), a1));
    table.leave("a1");
    table.check(&["c1"]);
    table.leave("b1");
    table.leave("c1");
    assert_eq!(table.places.running(), 0);
    assert!(table.places.organisations.is_empty());
    assert!(table.places.turns.is_empty());
}
