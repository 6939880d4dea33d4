//! The field mask of a PATCH, from the keys of its body.
//!
//! AIP-134: a caller who names no fields to update means those he sent.

use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::shape::Shape;

/// The paths of all fields that a JSON text has, in names of the `.proto` file.
///
/// Lists, maps and well-known types are fields as a whole, as is a message without a key. Keys that
/// name no field are left out, and so is a text that is no JSON: whoever decodes it says so.
pub(super) fn paths(text: &[u8], shape: &'static Shape) -> Vec<String> {
    let mut paths = Vec::new();
    let keys = Keys {
        shape: Some(shape),
        prefix: "",
        paths: &mut paths,
    };
    let read = keys.deserialize(&mut serde_json::Deserializer::from_slice(text));
    if read.is_err() {
        paths.clear();
    }
    // a text that is no object has no keys, only itself
    paths.retain(|path| !path.is_empty());
    paths
}

/// Reads one value: notes the keys of an object of a known type, else the place of the value.
struct Keys<'a> {
    shape: Option<&'static Shape>,
    prefix: &'a str,
    paths: &'a mut Vec<String>,
}

// === impl Keys ===

impl Keys<'_> {
    fn leaf<E>(self) -> Result<(), E> {
        self.paths.push(self.prefix.to_owned());
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Keys<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Keys<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some(shape) = self.shape else {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return self.leaf();
        };
        let mut is_empty = true;
        while let Some(key) = map.next_key::<String>()? {
            let Some(field) = shape.field(&key) else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            is_empty = false;
            let path = match self.prefix {
                "" => field.name.to_owned(),
                prefix => format!("{prefix}.{}", field.name),
            };
            map.next_value_seed(Keys {
                shape: field.message,
                prefix: &path,
                paths: self.paths,
            })?;
        }
        if is_empty { self.leaf() } else { Ok(()) }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        self.leaf()
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<(), E> {
        self.leaf()
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<(), E> {
        self.leaf()
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<(), E> {
        self.leaf()
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<(), E> {
        self.leaf()
    }

    fn visit_str<E: de::Error>(self, _: &str) -> Result<(), E> {
        self.leaf()
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        self.leaf()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::proptest;

    use super::{Shape, paths};
    use crate::rest::shape::Field;

    static BOOK: Shape = Shape {
        fields: &[
            field("title", "title", None),
            field("page_count", "pageCount", None),
            field("author", "author", Some(&AUTHOR)),
            field("labels", "labels", None),
        ],
    };
    static AUTHOR: Shape = Shape {
        fields: &[
            field("full_name", "fullName", None),
            field("best_book", "bestBook", Some(&BOOK)),
        ],
    };

    const fn field(
        name: &'static str,
        json_name: &'static str,
        message: Option<&'static Shape>,
    ) -> Field {
        Field {
            name,
            json_name,
            is_repeated: false,
            message,
        }
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(paths(text.as_bytes(), &BOOK), expected, "{text:?}");
    }

    #[test]
    fn collects() {
        check(r#"{"title":"x","pageCount":1}"#, &["title", "page_count"]);
        check(r#"{"page_count":null}"#, &["page_count"]);
        check(
            r#"{"author":{"fullName":"x","bestBook":{"title":""}}}"#,
            &["author.full_name", "author.best_book.title"],
        );
        check(
            r#"{"labels":{"a":"b"},"title":[1,{"a":2}]}"#,
            &["labels", "title"],
        );
        check(r#"{"author":{}}"#, &["author"]);
        check(r#"{"author":{"unknown":1}}"#, &["author"]);
        check(r#"{"unknown":{"title":1},"title":true}"#, &["title"]);
    }

    #[test]
    fn nothing_to_collect() {
        for text in [
            "",
            "{}",
            "[]",
            "1",
            "null",
            "{\"title\":",
            "{\"unknown\":1}",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn resolves_paths_of_either_name() {
        let resolve = |path| BOOK.resolve(path).map(|(_, path)| path);
        assert_eq!(resolve("pageCount").as_deref(), Some("page_count"));
        assert_eq!(
            resolve("author.bestBook.page_count").as_deref(),
            Some("author.best_book.page_count")
        );
        for path in ["", "x", "title.x", "author.", ".title", "author..title"] {
            assert_eq!(resolve(path), None, "{path:?}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "[{}\\[\\]\":,a-z1 ]*") {
            let _ = paths(text.as_bytes(), &BOOK);
        }
    }
}
