//! Whatever is decompressed stays within its limit, and comes out of a second round unchanged.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portcullis_gateway::compression::Encodings;

const LIMIT: usize = 100_000;

fuzz_target!(|input: &[u8]| {
    for encoding in Encodings::all_built_in().iter() {
        let Ok(out) = encoding.decompress(input, LIMIT) else {
            continue;
        };
        assert!(out.len() <= LIMIT);
        let mut again = Default::default();
        encoding.compress(&out, &mut again).expect("memory");
        assert_eq!(encoding.decompress(&again, out.len()), Ok(out));
    }
});
