//! The functions that the prelude gets, and `Math.random`.
//!
//! They reach the host and ask what JavaScript cannot see for itself. They hold no data but values
//! of the engine, so they may lie in an image.

mod arguments;
mod plain_json;
mod records;

use std::ffi::{CStr, c_int};

use rquickjs_sys as sys;

use crate::{
    Refusal, Value,
    context::{Backtrace, Context, Local, NativeFunction, Raised},
    exception::Stop,
};

use arguments::Arguments;

pub(crate) use records::Names;

/// What is handed to the prelude: a name, the number of arguments, the function.
const FUNCTIONS: [(&CStr, c_int, NativeFunction); 9] = [
    (c"host", 1, native::<AskHost>),
    (c"evaluate", 2, native::<Evaluate>),
    (c"classOf", 1, native::<ClassOf>),
    (c"runJobs", 0, native::<RunJobs>),
    (c"memberTrap", 1, native::<records::MemberTrap>),
    (c"elementTrap", 3, native::<records::ElementTrap>),
    (c"brand", 1, native::<records::Brand>),
    (c"targetOf", 1, native::<records::TargetOf>),
    (c"plainJson", 1, native::<plain_json::PlainJson>),
];

/// A native function.
trait Native {
    fn call(context: Context, arguments: Arguments<'_>) -> Result<Local, Raised>;
}

/// `host(function, ...arguments)`: asks the host.
struct AskHost;

/// `evaluate(source, name)`: runs a sloppy global script and returns its completion value. The
/// stacks of its errors end with it.
struct Evaluate;

/// `classOf(value)`: the class that the engine keeps an object in, whatever its prototype says:
/// `Object`, `Array`, `Date`, `Proxy`, `AsyncFunction`, `Uint8Array`, …; `undefined` for what is no
/// object.
struct ClassOf;

/// `runJobs()`: runs the promise jobs that are due.
struct RunJobs;

/// `Math.random()`.
struct Random;

/// The object with the functions for the prelude.
pub(crate) fn object(context: Context) -> Result<Local, Raised> {
    let object = context.object()?;
    for (name, length, function) in FUNCTIONS {
        object.define(name, context.function(name, length, function)?)?;
    }
    Ok(object)
}

/// Gives `Math` a source of random numbers that is not part of the image.
pub(crate) fn replace_random(context: Context) -> Result<(), Raised> {
    let math = context.global()?.property(c"Math")?;
    math.define(c"random", context.function(c"random", 0, native::<Random>)?)
}

// === impl AskHost ===

impl Native for AskHost {
    fn call(context: Context, arguments: Arguments<'_>) -> Result<Local, Raised> {
        let run = context.run();
        if run.stopped().is_some() {
            return Err(context.throw_stopped());
        }
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments.iter() {
            match argument.read()? {
                Value::Other => {
                    return Err(context.throw_error("TypeError", "the host takes primitive values"));
                }
                value => values.push(value),
            }
        }
        let Some((function, arguments)) = split_function(&values) else {
            return Err(context.throw_error("TypeError", "the host's functions have numbers"));
        };
        let answer = run.call_host(function, arguments);
        if run.stopped().is_some() {
            return Err(context.throw_stopped());
        }
        match answer {
            Ok(value) => context.value(&value),
            Err(Refusal::Throw { name, message }) => Err(context.throw_error(&name, &message)),
            Err(Refusal::Abort) => {
                run.stop(Stop::Aborted);
                Err(context.throw_stopped())
            }
        }
    }
}

// === impl Evaluate ===

impl Native for Evaluate {
    fn call(context: Context, arguments: Arguments<'_>) -> Result<Local, Raised> {
        let (Some(source), Some(name)) = (arguments.get(0), arguments.get(1)) else {
            return Err(context.throw_error("TypeError", "evaluate takes a source and a name"));
        };
        let source = source.convert_to_text()?;
        let name = name.convert_to_text()?;
        context.evaluate(&source, &name, Backtrace::EndsHere)
    }
}

// === impl ClassOf ===

impl Native for ClassOf {
    fn call(context: Context, arguments: Arguments<'_>) -> Result<Local, Raised> {
        match arguments.get(0) {
            Some(object) if object.is_object() => object.class_name(),
            _ => Ok(context.undefined()),
        }
    }
}

// === impl RunJobs ===

impl Native for RunJobs {
    fn call(context: Context, _arguments: Arguments<'_>) -> Result<Local, Raised> {
        context.run_jobs().map(|()| context.undefined())
    }
}

// === impl Random ===

impl Native for Random {
    fn call(context: Context, _arguments: Arguments<'_>) -> Result<Local, Raised> {
        context.value(&Value::Number(context.run().random()))
    }
}

/// What QuickJS calls for a native function.
unsafe extern "C" fn native<F: Native>(
    context: *mut sys::JSContext,
    _this: sys::JSValue,
    count: c_int,
    arguments: *mut sys::JSValue,
) -> sys::JSValue {
    // SAFETY: QuickJS calls its functions with a context and its arguments.
    let arguments = unsafe { Arguments::new(context, count, arguments) };
    F::call(arguments.context(), arguments).map_or(sys::JS_EXCEPTION, Local::into_raw)
}

/// The number of the host's function, and what is left for it.
fn split_function(values: &[Value]) -> Option<(u32, &[Value])> {
    let (Value::Number(number), arguments) = values.split_first()? else {
        return None;
    };
    let function = *number as u32;
    (f64::from(function) == *number).then_some((function, arguments))
}
