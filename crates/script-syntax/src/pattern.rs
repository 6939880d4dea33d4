//! Why the old engine refuses a regular expression, in its words.
//!
//! It looked at groups and classes itself and gave the rest to RE2, or to another matcher where the
//! pattern looks around or refers back. What that other one says, and what RE2 says of a pattern that
//! had to be written anew for it, is not told.

/// The flags that the old engine knew.
const FLAGS: &str = "gimsuy";

/// How a dot that matches no line feed was written anew.
const DOT: &str = "[^\r\n\u{2028}\u{2029}]";

/// A pattern, and how far it was read.
struct Pattern<'p> {
    /// What is left of it.
    rest: &'p str,
    /// Groups that are open.
    depth: u32,
    before: Before<'p>,
    /// What RE2 says, which is asked when the old engine itself found nothing.
    complaint: Option<String>,
}

/// What a repetition would repeat.
enum Before<'p> {
    Nothing,
    Something,
    /// Another repetition, with all that follows.
    Repetition(&'p str),
}

/// What is said of a pattern by whom.
enum Refusal {
    Own(&'static str),
    /// Nobody knows: another matcher is asked, or the pattern is written anew.
    Unknown,
}

/// Bytes of a pattern that is looked at. Whoever waits for the words cannot be interrupted.
const PATTERN_BYTES_MAX: usize = 16 << 10;

/// The old engine's words for a pattern and flags; none where it takes them, or its words are not known.
pub fn refusal(pattern: &str, flags: &str) -> Option<String> {
    if pattern.len() > PATTERN_BYTES_MAX {
        return None;
    }
    let is_wrong = |(at, flag): (usize, char)| {
        !FLAGS.contains(flag) || flags.get(..at).is_some_and(|before| before.contains(flag))
    };
    if flags.char_indices().any(is_wrong) {
        return Some(format!(
            "Invalid flags supplied to RegExp constructor '{flags}'"
        ));
    }
    let mut read = Pattern {
        rest: pattern,
        depth: 0,
        before: Before::Nothing,
        complaint: None,
    };
    match read.all() {
        Err(Refusal::Own(words)) => Some(String::from(words)),
        Err(Refusal::Unknown) => None,
        Ok(()) => read.complaint.map(|complaint| {
            let text = for_re2(pattern, flags);
            format!("Invalid regular expression (re2): {text} (error parsing regexp: {complaint})")
        }),
    }
}

/// The pattern as it was given to RE2.
fn for_re2(pattern: &str, flags: &str) -> String {
    let passed: String = "msi".chars().filter(|it| flags.contains(*it)).collect();
    let mut text = String::with_capacity(pattern.len());
    let mut is_escaped = false;
    let mut is_in_class = false;
    for character in pattern.chars() {
        match character {
            '.' if !is_escaped && !is_in_class && !flags.contains('s') => text.push_str(DOT),
            _ => text.push(character),
        }
        match character {
            '[' if !is_escaped => is_in_class = true,
            ']' if !is_escaped => is_in_class = false,
            _ => {}
        }
        is_escaped = character == '\\' && !is_escaped;
    }
    if passed.is_empty() {
        text
    } else {
        format!("(?{passed}:{text})")
    }
}

// === impl Pattern ===

impl<'p> Pattern<'p> {
    fn all(&mut self) -> Result<(), Refusal> {
        while let Some(character) = self.rest.chars().next() {
            let here = self.rest;
            self.skip(character.len_utf8());
            match character {
                '\\' => self.escape()?,
                '(' => self.group()?,
                ')' => self.end_of_group()?,
                '[' => self.class()?,
                '|' => self.before = Before::Nothing,
                '*' | '+' | '?' => self.repetition(here),
                '{' => self.counted(here),
                _ => self.before = Before::Something,
            }
        }
        if self.depth > 0 {
            return Err(Refusal::Own("Unterminated group"));
        }
        Ok(())
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    /// What RE2 says first counts.
    fn complain(&mut self, complaint: String) {
        self.complaint.get_or_insert(complaint);
    }

    /// What was read since `start`.
    fn since(&self, start: &'p str) -> &'p str {
        let length = start.len().saturating_sub(self.rest.len());
        start.get(..length).unwrap_or_default()
    }

    fn escape(&mut self) -> Result<(), Refusal> {
        self.before = Before::Something;
        match self.rest.chars().next() {
            None => self.complain(String::from("trailing backslash at end of expression: ``")),
            Some(it) if it.is_ascii_punctuation() || "dDwWbBfnrtv".contains(it) => self.skip(1),
            Some(_) => return Err(Refusal::Unknown),
        }
        Ok(())
    }

    fn group(&mut self) -> Result<(), Refusal> {
        self.depth += 1;
        self.before = Before::Nothing;
        let mut behind = self.rest.chars();
        match (behind.next(), behind.next()) {
            (Some('?'), Some(':')) => self.skip(2),
            (Some('?'), Some('=' | '!' | '<')) => return Err(Refusal::Unknown),
            (Some('?'), Some(_)) => return Err(Refusal::Own("Invalid group")),
            _ => {}
        }
        Ok(())
    }

    fn end_of_group(&mut self) -> Result<(), Refusal> {
        let outside = self.depth.checked_sub(1);
        self.depth = outside.ok_or(Refusal::Own("Unmatched ')'"))?;
        self.before = Before::Something;
        Ok(())
    }

    /// A class without escapes and names of classes is known; any is known to lack its end.
    fn class(&mut self) -> Result<(), Refusal> {
        let inside = self.rest;
        let mut is_plain = true;
        loop {
            match self.rest.chars().next() {
                None => return Err(Refusal::Own("Unterminated character class")),
                Some(']') => break,
                Some('\\') => {
                    is_plain = false;
                    self.skip(1);
                    self.skip(self.rest.chars().next().map_or(0, char::len_utf8));
                }
                Some(it) => self.skip(it.len_utf8()),
            }
        }
        let class = self.since(inside);
        self.skip(1);
        self.before = Before::Something;
        if !is_plain || class.contains("[:") || matches!(class, "" | "^") {
            return Err(Refusal::Unknown);
        }
        let class: Vec<char> = class.strip_prefix('^').unwrap_or(class).chars().collect();
        let mut rest = class.as_slice();
        while let [first, behind @ ..] = rest {
            rest = match behind {
                ['-', last, behind @ ..] => {
                    if first > last {
                        self.complain(format!("invalid character class range: `{first}-{last}`"));
                    }
                    behind
                }
                _ => behind,
            };
        }
        Ok(())
    }

    /// A repetition of which all but the question mark behind was read.
    fn repetition(&mut self, start: &'p str) {
        if self.rest.starts_with('?') {
            self.skip(1);
        }
        match self.before {
            Before::Nothing => {
                let operator = self.since(start);
                self.complain(format!(
                    "missing argument to repetition operator: `{operator}`"
                ));
            }
            Before::Repetition(first) => {
                let operators = self.since(first);
                self.complain(format!("invalid nested repetition operator: `{operators}`"));
            }
            Before::Something => {}
        }
        self.before = Before::Repetition(start);
    }

    /// A brace begins a repetition, or is one.
    fn counted(&mut self, start: &'p str) {
        let is_other = |character: char| !character.is_ascii_digit() && character != ',';
        let end = self.rest.find(is_other).unwrap_or(self.rest.len());
        let (counts, rest) = self.rest.split_at(end);
        let counts = rest.strip_prefix('}').and_then(|behind| {
            let (least, most) = counts.split_once(',').unwrap_or((counts, counts));
            let most = if most.is_empty() {
                None
            } else {
                Some(number(most)?)
            };
            Some((number(least)?, most, behind))
        });
        let Some((least, most, behind)) = counts else {
            self.before = Before::Something;
            return;
        };
        self.rest = behind;
        if most.is_some_and(|most| most < least) {
            let counts = self.since(start);
            self.complain(format!("invalid repeat count: `{counts}`"));
        }
        self.repetition(start);
    }
}

/// A number as RE2 reads one.
fn number(digits: &str) -> Option<u32> {
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_padded = digits.len() > 1 && digits.starts_with('0');
    (is_number && !is_padded)
        .then(|| digits.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::{PATTERN_BYTES_MAX, refusal};

    #[track_caller]
    fn check(pattern: &str, flags: &str, expected: Option<&str>) {
        assert_eq!(
            refusal(pattern, flags).as_deref(),
            expected,
            "/{pattern}/{flags}"
        );
    }

    /// What RE2 says of a pattern that is given to it as it is.
    #[track_caller]
    fn check_re2(pattern: &str, complaint: &str) {
        let text = format!(
            "Invalid regular expression (re2): {pattern} (error parsing regexp: {complaint})"
        );
        check(pattern, "", Some(&text));
    }

    #[test]
    fn long_patterns_are_not_looked_at() {
        let words = Some("Unterminated group");
        check(&format!("{}(", "{".repeat(1000)), "", words);
        check(&format!("{}(", "a".repeat(PATTERN_BYTES_MAX)), "", None);
    }

    #[test]
    fn flags_are_looked_at_first() {
        let words = "Invalid flags supplied to RegExp constructor 'gg'";
        check("(", "gg", Some(words));
        let words = "Invalid flags supplied to RegExp constructor 'x'";
        check("a", "x", Some(words));
        check("a", "gimsuy", None);
    }

    #[test]
    fn groups_and_classes() {
        check("(", "", Some("Unterminated group"));
        check("(?", "", Some("Unterminated group"));
        check("*(?:a", "", Some("Unterminated group"));
        check("a)", "", Some("Unmatched ')'"));
        check("(?a)", "", Some("Invalid group"));
        check("[a\\]", "", Some("Unterminated character class"));
        check("[z-a", "", Some("Unterminated character class"));
        check("(a|[b-c]+)(?:d)?", "", None);
    }

    #[test]
    fn what_re2_says() {
        check_re2("*", "missing argument to repetition operator: `*`");
        check_re2("(|+?)", "missing argument to repetition operator: `+?`");
        check_re2("{1}", "missing argument to repetition operator: `{1}`");
        check_re2("a**", "invalid nested repetition operator: `**`");
        check_re2("a*?{2}", "invalid nested repetition operator: `*?{2}`");
        check_re2("a{2,1}", "invalid repeat count: `{2,1}`");
        check_re2("[ä-a]", "invalid character class range: `ä-a`");
        check_re2("a\\", "trailing backslash at end of expression: ``");
        check("a{1}?b{c{,2}d{02}", "", None);
        check("[a-b-c][-z]", "", None);
    }

    #[test]
    fn what_is_given_to_re2() {
        let complaint = "(error parsing regexp: invalid nested repetition operator: `*+`)";
        let words = format!(
            "Invalid regular expression (re2): (?mi:[^\r\n\u{2028}\u{2029}]\\.*+) {complaint}"
        );
        check(".\\.*+", "im", Some(&words));
        let words = format!("Invalid regular expression (re2): (?s:.*+) {complaint}");
        check(".*+", "s", Some(&words));
    }

    #[test]
    fn what_is_not_known() {
        check("(?=*)", "", None);
        check("\\1**", "", None);
        check("\\s**", "", None);
        check("[\\d-a]", "", None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_an_answer(pattern in "\\PC{0,30}", flags in "[a-z]{0,4}") {
            let _ = refusal(&pattern, &flags);
        }

        #[test]
        fn any_pattern_has_an_answer(pattern in "[a\\[\\]()*+?{}1,:^|ä-]{0,12}") {
            let _ = refusal(&pattern, "");
        }
    }
}
