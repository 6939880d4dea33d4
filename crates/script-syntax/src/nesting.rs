//! How deep the brackets of a script can nest at most, told before it is parsed.
//!
//! The parser tries an arrow function's parameters where parentheses turn out to hold an
//! expression, so deep nesting costs it the square of the depth in time. The bound has to hold for
//! texts made to deceive: from the first place where only a parser can tell what a text is, each
//! bracket counts as if none were closed any more.

use crate::tokens::{Kind, Token, Tokens};

/// An upper bound of the depth.
pub(crate) fn at_most(source: &str) -> usize {
    let mut depth = 0_usize;
    let mut deepest = 0_usize;
    for token in Tokens::new(source) {
        let rest = source.get(token.start..).unwrap_or_default();
        if is_doubtful(&token, rest) {
            return deepest.max(depth + rest.bytes().filter(|byte| opens(*byte)).count());
        }
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ if token.kind == Kind::Template => depth = through_template(depth, token.text),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// A piece of a template closes a bracket, opens one, both or none.
fn through_template(depth: usize, text: &str) -> usize {
    let closed = depth.saturating_sub(usize::from(text.starts_with('}')));
    closed + usize::from(text.ends_with('{'))
}

/// Whether the token, and so all that follows it, may be something else to a parser: a division
/// or a regular expression, or an HTML-like comment.
fn is_doubtful(token: &Token<'_>, rest: &str) -> bool {
    token.is_doubtful
        || token.kind == Kind::Illegal
        || rest.starts_with("<!--")
        || rest.starts_with("-->")
}

fn opens(byte: u8) -> bool {
    matches!(byte, b'(' | b'[' | b'{')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, depth: usize) {
        assert_eq!(at_most(source), depth, "{source:?}");
    }

    #[test]
    fn the_depth_of_plain_scripts_is_exact() {
        check("", 0);
        check("f(a)(b)[c]", 1);
        check("function f() { return [(1)] }", 3);
        check("')))' + ((1))", 2);
        check("/\\)[/)]/.test((1))", 2);
        check("// (((\n/* ((( */ (1)", 1);
        check("`((${f(`${(1)}`)}((`", 4);
        check("a.in / 2 / ((1))", 2);
        check("f(a) / 2 + (b) + (c)", 1);
        check("if (a) /((/.test((1))", 2);
        check("a.if(b) / (c) / (d)", 1);
    }

    #[test]
    fn behind_a_doubtful_token_every_bracket_counts() {
        check("await (a) / (b) / (c)", 2);
        check("{} /'/.x; (a); (b)", 2);
        check("a <!-- `\n(a); (b)", 2);
        check("a\n--> '\n(a); (b)", 2);
        check("'\n(a); (b)", 2);
        check("`(a); (b)", 2);
        check("of /(a)/ (b)", 2);
    }
}
