//! The preset token of the first user. Only its hash leaves this module.

use portcullis_core::token::TokenHash;

use super::{Mistakes, Setting, raw::Raw};

const CHARACTERS_MIN: usize = 32;

pub(super) fn read(raw: &Raw, mistakes: &mut Mistakes) -> Option<TokenHash> {
    raw.read(Setting::AdminToken, mistakes, parse)
}

fn parse(text: &str) -> Result<TokenHash, String> {
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(
            "has characters beyond visible ASCII; give letters, digits and signs without blanks"
                .to_owned(),
        );
    }
    if text.len() < CHARACTERS_MIN {
        return Err(format!(
            "has {} characters; give at least {CHARACTERS_MIN}, at random",
            text.len()
        ));
    }
    Ok(TokenHash::of(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, good: bool) {
        assert_eq!(parse(text).is_ok(), good, "{text:?}");
    }

    #[test]
    fn tokens() {
        check(&"x".repeat(32), true);
        check("0123456789abcdef!\"#$%&'()*+,-./~", true);
        check(&"x".repeat(31), false);
        check("", false);
        check(&" ".repeat(32), false);
        check(&format!("{}\n", "x".repeat(32)), false);
        check(&"é".repeat(32), false);
    }
}
