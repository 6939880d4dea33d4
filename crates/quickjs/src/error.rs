//! Why there is no engine.

/// An engine could not be made, or not be put back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The system gave no memory for the heap.
    #[error("no memory for a heap of {0} bytes")]
    NoMemory(usize),
    /// The memory allowed is less than an engine takes, or more than it can count.
    #[error("a heap of {0} bytes is too small or too large")]
    MemoryLimit(usize),
    /// The stack of this thread is smaller than the stack that scripts may use.
    #[error("scripts may use {wanted} bytes of stack, this thread has {available}")]
    StackTooSmall {
        /// The limit, with what the engine needs beyond it.
        wanted: usize,
        /// What is left of the thread's stack.
        available: usize,
    },
    /// There is no image to restore.
    #[error("no image was taken")]
    NoImage,
}
