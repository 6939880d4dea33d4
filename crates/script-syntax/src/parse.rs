//! Parsing on a stack that is deep enough.
//!
//! The parser and what walks its tree call themselves for everything nested, so the stack of an
//! ordinary thread could overflow. Here they get one that suffices for the length of the script
//! and the depth of its brackets, or are told how much the thread they are called on has left;
//! scripts beyond the limits of either are not parsed at all.

use std::thread;

use oxc_allocator::Allocator;
use oxc_parser::{Parser, ParserReturn};
use oxc_span::SourceType;

use crate::nesting;

/// What a bracket may cost, with all that is called for what stands inside of it. Measured is a
/// third of it, without optimisation.
const STACK_PER_BRACKET: usize = 16 * 1024;

/// What any byte may cost, for constructs that nest without brackets. Measured is a third of it,
/// without optimisation.
const STACK_PER_BYTE: usize = 4 * 1024;

/// What is needed in any case.
const STACK_AT_LEAST: usize = 256 * 1024;

/// The deepest nesting of brackets.
const DEEPEST: usize = 500;

/// The longest script.
const LONGEST: usize = 64 * 1024;

/// What parsing needs at most: on a thread with so much stack left, [`crate::prepare_on`] parses all
/// that [`prepare`](crate::prepare()) does.
pub const STACK_MAX: usize =
    STACK_AT_LEAST + LONGEST * STACK_PER_BYTE + DEEPEST * STACK_PER_BRACKET;

/// Parses a script, on a thread of its own, and hands the result on; `None` for a script beyond the
/// limits, or when the machine gives no thread.
pub(crate) fn parsed<T: Send>(
    source: &str,
    then: impl for<'a> FnOnce(ParserReturn<'a>, &'a Allocator) -> T + Send,
) -> Option<T> {
    let stack = stack_for(source)?;
    thread::scope(|scope| {
        let thread = thread::Builder::new()
            .name(String::from("script-syntax"))
            .stack_size(stack)
            .spawn_scoped(scope, || parse(source, then));
        thread.ok()?.join().ok()
    })
}

/// The same on this thread, which has so many bytes of stack left; `None`, too, when they may not
/// suffice.
pub(crate) fn parsed_on<T>(
    source: &str,
    left: usize,
    then: impl for<'a> FnOnce(ParserReturn<'a>, &'a Allocator) -> T,
) -> Option<T> {
    let stack = stack_for(source)?;
    (stack <= left).then(|| parse(source, then))
}

fn parse<T>(source: &str, then: impl for<'a> FnOnce(ParserReturn<'a>, &'a Allocator) -> T) -> T {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, source, SourceType::script()).parse();
    then(parsed, &allocator)
}

/// The stack that parsing this script may need, if it is within the limits. Its pages are real
/// only as far as they are used.
fn stack_for(source: &str) -> Option<usize> {
    if source.len() > LONGEST {
        return None;
    }
    let depth = nesting::at_most(source);
    let stack = STACK_AT_LEAST + source.len() * STACK_PER_BYTE + depth * STACK_PER_BRACKET;
    (depth <= DEEPEST).then_some(stack)
}

/// Texts that nest when they are repeated.
#[cfg(test)]
pub(crate) fn nesting_units() -> impl Iterator<Item = &'static str> {
    [
        "(",
        "[",
        "{",
        "a?",
        "a?b:",
        "a=",
        "a=>",
        "!",
        "-~",
        "a+",
        "a.",
        "a(",
        "a[",
        "new ",
        "`${",
        "if(a)",
        "a:",
        "do ",
        "for(;;)",
        "function f(){",
        "(()=>{",
        "(a=",
        "async(",
        "class A{a=",
        "class A extends ",
        "x=>{",
        "({a(){",
        "a**",
        "typeof ",
        "try{",
        "({a:",
        "throw(",
        "a,",
        "async x=>",
        "\"",
        "/",
        "<",
        "}",
        ")",
        "\u{0}",
        "\\",
        "#",
        "@",
    ]
    .into_iter()
}
