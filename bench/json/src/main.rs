//! Reads and writes the same message by the gateway's JSON and by pbjson's; see README.md.

mod ours {
    #![allow(clippy::all)]
    include!(concat!(env!("OUT_DIR"), "/ours/bench.rs"));
    include!(concat!(env!("OUT_DIR"), "/ours/bench.json.rs"));
}

mod theirs {
    #![allow(clippy::all)]
    include!(concat!(env!("OUT_DIR"), "/pbjson/bench.rs"));
    include!(concat!(env!("OUT_DIR"), "/pbjson/bench.serde.rs"));
}

use std::{
    env,
    error::Error,
    hint::black_box,
    time::{Duration, Instant},
};

use bytes::BytesMut;
use portcullis_gateway::json::{self, Options};

const TEXT: &str = r#"{"id":"2f1c9a70-5a0e","customerName":"Ada Lovelace","sequence":"184467440737","priority":3,"totalPrice":1234.5,"isPaid":true,"state":"STATE_SHIPPED","signature":"3q2+7wABAgMEBQYH","createdAt":"2026-11-22T09:00:00.125Z","items":[{"productId":"p-1","count":2,"unitPrice":99.25},{"productId":"p-2","count":1,"unitPrice":1036.0}],"labels":{"region":"eu-west"},"histogram":[1,2,3,5,8,13],"note":"leave at the door","address":{"street":"1 Main Street","city":"London","postalCode":"N1 9GU"}}"#;
const ROUNDS: u32 = 20_000;
const REPEATS: u32 = 15;

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::new();
    let ours: ours::Order = json::decode(TEXT.as_bytes(), &options)?;
    let theirs: theirs::Order = serde_json::from_str(TEXT)?;
    let mut out = BytesMut::new();
    json::encode(&ours, &options, &mut out)?;
    let text: serde_json::Value = serde_json::from_str(TEXT)?;
    // pbjson writes the time with an offset instead of a Z, but no more
    let theirs_text = serde_json::to_string(&theirs)?.replace("+00:00", "Z");
    for written in [&out[..], theirs_text.as_bytes()] {
        if serde_json::from_slice::<serde_json::Value>(written)? != text {
            return Err(format!("{} is written", String::from_utf8_lossy(written)).into());
        }
    }

    let decode_ours = || {
        drop(black_box(json::decode::<ours::Order>(
            black_box(TEXT.as_bytes()),
            &options,
        )))
    };
    let decode_theirs = || {
        drop(black_box(serde_json::from_slice::<theirs::Order>(
            black_box(TEXT.as_bytes()),
        )))
    };
    let encode_ours = || {
        let mut out = BytesMut::with_capacity(1024);
        drop(black_box(json::encode(
            black_box(&ours),
            &options,
            &mut out,
        )));
        black_box(out);
    };
    let encode_theirs = || {
        let mut out = Vec::with_capacity(1024);
        drop(black_box(serde_json::to_writer(
            &mut out,
            black_box(&theirs),
        )));
        black_box(out);
    };
    // one of them alone, so many times, for a profiler
    let rounds = env::args().nth(2).map_or(Ok(1), |rounds| rounds.parse())?;
    let repeat = |work: &dyn Fn()| (0..rounds).for_each(|_| work());
    match env::args().nth(1).as_deref() {
        None => {
            compare("decode", &decode_ours, &decode_theirs);
            compare("encode", &encode_ours, &encode_theirs);
        }
        Some("decode-ours") => repeat(&decode_ours),
        Some("decode-pbjson") => repeat(&decode_theirs),
        Some("encode-ours") => repeat(&encode_ours),
        Some("encode-pbjson") => repeat(&encode_theirs),
        Some(other) => return Err(format!("unknown work {other}").into()),
    }
    Ok(())
}

/// The best of some interleaved runs each.
fn compare(what: &str, ours: &dyn Fn(), theirs: &dyn Fn()) {
    let mut best = [Duration::MAX; 2];
    for _ in 0..REPEATS {
        for (best, work) in best.iter_mut().zip([ours, theirs]) {
            let begin = Instant::now();
            (0..ROUNDS).for_each(|_| work());
            *best = begin.elapsed().min(*best);
        }
    }
    let [ours, theirs] = best.map(|time| time.as_nanos() / u128::from(ROUNDS));
    println!("{what}: gateway {ours} ns, pbjson {theirs} ns");
}
