//! The messages that are sent.

use crate::pb::{Author, Blob, Note};

/// Notes of a list.
pub const COUNT: i32 = 100;

/// Bytes of the big message.
const BLOB: usize = 64 * 1024;

/// About 300 bytes, as protobuf and as JSON.
pub fn note() -> Note {
    Note {
        id: "note-00042".into(),
        title: "Rotate the signing keys".into(),
        text: "Keys older than ninety days are replaced on the first Monday of the month. Keep \
               the old ones until every token that they signed has expired."
            .into(),
        revision: 1_234_567_890,
        priority: 3,
        pinned: true,
        tags: vec!["security".into(), "runbook".into()],
        author: Some(Author {
            name: "Ada Lovelace".into(),
            email: "ada@example.com".into(),
        }),
    }
}

/// The notes of a list, each with a revision of its own.
pub fn notes(count: i32) -> impl Iterator<Item = Note> + Send + 'static {
    let note = note();
    (0..i64::from(count)).map(move |number| Note {
        revision: note.revision + number,
        ..note.clone()
    })
}

/// 64 KiB that do not compress to nothing.
pub fn blob() -> Blob {
    let byte = |number: usize| (number.wrapping_mul(2_654_435_761) >> 13) as u8;
    Blob {
        data: (0..BLOB).map(byte).collect(),
    }
}
