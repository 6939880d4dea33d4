//! Bodies: JSON for the most part.

use super::{Body, Maker, Takes, text::Kind};
use crate::question::Question;

/// Keys by both names, and what their values are.
const KEYS: [(&str, &str, Kind); 18] = [
    ("i32", "i32", Kind::I32),
    ("i64", "i64", Kind::I64),
    ("u32", "u32", Kind::U32),
    ("u64", "u64", Kind::U64),
    ("f64", "f64", Kind::Float),
    ("f32", "f32", Kind::Float),
    ("flag", "flag", Kind::Bool),
    ("data", "data", Kind::Bytes),
    ("color", "color", Kind::Color),
    ("at", "at", Kind::Time),
    ("time_span", "timeSpan", Kind::Duration),
    ("mask", "mask", Kind::Mask),
    ("note", "note", Kind::Text),
    ("total", "total", Kind::I64),
    ("sure", "sure", Kind::Bool),
    ("left", "left", Kind::Text),
    ("maybe", "maybe", Kind::I32),
    ("name", "name", Kind::Text),
];
/// Members that do not come from the table. No map: Envoy breaks the connection off at one.
const EXTRA: [&str; 6] = [
    r#""tags":["a","b c"]"#,
    r#""numbers":[1,"2",3.0]"#,
    r#""colors":["RED",2]"#,
    r#""extra":{"x":[1,null,{"y":true}]}"#,
    r#""parts":[{"name":"p"},{}]"#,
    r#""child":null"#,
];
const BROKEN: [&str; 7] = [
    "{",
    "{\"name\":}",
    "nonsense",
    "{\"name\":1}",
    "[]",
    "{\"i32\":\"x\"}",
    "{\"color\":\"GREEN\"}",
];

impl Maker<'_> {
    pub(super) fn body(&mut self, takes: Takes, path: &str) -> Option<Body> {
        let text = match takes {
            Takes::Query => return None,
            Takes::Raw => {
                return Some(Body {
                    content_type: self.pick(&[
                        "text/plain",
                        "application/octet-stream",
                        "image/png",
                    ]),
                    text: self
                        .pick(&["", "abc", "{\"not\":\"looked at\"", "äöü\n"])
                        .to_owned(),
                });
            }
            Takes::Messages => {
                let items: Vec<_> = (0..self.rng.u32(..4))
                    .map(|_| self.object(1, false))
                    .collect();
                format!("[{}]", items.join(","))
            }
            Takes::Message if self.one_in(20) => String::new(),
            _ if self.one_in(15) => {
                self.plant(Question::ErrorText);
                self.pick(&BROKEN).to_owned()
            }
            _ => self.object(2, path != "/v1/things" && matches!(takes, Takes::Message)),
        };
        Some(Body {
            content_type: "application/json",
            text,
        })
    }

    /// An object; `has_path_name` says that the path gives the name of the outermost one.
    fn object(&mut self, depth: u32, has_path_name: bool) -> String {
        let mut members = Vec::new();
        let first = self.rng.usize(..KEYS.len());
        for offset in 0..self.rng.usize(..5) {
            let (proto, json, kind) = KEYS[(first + offset * 5) % KEYS.len()];
            if has_path_name && proto == "name" {
                self.plant(Question::Conflict);
            }
            let name = if self.one_in(2) { proto } else { json };
            members.push(format!("\"{name}\":{}", self.json(kind)));
        }
        if self.one_in(3) {
            members.push(self.pick(&EXTRA).to_owned());
        } else if depth > 0 && self.one_in(3) {
            members.push(format!("\"child\":{}", self.object(depth - 1, false)));
        }
        if self.one_in(20) {
            members.push(r#""bogus":{"x":1}"#.to_owned());
            self.plant(Question::UnknownKey);
        }
        if self.one_in(20) {
            members.push(r#""u32":3"#.to_owned());
            members.push(r#""u32":4"#.to_owned());
            self.plant(Question::DuplicateKey);
        } else if members
            .iter()
            .filter(|it| it.starts_with("\"u32\""))
            .count()
            > 1
        {
            self.plant(Question::DuplicateKey);
        }
        format!("{{{}}}", members.join(","))
    }

    fn json(&mut self, kind: Kind) -> String {
        let value = self.good_value(kind);
        let is_bare = match kind {
            Kind::Bool => true,
            Kind::I32 | Kind::U32 | Kind::I64 | Kind::U64 => self.one_in(2),
            Kind::Float => !value.ends_with("NaN") && !value.ends_with('y'),
            _ => false,
        };
        if is_bare {
            value.to_owned()
        } else {
            serde_json::Value::from(value).to_string()
        }
    }
}
