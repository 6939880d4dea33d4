//! JSON and compression.

use bytes::BytesMut;
use portcullis_gateway::{
    compression::Encodings,
    json::{MAX_DEPTH, Message, Options, decode, encode, too_deep},
    rest::split::{Error, Limits, Splitter},
};
use prost_types::{Duration, Value};

const DECOMPRESSED_MAX: usize = 100_000;
const TEXTS: Limits = Limits {
    bytes: 16,
    depth: 3,
};

/// Whatever is decompressed stays within its limit, and comes out of a second round unchanged.
pub fn decompress(input: &[u8]) {
    for encoding in Encodings::all_built_in().iter() {
        let Ok(out) = encoding.decompress(input, DECOMPRESSED_MAX) else {
            continue;
        };
        assert!(out.len() <= DECOMPRESSED_MAX);
        let mut again = BytesMut::new();
        encoding.compress(&out, &mut again).expect("memory");
        assert_eq!(encoding.decompress(&again, out.len()), Ok(out));
    }
}

/// A duration that can be read prints as text that reads as the same.
pub fn duration(input: &[u8]) {
    if let Ok(duration) = decode::<Duration>(input, &Options::new()) {
        let again = decode(&printed(&duration), &Options::new());
        assert_eq!(again.ok(), Some(duration));
    }
}

/// Any JSON value that can be read prints as text that reads as the same.
pub fn json_value(input: &[u8]) {
    if let Ok(value) = decode::<Value>(input, &Options::new()) {
        let printed = printed(&value);
        // nothing at all is read as a value without a kind, which prints as null
        if value.kind.is_some() {
            assert_eq!(decode(&printed, &Options::new()).ok(), Some(value));
        }
    }
}

fn printed<M: Message>(message: &M) -> BytesMut {
    let mut printed = BytesMut::new();
    encode(message, &Options::new(), &mut printed).expect("what was read can be printed");
    printed
}

/// What is found to be shallow enough is no problem for the JSON parser.
pub fn json_depth(input: &[u8]) {
    if too_deep(input, MAX_DEPTH).is_none()
        && let Err(error) = serde_json::from_slice::<serde_json::Value>(input)
    {
        assert!(!error.to_string().contains("recursion limit"));
    }
}

/// How a body is cut into chunks makes no difference to the texts in it, and none is too long.
pub fn json_split(input: &[u8]) {
    let whole = split(input, usize::MAX);
    assert_eq!(whole, split(input, 1));
    assert_eq!(whole, split(input, 3));
    if let Ok(texts) = whole {
        assert!(texts.iter().all(|text| text.len() <= TEXTS.bytes));
    }
}

fn split(body: &[u8], size: usize) -> Result<Vec<Vec<u8>>, Error> {
    let mut splitter = Splitter::new(TEXTS);
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
