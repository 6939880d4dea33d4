//! Scripts that would take more than they may, or go where they must not: each ends within its limit,
//! and the next run finds nothing of it.

mod escape;
mod memory;
mod time;

use std::{
    fs,
    sync::Mutex,
    thread,
    time::{Duration, Instant},
};

use portcullis_core::script::{ScriptAction, ScriptErrorKind};
use portcullis_script_worker::{Bounds, Lease, Pool};

use crate::setting::{action, failure, launcher, run, silence};

/// A script, and how it may end.
#[derive(Clone, Copy, Debug)]
struct Case<'a> {
    /// What the function does.
    body: &'a str,
    /// What the script does beside it.
    beside: &'a str,
    /// In milliseconds.
    timeout: u64,
    /// Any of these, or none if it is to succeed.
    ends: &'a [ScriptErrorKind],
}

/// How many run at once.
const THREADS: usize = 6;
/// For what never ends by itself.
const SHORT: u64 = 150;
/// For what does, however busy the machine is.
const LONG: u64 = 20_000;
/// Beyond what a script and its worker may take: the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(30);

/// Most processor time of the two other scripts and of what is done for all three.
const OTHERS: Duration = Duration::from_secs(1);

/// Fails if it finds anything that is not there in a fresh engine.
const WITNESS: &str = "
    var first = typeof left;
    function f(ctx, api) {
        var found = [];
        function note(name, is) { if (is) found.push(name) }
        for (var key in {}) note(key, true);
        for (var key in []) note(key, true);
        for (var key in f) note(key, true);
        note('global', first !== 'undefined');
        note('this', /left/.test(Reflect.ownKeys(globalThis).map(String).join()));
        note('push', [1].push(2) !== 2 || [].push.length !== 1);
        note('json', JSON.stringify({ a: [1] }) !== '{\"a\":[1]}' || ({}).toJSON);
        note('string', 'a'.concat('b') !== 'ab' || String(1) !== '1');
        note('symbol', Object.getOwnPropertySymbols(Object.prototype).length);
        note('function', Function.prototype.call.call(function () { return 1 }) !== 1);
        note('module', require('zitadel/log').left);
        note('context', ctx.left || ctx.v1.left || api.left);
        note('claims', ctx.v1.claims.was !== 1);
        api.v1.claims.setClaim('found', found.join());
    }";

/// Runs all of them in one pool, each before a witness in the same place.
fn check_all(cases: &[Case<'_>]) {
    let mut bounds = Bounds::of_places(THREADS);
    bounds.places_per_organisation = THREADS;
    let pool = Pool::new(launcher(), bounds).unwrap();
    let cases = Mutex::new(cases.iter());
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                loop {
                    let next = cases.lock().unwrap().next();
                    let Some(case) = next else { return };
                    check(&mut pool.enter("hostile", None).unwrap(), case);
                }
            });
        }
    });
}

#[track_caller]
fn check(lease: &mut Lease, case: &Case<'_>) {
    let Case {
        body,
        beside,
        timeout,
        ends,
    } = case;
    let script = format!("{beside}\nfunction f(ctx, api) {{ {body} }}");
    let (began, before) = (Instant::now(), used(lease));
    let actions = vec![was(), action(&script, *timeout), action(WITNESS, LONG)];
    let result = run(lease, actions, silence());
    // loading, calling, and the time that a worker has to notice
    let most = Duration::from_millis(2 * timeout + 250);
    assert!(began.elapsed() < most + PATIENCE, "{case:.200?}");
    // what a busy machine does not lengthen; of a worker that was replaced it is not known
    if let (Some((process, before)), Some((still, after))) = (before, used(lease))
        && process == still
    {
        let took = after.saturating_sub(before);
        assert!(took < most + OTHERS, "{case:.200?}: {took:?}");
    }
    match failure(&result.results[1]) {
        None => assert!(ends.is_empty(), "{case:.200?} succeeded"),
        Some((kind, message)) => {
            assert!(ends.contains(&kind), "{case:.200?}: {kind:?} {message}");
            // a worker may have to be killed, but does not die by itself
            let was_killed = message.contains("its time was over");
            let is_lost = kind == ScriptErrorKind::WorkerLost;
            assert!(!is_lost || was_killed, "{case:.200?}: {message}");
        }
    }
    assert_eq!(failure(&result.results[2]), None, "after {case:.200?}");
    let claims = result.final_claims_json.unwrap();
    assert!(claims.contains("\"found\":\"\""), "{case:.200?}: {claims}");
}

/// The worker's process, and the processor time that it has used.
fn used(lease: &Lease) -> Option<(u32, Duration)> {
    let process = lease.process_id()?;
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // proc_pid_stat(5): behind the name, fields 14 and 15 count hundredths of seconds
    let (_, behind_name) = stat.rsplit_once(')')?;
    let mut times = behind_name.split_whitespace().skip(11);
    let mut next = || times.next()?.parse::<u64>().ok();
    Some((process, Duration::from_millis(10 * (next()? + next()?))))
}

/// Ran before, and must not be touched.
fn was() -> ScriptAction {
    action(
        "function f(c, api) { api.v1.claims.setClaim('was', 1) }",
        LONG,
    )
}

// === impl Case ===

impl<'a> Case<'a> {
    /// Never ends by itself.
    fn endless(body: &'a str, ends: &'a [ScriptErrorKind]) -> Self {
        Self {
            body,
            beside: "",
            timeout: SHORT,
            ends,
        }
    }

    /// Ends by itself, or by a limit that is not time.
    fn ending(body: &'a str, ends: &'a [ScriptErrorKind]) -> Self {
        Self {
            timeout: LONG,
            ..Self::endless(body, ends)
        }
    }

    /// The script does not come to its function.
    fn loading(beside: &'a str, ends: &'a [ScriptErrorKind]) -> Self {
        Self {
            beside,
            ..Self::endless("", ends)
        }
    }
}
