//! Takes secrets out of what leaves: wherever one stands, `***` stands instead.
//!
//! A secret is found as it is, and in the forms in which it is mostly passed on: within JSON, in
//! URLs and in base64. What a script makes of it beyond that, its first half for example, is not
//! known here.

mod form;
mod http;
#[cfg(test)]
mod tests;

use std::{borrow::Cow, collections::HashMap, fmt};

use aho_corasick::{AhoCorasick, Input, MatchKind};

use self::form::Form;
pub(crate) use self::http::{call_body, call_headers, call_text, call_url, without_credentials};

/// The secrets that were given to the scripts of a trigger.
#[derive(Default)]
pub(crate) struct Redaction {
    /// By what they begin with, which the searcher looks for.
    forms: HashMap<String, Vec<Form>>,
    heads: Vec<String>,
    searcher: Option<AhoCorasick>,
    /// Whether secrets cannot be looked for.
    is_blind: bool,
}

/// What stands for a secret.
pub(crate) const MASK: &str = "***";

/// The longest beginning that is looked for; the rest is compared when it was found. So what is kept
/// of long secrets stays small.
const HEAD_BYTES: usize = 64;

// === impl Redaction ===

impl Redaction {
    /// From now on, this is a secret.
    pub(crate) fn add(&mut self, secret: &str) {
        let before = self.heads.len();
        for form in form::forms(secret) {
            let head = head(&form.text).to_owned();
            let known = self.forms.entry(head.clone()).or_default();
            if known.is_empty() {
                self.heads.push(head);
            }
            if !known.contains(&form) {
                known.push(form);
            }
        }
        if self.heads.len() > before {
            let searcher = AhoCorasick::builder()
                .match_kind(MatchKind::LeftmostLongest)
                .build(&self.heads);
            // Only sizes far beyond those of secrets are refused; then nothing is told any more.
            self.is_blind = searcher.is_err();
            self.searcher = searcher.ok();
        }
    }

    /// The text without secrets, of which at most the first `most` bytes are looked at and kept.
    /// Where a secret begins before that, none of it is left.
    pub(crate) fn redact<'a>(&self, text: &'a str, most: usize) -> Cow<'a, str> {
        if self.is_blind {
            return Cow::Borrowed(MASK);
        }
        let end = text.floor_char_boundary(most);
        let mut kept = String::new();
        let mut from = 0;
        let mut search = 0;
        while let Some((start, stop)) = self.find(text, search) {
            if start >= end {
                break;
            }
            search = match self.longest(text, start, stop) {
                None => start + text[start..].chars().next().map_or(1, char::len_utf8),
                Some((length, form)) => {
                    let (start, stop) = form.spread(text, from, (start, start + length));
                    kept.push_str(text.get(from..start).unwrap_or_default());
                    kept.push_str(MASK);
                    from = stop;
                    stop
                }
            };
        }
        if from == 0 {
            return Cow::Borrowed(&text[..end]);
        }
        kept.push_str(text.get(from..end).unwrap_or_default());
        Cow::Owned(kept)
    }

    /// The whole text without secrets.
    pub(crate) fn redact_all(&self, text: &mut String) {
        let redacted = self.redact(text, usize::MAX);
        if redacted != text.as_str() {
            *text = redacted.into_owned();
        }
    }

    /// Where the next beginning of a secret may stand.
    fn find(&self, text: &str, from: usize) -> Option<(usize, usize)> {
        let found = self.searcher.as_ref()?.find(Input::new(text).range(from..));
        found.map(|found| (found.start(), found.end()))
    }

    /// How much of a secret stands there, and in which form.
    fn longest(&self, text: &str, start: usize, stop: usize) -> Option<(usize, &Form)> {
        let forms = self.forms.get(text.get(start..stop)?)?;
        let lengths = forms.iter().filter_map(|form| {
            let length = form.length_at(text, start, stop)?;
            Some((length, form))
        });
        lengths.max_by_key(|(length, _)| *length)
    }
}

impl fmt::Debug for Redaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redaction").finish_non_exhaustive()
    }
}

fn head(text: &str) -> &str {
    &text[..text.floor_char_boundary(HEAD_BYTES)]
}
