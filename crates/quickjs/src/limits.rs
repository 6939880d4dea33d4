//! How much memory and stack a script may use.

use std::thread;

use crate::stack;

/// Bounds of one engine, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The whole heap: the built-in objects, the prelude and what scripts make. At most 1 GiB.
    pub memory: usize,
    /// How deep the stack may grow. About 700 bytes go into one call of a JavaScript function.
    pub stack: usize,
}

// === impl Limits ===

impl Limits {
    /// A thread to run an engine on, with a stack that is large enough. Its memory is only touched
    /// when it is used, and [`Engine::restore_image`](crate::Engine::restore_image) soon gives
    /// back what a deep recursion touched.
    pub fn thread(&self) -> thread::Builder {
        thread::Builder::new().stack_size(self.stack.saturating_add(stack::HEADROOM))
    }
}

impl Default for Limits {
    /// 64 MiB of heap, and a stack for 100,000 calls.
    fn default() -> Self {
        Self {
            memory: 64 << 20,
            stack: 128 << 20,
        }
    }
}
