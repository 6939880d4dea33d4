//! The template parser: one pass, one character at a time.

use super::{Segment, Template, Variable};
use crate::path::decode::decode;

type Parsed<T> = Result<T, &'static str>;

struct Parser<'a> {
    rest: &'a str,
    segments: Vec<Segment>,
    variables: Vec<Variable>,
}

pub(super) fn parse(source: &str) -> Parsed<Template> {
    let mut parser = Parser {
        rest: source,
        segments: Vec::new(),
        variables: Vec::new(),
    };
    if !parser.eat("/") {
        return Err("a template starts with a slash");
    }
    parser.segments(Parser::segment)?;
    let verb = parser.verb()?;
    if !parser.rest.is_empty() {
        return Err("unexpected character");
    }
    let last = parser.segments.len() - 1;
    if parser.segments[..last].contains(&Segment::Many) {
        return Err("`**` has to be the last segment");
    }
    Ok(Template {
        source: source.to_owned(),
        segments: parser.segments,
        verb,
        variables: parser.variables,
    })
}

// === impl Parser ===

impl<'a> Parser<'a> {
    fn eat(&mut self, token: &str) -> bool {
        let rest = self.rest.strip_prefix(token);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// One or more segments with slashes between them.
    fn segments(&mut self, segment: impl Fn(&mut Self) -> Parsed<()>) -> Parsed<()> {
        segment(self)?;
        while self.eat("/") {
            segment(self)?;
        }
        Ok(())
    }

    fn segment(&mut self) -> Parsed<()> {
        if self.eat("{") {
            self.variable()
        } else {
            self.plain_segment()
        }
    }

    fn plain_segment(&mut self) -> Parsed<()> {
        let segment = if self.eat("**") {
            Segment::Many
        } else if self.eat("*") {
            Segment::One
        } else {
            Segment::Literal(self.literal()?)
        };
        self.segments.push(segment);
        Ok(())
    }

    fn variable(&mut self) -> Parsed<()> {
        let field_path = self.field_path()?;
        if self.variables.iter().any(|it| it.field_path == field_path) {
            return Err("two variables for one field");
        }
        let start = self.segments.len();
        if self.eat("=") {
            self.segments(|parser| match parser.rest.starts_with('{') {
                true => Err("a variable inside a variable"),
                false => parser.plain_segment(),
            })?;
        } else {
            self.segments.push(Segment::One);
        }
        if !self.eat("}") {
            return Err("a variable ends with `}`");
        }
        let open_ended = self.segments.last() == Some(&Segment::Many);
        self.variables.push(Variable {
            field_path,
            start,
            end: (!open_ended).then_some(self.segments.len()),
        });
        Ok(())
    }

    fn field_path(&mut self) -> Parsed<String> {
        let path = self.take_until(['=', '}']);
        let is_name = |name: &str| {
            name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        if path.split('.').all(is_name) {
            Ok(path.to_owned())
        } else {
            Err("a variable names a field")
        }
    }

    fn verb(&mut self) -> Parsed<Option<String>> {
        if self.eat(":") {
            self.literal().map(Some)
        } else {
            Ok(None)
        }
    }

    fn literal(&mut self) -> Parsed<String> {
        let raw = self.take_until(['/', ':', '{', '}', '*', '=']);
        if raw.is_empty() {
            return Err("an empty segment or verb");
        }
        decode(raw)
            .map(|text| text.into_owned())
            .ok_or("a broken percent escape")
    }

    fn take_until<const N: usize>(&mut self, stops: [char; N]) -> &'a str {
        let end = self.rest.find(stops).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }
}
