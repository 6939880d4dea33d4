//! How a body is cut into chunks makes no difference to the texts in it, and none is too long.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portcullis_gateway::rest::split::{Error, Limits, Splitter};

const LIMITS: Limits = Limits {
    bytes: 16,
    depth: 3,
};

fn split(body: &[u8], size: usize) -> Result<Vec<Vec<u8>>, Error> {
    let mut splitter = Splitter::new(LIMITS);
    let mut texts = Vec::new();
    for chunk in body.chunks(size) {
        splitter.push(chunk);
        while let Some(text) = splitter.next()? {
            texts.push(text.to_vec());
        }
    }
    texts.extend(splitter.finish()?.map(|text| text.to_vec()));
    Ok(texts)
}

fuzz_target!(|body: &[u8]| {
    let whole = split(body, usize::MAX);
    assert_eq!(whole, split(body, 1));
    assert_eq!(whole, split(body, 3));
    if let Ok(texts) = whole {
        assert!(texts.iter().all(|text| text.len() <= LIMITS.bytes));
    }
});
