//! Query strings.

use super::{
    Maker, Taken, Takes,
    text::{Kind, escape},
};
use crate::question::Question;

/// Fields by both names.
const FIELDS: [(&str, &str, Kind); 20] = [
    ("i32", "i32", Kind::I32),
    ("i64", "i64", Kind::I64),
    ("u32", "u32", Kind::U32),
    ("u64", "u64", Kind::U64),
    ("f64", "f64", Kind::Float),
    ("f32", "f32", Kind::Float),
    ("flag", "flag", Kind::Bool),
    ("data", "data", Kind::Bytes),
    ("color", "color", Kind::Color),
    ("tags", "tags", Kind::Text),
    ("numbers", "numbers", Kind::I32),
    ("colors", "colors", Kind::Color),
    ("at", "at", Kind::Time),
    ("time_span", "timeSpan", Kind::Duration),
    ("mask", "mask", Kind::Mask),
    ("note", "note", Kind::Text),
    ("total", "total", Kind::I64),
    ("sure", "sure", Kind::Bool),
    ("right", "right", Kind::I32),
    ("maybe", "maybe", Kind::I32),
];

impl Maker<'_> {
    pub(super) fn query(&mut self, takes: Takes, taken: &Taken) -> String {
        let is_query = matches!(takes, Takes::Query);
        let is_message = matches!(takes, Takes::Message | Takes::Messages);
        if matches!(takes, Takes::Raw) || (!is_query && !self.one_in(6)) {
            return String::new();
        }
        let mut pairs = Vec::new();
        let mut names = Vec::new();
        for _ in 0..self.rng.u32(..5) {
            let (proto, json, kind) = FIELDS[self.rng.usize(..FIELDS.len())];
            let is_list = matches!(proto, "tags" | "numbers" | "colors");
            let prefix = match self.rng.u32(..4) {
                0 if is_query => "child.",
                1 if is_query => "child.child.",
                _ => "",
            };
            let full = format!("{prefix}{proto}");
            let is_twice = !is_list && names.contains(&full);
            if is_twice || (prefix.is_empty() && taken.has(proto, json)) {
                self.plant(Question::Conflict);
            }
            names.push(full);
            let name = if self.one_in(2) { proto } else { json };
            let value = self.parameter(kind);
            pairs.push(format!("{prefix}{name}={value}"));
        }
        if self.one_in(30) {
            pairs.push(
                self.pick(&["bogus=1", "child.bogus=1", "name.x=1", "labels.x=1"])
                    .to_owned(),
            );
            self.plant(Question::UnknownParameter);
        }
        if is_message && !pairs.is_empty() {
            self.plant(Question::ParameterBesideMessage);
        }
        if pairs.is_empty() {
            String::new()
        } else {
            format!("?{}", pairs.join("&"))
        }
    }

    fn parameter(&mut self, kind: Kind) -> String {
        let mut value = escape(self.value(kind));
        if kind == Kind::Text && self.one_in(5) {
            value.push('+');
            self.plant(Question::Plus);
        }
        if kind == Kind::Duration {
            self.plant(Question::DurationText);
        }
        value
    }
}
