//! The service as somebody would write it who wants REST alone: axum and serde.

use axum::{
    Json, Router,
    extract::Path,
    routing::{post, put},
};
use serde::{Deserialize, Serialize};

/// Bytes of a body; more than axum takes by default.
const LIMIT: usize = 4 << 20;

/// As protobuf's JSON has it.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
struct Note {
    id: String,
    title: String,
    text: String,
    #[serde(with = "text")]
    revision: i64,
    priority: i32,
    pinned: bool,
    tags: Vec<String>,
    author: Option<Author>,
}

#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
struct Author {
    name: String,
    email: String,
}

#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
struct Blob {
    #[serde(with = "base64_text")]
    data: Vec<u8>,
}

/// The unary methods by their paths.
pub fn router() -> Router {
    Router::new()
        .route("/v1/notes/{id}", put(put_note))
        .route("/v1/blobs", post(store_blob))
        .layer(axum::extract::DefaultBodyLimit::max(LIMIT))
}

async fn put_note(Path(id): Path<String>, Json(mut note): Json<Note>) -> Json<Note> {
    note.id = id;
    note.revision += 1;
    Json(note)
}

async fn store_blob(Json(blob): Json<Blob>) -> Json<Blob> {
    Json(blob)
}

/// Integers of 64 bits, which protobuf's JSON has as strings.
mod text {
    use std::borrow::Cow;

    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(value: &i64, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(value)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<i64, D::Error> {
        let text = <Cow<'de, str>>::deserialize(from)?;
        text.parse().map_err(Error::custom)
    }
}

/// Bytes, which JSON has no other way for.
mod base64_text {
    use std::borrow::Cow;

    use base64::{Engine as _, prelude::BASE64_STANDARD};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(value: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&BASE64_STANDARD.encode(value))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        let text = <Cow<'de, str>>::deserialize(from)?;
        BASE64_STANDARD.decode(&*text).map_err(Error::custom)
    }
}
