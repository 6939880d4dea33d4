//! Paths: of each template, and some that are nobody's.

use super::{
    Maker, Takes,
    text::{Kind, escape},
};
use crate::question::Question;

/// What RFC 3986 allows to stand unescaped in a segment beside letters, but for the colon.
const PLAIN: &str = "!$&'()*,;=@";

impl Maker<'_> {
    /// A verb, a path, and what the method of both takes.
    pub(super) fn path(&mut self) -> (&'static str, String, Takes) {
        match self.rng.u32(..22) {
            0 => {
                let verb = self.pick(&["GET", "DELETE", "REPORT"]);
                (verb, format!("/v1/things/{}", self.last()), Takes::Query)
            }
            1..=4 => ("GET", "/v1/things".to_owned(), Takes::Query),
            5 => {
                let (a, b) = (self.many(), self.many());
                let path = format!("/v1/nested/a/{a}/b/{b}/{}", self.last());
                ("GET", path, Takes::Query)
            }
            6 => ("GET", self.deep("/v1/deep", ""), Takes::Query),
            7 => ("GET", self.deep("/v1/verbs/x", ":read"), Takes::Query),
            8 => {
                let path = format!("/v1/plain/{}/{}/end", self.one(), self.one());
                ("GET", path, Takes::Query)
            }
            9 | 10 => {
                let kinds = [
                    Kind::I32,
                    Kind::U64,
                    Kind::Bool,
                    Kind::Color,
                    Kind::Float,
                    Kind::Bytes,
                ];
                let mut path = "/v1/typed".to_owned();
                for kind in kinds {
                    let value = self.value(kind);
                    path.push('/');
                    path.push_str(&escape(if value.is_empty() { "AA==" } else { value }));
                }
                ("GET", path, Takes::Query)
            }
            11 => {
                let number = self.value(Kind::I32);
                (
                    "GET",
                    format!("/v1/known/{}/{number}", self.one()),
                    Takes::Query,
                )
            }
            12..=14 => ("POST", "/v1/things".to_owned(), Takes::Message),
            15 => ("PUT", format!("/v1/things/{}", self.last()), Takes::Message),
            16 => (
                "POST",
                format!("/v1/things/{}:go", self.one()),
                Takes::Message,
            ),
            17 => ("PUT", format!("/v1/change/{}", self.last()), Takes::Field),
            18 => ("POST", format!("/v1/files/{}", self.last()), Takes::Raw),
            19 => {
                let letters = self.pick(&["abc", "a", "ab%20c"]);
                ("GET", format!("/v1/letters/{letters}"), Takes::Query)
            }
            20 => ("POST", "/v1/collect".to_owned(), Takes::Messages),
            _ => self.odd(),
        }
    }

    /// Errors, and paths that lead nowhere.
    fn odd(&mut self) -> (&'static str, String, Takes) {
        if self.one_in(2) {
            let code = self.rng.u32(1..17);
            return (
                "GET",
                format!("/v1/fail/{code}/{}", self.last()),
                Takes::Query,
            );
        }
        let path = self.pick(&[
            "/",
            "/v1",
            "/v1/",
            "/v2/things",
            "/v1//things",
            "/v1/things/a/b",
            "/v1/nested/a/1/c/2/x",
            "/v1/plain/a/end",
            "/v1/things/a:stop:go",
        ]);
        if path.ends_with(":go") {
            self.plant(Question::ForeignVerb);
        }
        ("GET", path.to_owned(), Takes::Query)
    }

    /// A segment somewhere in the middle.
    fn one(&mut self) -> String {
        let word = self.good_value(Kind::Text);
        let mut segment = escape(word);
        if self.one_in(4) {
            segment.push(char::from(PLAIN.as_bytes()[self.rng.usize(..PLAIN.len())]));
        }
        if self.one_in(4) {
            segment.push_str(self.pick(&[":b", ":read"]));
        }
        segment
    }

    /// The last segment, where a colon could begin a verb.
    fn last(&mut self) -> String {
        let segment = self.one();
        if segment.contains(":read") || segment.contains(":go") {
            self.plant(Question::ForeignVerb);
        }
        segment
    }

    /// A segment of a variable over several.
    fn many(&mut self) -> String {
        self.plant(Question::KeptEscapes);
        self.one()
    }

    /// Some segments, then a verb.
    fn deep(&mut self, prefix: &str, verb: &str) -> String {
        let mut path = prefix.to_owned();
        for _ in 0..self.rng.u32(1..4) {
            path.push('/');
            path.push_str(&self.many());
        }
        if path
            .rsplit('/')
            .next()
            .is_some_and(|last| last.contains(':'))
            || !verb.is_empty()
        {
            self.plant(Question::ForeignVerb);
        }
        path + verb
    }
}
