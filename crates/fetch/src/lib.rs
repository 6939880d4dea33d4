//! Makes the HTTP calls of scripts, and keeps them away from where they must not go.
//!
//! [`Fetcher`] makes a call as the scripts' old engine did: the same headers, the same way of
//! following redirects, failures told in the same words. [`Policy`] says which hosts may be
//! reached. A name is resolved here and nowhere else, every address that it has is checked, and the
//! connection goes to an address that was checked; the same holds for each redirect and for each
//! connection that is used again.
//!
//! This crate knows nothing of scripts, and it takes no proxy from the environment.

mod answer;
mod body;
mod cause;
mod connect;
mod connection;
mod error;
mod fetcher;
mod hop;
mod policy;
mod pool;
mod quote;
mod redirect;
mod resolve;
mod target;
mod tls;
mod turns;

#[cfg(test)]
mod tests;

pub use self::{error::Error, fetcher::Fetcher, policy::Policy};
