//! Organisations share a pool.

use std::{
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use portcullis_core::script::ScriptErrorKind::TimeoutCall;
use portcullis_script_worker::{Bounds, Error, Pool};

use crate::setting::{Answering, action, claim, failure, launcher, run, silence};

fn pool(bounds: Bounds) -> Pool {
    Pool::new(launcher(), bounds).unwrap()
}

fn one_place() -> Bounds {
    Bounds {
        places_per_organisation: 1,
        ..Bounds::of_places(1)
    }
}

#[track_caller]
fn runs(pool: &Pool, organisation: &str) -> Option<u32> {
    let mut lease = pool.enter(organisation, None).unwrap();
    let result = run(&mut lease, vec![claim("a")], silence());
    assert_eq!(failure(&result.results[0]), None);
    lease.process_id()
}

#[test]
fn a_worker_serves_one_organisation() {
    let pool = pool(Bounds::of_places(2));
    let first = runs(&pool, "1");
    assert!(first.is_some());
    assert_eq!(runs(&pool, "1"), first);
    let second = runs(&pool, "2");
    assert_ne!(second, first);
    assert_eq!(runs(&pool, "2"), second);
    assert_eq!(runs(&pool, "1"), first);
}

#[test]
fn many_organisations_never_share_a_worker() {
    let bounds = Bounds {
        idle: 3,
        ..one_place()
    };
    let pool = pool(bounds);
    let mut seen = Vec::new();
    for organisation in 0..2 * bounds.idle {
        seen.push(runs(&pool, &organisation.to_string()));
    }
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 2 * bounds.idle, "each had its own");
}

#[test]
fn the_queue_is_bounded() {
    let bounds = Bounds {
        queue: 1,
        ..one_place()
    };
    let pool = pool(bounds);
    let lease = pool.enter("1", None).unwrap();
    let soon = Instant::now() + Duration::from_millis(5);
    let late = pool.enter("2", Some(soon));
    assert!(matches!(late, Err(Error::QueueTimeout)));
    thread::scope(|scope| {
        let (waits, woken) = mpsc::channel();
        let pool = &pool;
        scope.spawn(move || {
            // the other thread may be the one that waits, for a moment
            let lease = loop {
                match pool.enter("3", None) {
                    Err(Error::QueueFull) => thread::yield_now(),
                    entered => break entered.unwrap(),
                }
            };
            waits.send(lease.queued()).unwrap();
        });
        // until that thread waits, this one is the one that waits, for a moment
        while !matches!(pool.enter("2", Some(Instant::now())), Err(Error::QueueFull)) {
            thread::yield_now();
        }
        drop(lease);
        assert!(woken.recv().unwrap() > Duration::ZERO);
    });
    runs(&pool, "2");
}

/// While one waits for HTTP, another computes in the only place.
#[test]
fn a_run_that_waits_frees_its_place() {
    let pool = pool(one_place());
    let script = "function f(ctx, api) {
        require('zitadel/http').fetch('http://a.example/');
        api.v1.claims.setClaim('arrived', 1);
    }";
    let mut lease = pool.enter("1", None).unwrap();
    let mut others = 0;
    let world = Answering(|| {
        runs(&pool, "1");
        runs(&pool, "2");
        others += 2;
        Ok(())
    });
    let result = run(&mut lease, vec![action(script, 10_000)], world);
    assert_eq!(failure(&result.results[0]), None);
    assert_eq!(result.final_claims_json.unwrap(), "{\"arrived\":1}");
    assert_eq!(others, 2);
}

/// What a run waits for its place, when it comes back, is not its time.
#[test]
fn who_comes_back_has_the_time_that_was_left() {
    let pool = pool(one_place());
    let script = "function f(ctx, api) {
        require('zitadel/http').fetch('http://a.example/');
        api.v1.claims.setClaim('arrived', 1);
    }";
    thread::scope(|scope| {
        let mut lease = pool.enter("1", None).unwrap();
        let world = Answering(|| {
            let (first, first_began) = mpsc::channel();
            let pool = &pool;
            scope.spawn(move || {
                let mut lease = pool.enter("1", None).unwrap();
                first.send(()).unwrap();
                let endless = action("function f() { for (;;) {} }", 4000);
                run(&mut lease, vec![endless], silence())
            });
            first_began.recv().unwrap();
            Ok(())
        });
        let result = run(&mut lease, vec![action(script, 3000)], world);
        assert_eq!(failure(&result.results[0]), None);
    });
}

/// Whoever waits outside may fail in any way: its place is there for others.
#[test]
fn a_panic_outside_leaves_its_place() {
    let pool = pool(one_place());
    let fetches = action(
        "function f() { require('zitadel/http').fetch('http://a/') }",
        10_000,
    );
    let failed = thread::scope(|scope| {
        let outside = scope.spawn(|| {
            let mut lease = pool.enter("1", None).unwrap();
            let world = Answering(|| panic!("on purpose"));
            run(&mut lease, vec![fetches], world)
        });
        outside.join().is_err()
    });
    assert!(failed);
    runs(&pool, "1");
    runs(&pool, "2");
}

/// The endless loops of one organisation leave room for another: it never waits for one of them.
#[test]
fn one_organisation_leaves_room() {
    const LOOPS: usize = 4;
    let pool = pool(Bounds::of_places(2));
    let (first, first_began) = mpsc::channel();
    let (over, all_over) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..LOOPS {
            let (pool, first, over) = (&pool, first.clone(), over.clone());
            scope.spawn(move || {
                let mut lease = pool.enter("loops", None).unwrap();
                first.send(()).unwrap();
                let endless = action("function f() { for (;;) {} }", 1000);
                let result = run(&mut lease, vec![endless], silence());
                assert_eq!(failure(&result.results[0]).unwrap().0, TimeoutCall);
                over.send(()).unwrap();
            });
        }
        drop((first, over));
        first_began.recv().unwrap();
        let lease = pool.enter("2", None).unwrap();
        // the three that wait for the other place are not over, so nobody waited for them
        assert!(all_over.try_iter().count() < LOOPS - 1);
        drop(lease);
    });
}
