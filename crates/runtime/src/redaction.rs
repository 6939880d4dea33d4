//! Takes secrets out of what leaves: wherever one stands, `***` stands instead.
//!
//! A secret is found as it is, and in the forms in which it is mostly passed on: within JSON, in
//! URLs and in base64. What a script makes of it beyond that, its first half for example, is not
//! known here.
//!
//! Texts must come as scripts and the outside made them: whoever cuts or rewrites one first may
//! break a secret in two that is not found then.

mod encoding;
mod form;
mod http;
#[cfg(test)]
mod tests;

use std::{borrow::Cow, cell::OnceCell, collections::HashMap, fmt, ops::Range};

use aho_corasick::{AhoCorasick, AhoCorasickKind, Input};

use self::form::Form;
pub(crate) use self::http::{
    call_body, call_error, call_headers, call_text, call_url, without_credentials,
};

/// The secrets that were given to the scripts of a trigger.
#[derive(Default)]
pub(crate) struct Redaction {
    /// By what they begin with.
    forms: HashMap<String, Vec<Form>>,
    /// Looks for these beginnings; made when it is needed.
    searcher: OnceCell<Searcher>,
}

struct Searcher {
    /// None if they cannot be looked for.
    automaton: Option<AhoCorasick>,
    /// The beginnings, as the automaton numbers them.
    heads: Vec<String>,
}

/// What stands for a secret.
pub(crate) const MASK: &str = "***";

/// The longest beginning that is looked for; the rest is compared when it was found. So of long secrets
/// little is kept beside themselves.
const HEAD_BYTES: usize = 64;

/// How often all of a text may be compared with secrets. Only texts that are made of the beginnings of a
/// secret, again and again, need more, and are masked from there on.
const COMPARED_MAX: usize = 500;

// === impl Redaction ===

impl Redaction {
    /// From now on, this is a secret.
    pub(crate) fn add(&mut self, secret: &str) {
        for form in form::forms(secret) {
            let head = form.head(HEAD_BYTES);
            self.forms.entry(head).or_default().push(form);
        }
        self.searcher = OnceCell::new();
    }

    /// The text without secrets, of which at most the first `most` bytes are looked at and kept.
    /// Where a secret begins before that, none of it is left.
    pub(crate) fn redact<'a>(&self, text: &'a str, most: usize) -> Cow<'a, str> {
        let end = text.floor_char_boundary(most);
        if self.forms.is_empty() {
            return Cow::Borrowed(&text[..end]);
        }
        let searcher = self.searcher.get_or_init(|| Searcher::new(&self.forms));
        let Some(automaton) = &searcher.automaton else {
            return Cow::Borrowed(MASK);
        };
        let places = self.places(searcher, automaton, text, end);
        if places.is_empty() {
            return Cow::Borrowed(&text[..end]);
        }
        let mut kept = String::new();
        let mut from = 0;
        for place in places {
            kept.push_str(text.get(from..place.start).unwrap_or_default());
            kept.push_str(MASK);
            from = place.end;
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

    /// Where secrets stand that begin before `end`; those that overlap are one place.
    fn places(
        &self,
        searcher: &Searcher,
        automaton: &AhoCorasick,
        text: &str,
        end: usize,
    ) -> Vec<Range<usize>> {
        let mut places: Vec<Range<usize>> = Vec::new();
        let mut budget = text.len().saturating_mul(COMPARED_MAX).max(4 << 20);
        let searched = Input::new(text).range(..(end + HEAD_BYTES).min(text.len()));
        for found in automaton.find_overlapping_iter(searched) {
            if found.start() >= end {
                continue;
            }
            let head = searcher.heads.get(found.pattern().as_usize());
            let forms = head.and_then(|head| self.forms.get(head));
            for form in forms.into_iter().flatten() {
                let Some(place) = form.place(text, found.start()) else {
                    continue;
                };
                let Some(left) = budget.checked_sub(place.len()) else {
                    places.push(found.start()..text.len());
                    return joined(places);
                };
                budget = left;
                // most repeat the one before
                if places.last() != Some(&place) {
                    places.push(place);
                }
            }
        }
        joined(places)
    }
}

// === impl Searcher ===

impl Searcher {
    fn new(forms: &HashMap<String, Vec<Form>>) -> Self {
        let heads: Vec<_> = forms.keys().cloned().collect();
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&heads);
        Self {
            // only sizes far beyond those of secrets are refused; then nothing is told any more
            automaton: automaton.ok(),
            heads,
        }
    }
}

/// In order, with those that overlap as one.
fn joined(mut places: Vec<Range<usize>>) -> Vec<Range<usize>> {
    places.sort_unstable_by_key(|place| place.start);
    let mut joined: Vec<Range<usize>> = Vec::new();
    for place in places {
        match joined.last_mut() {
            Some(last) if place.start < last.end => last.end = last.end.max(place.end),
            _ => joined.push(place),
        }
    }
    joined
}

impl fmt::Debug for Redaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redaction").finish_non_exhaustive()
    }
}
