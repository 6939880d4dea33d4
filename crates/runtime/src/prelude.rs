//! The program that builds what scripts see. Its files share one scope, in this order.

/// A file and what is in it.
type File = (&'static str, &'static str);

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("prelude/", $name, ".js")))),*]
    };
}

const FILES: &[File] = files!["entry"];

/// What the engine calls the prelude in stack traces.
pub(crate) const NAME: &str = "<prelude>";

/// The whole program: an expression whose value is a function of the native helpers.
pub(crate) fn source() -> String {
    let mut source = String::from("(function (native) { 'use strict';\n");
    for (name, text) in FILES {
        source.push_str("// ");
        source.push_str(name);
        source.push('\n');
        source.push_str(text);
    }
    source.push_str("\nreturn entry;\n})");
    source
}
