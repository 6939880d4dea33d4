//! Runs the corpora of the fuzz targets, without a fuzzer.

use std::{fs, path::Path};

#[expect(unreachable_pub, reason = "a library of its own where it is fuzzed")]
#[path = "../fuzz/src/lib.rs"]
mod targets;

#[test]
fn every_committed_input_passes() {
    for (name, target) in targets::TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fuzz/corpus")
            .join(name);
        let inputs = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{folder:?}: {error}"));
        let mut number = 0;
        for input in inputs {
            let path = input.unwrap().path();
            target(&fs::read(&path).unwrap());
            number += 1;
        }
        assert!(number > 0, "{name} has no corpus");
    }
}

#[test]
fn what_is_cut_short_passes() {
    for (name, target) in targets::TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fuzz/corpus")
            .join(name);
        for input in fs::read_dir(folder).unwrap() {
            let bytes = fs::read(input.unwrap().path()).unwrap();
            for length in 0..bytes.len().min(64) {
                target(&bytes[..length]);
            }
        }
    }
}
