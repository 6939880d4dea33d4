//! Settings: raw values from flags, environment and file become validated ones.
//!
//! A flag wins over the environment, that over the file, that over the default. Every mistake
//! is collected, so that one start names them all. This is the only module that reads the
//! environment; it deliberately knows nothing of what the settings are used for.

mod admin_token;
mod duration;
mod environment;
mod execution_log;
mod external_domain;
mod file;
mod listen;
mod logging;
mod mistakes;
mod process;
mod raw;
mod script_limit;
mod scripts;
mod secrets_key;
mod setting;
mod store;
#[cfg(test)]
mod tests;
mod tls;

use std::sync::Arc;

use portcullis_core::{management, token::TokenHash};
use portcullis_execution_log::Keep;

pub use duration::parse_duration;
pub use environment::{Environment, ProcessEnvironment};
pub use listen::Listen;
pub use logging::{LogFormat, Logging};
pub use mistakes::Mistakes;
pub use process::Process;
pub use scripts::{ScriptIsolation, Scripts};
pub use setting::Setting;
pub use store::Store;

use raw::Raw;

use crate::secrets::KeySource;

/// What the server needs to start.
#[derive(Debug)]
pub struct ServeConfig {
    /// Where to accept calls.
    pub listen: Listen,
    /// Serves TLS instead of plain text.
    pub tls: Option<Arc<rustls::ServerConfig>>,
    /// Where the data lies.
    pub store: Store,
    /// Settings of the use cases.
    pub management: management::Settings,
    /// How scripts are run.
    pub scripts: Scripts,
    /// How much of the log of executions is kept.
    pub execution_log: Keep,
    /// Where the keys of secrets lie.
    pub secrets: KeySource,
    /// The token that the first user is to have instead of a random one.
    pub admin_token: Option<TokenHash>,
    /// What is logged, and how.
    pub logging: Logging,
    /// How the process runs and ends.
    pub process: Process,
    /// What is odd but harmless, in sentences.
    pub warnings: Vec<String>,
}

/// What the other commands need; they leave the settings of the server alone.
#[derive(Debug)]
pub struct CommandConfig {
    /// Where the data lies.
    pub store: Store,
    /// Where the keys of secrets lie; a mistake there is one only for who needs them.
    pub secrets: Result<KeySource, Mistakes>,
    /// The host that domains of new organisations end with.
    pub external_domain: String,
}

// === impl ServeConfig ===

impl ServeConfig {
    /// Reads and checks every setting.
    ///
    /// # Errors
    /// All mistakes at once.
    pub fn load(
        flags: Vec<(Setting, String)>,
        environment: &dyn Environment,
    ) -> Result<Self, Mistakes> {
        let mut mistakes = Mistakes::default();
        let raw = Raw::collect(flags, environment, &mut mistakes);
        let listen = listen::read(&raw, &mut mistakes);
        let tls = tls::read(&raw, &mut mistakes);
        let store = store::read(&raw, &mut mistakes);
        let secrets = store.as_ref();
        let secrets = secrets.and_then(|store| secrets_key::read(&raw, store, &mut mistakes));
        let script_limit = script_limit::read(&raw, &mut mistakes);
        let external_domain = external_domain::read(&raw, &mut mistakes);
        let admin_token = admin_token::read(&raw, &mut mistakes);
        let logging = logging::read(&raw, &mut mistakes);
        let process = process::read(&raw, &mut mistakes);
        let scripts = scripts::read(&raw, &mut mistakes);
        let execution_log = execution_log::read(&raw, &mut mistakes);
        let runs = scripts.zip(execution_log);
        let store = store.zip(secrets);
        match (listen, store, external_domain, logging, process, runs) {
            (
                Some(listen),
                Some((store, secrets)),
                Some(external_domain),
                Some(logging),
                Some(process),
                Some((scripts, execution_log)),
            ) if mistakes.is_empty() => Ok(Self {
                listen,
                tls,
                store,
                management: management::Settings {
                    script_limit,
                    external_domain,
                },
                scripts,
                execution_log,
                secrets,
                admin_token,
                logging,
                process,
                warnings: raw.warnings,
            }),
            _ => Err(mistakes),
        }
    }
}

// === impl CommandConfig ===

impl CommandConfig {
    /// Reads every setting, but checks only those that a command uses.
    ///
    /// # Errors
    /// All mistakes at once.
    pub fn load(
        flags: Vec<(Setting, String)>,
        environment: &dyn Environment,
    ) -> Result<Self, Mistakes> {
        let mut mistakes = Mistakes::default();
        let raw = Raw::collect(flags, environment, &mut mistakes);
        let store = store::read(&raw, &mut mistakes);
        let external_domain = external_domain::read(&raw, &mut mistakes);
        match (store, external_domain) {
            (Some(store), Some(external_domain)) if mistakes.is_empty() => {
                let mut of_secrets = Mistakes::default();
                let secrets = secrets_key::read(&raw, &store, &mut of_secrets);
                Ok(Self {
                    store,
                    secrets: secrets.ok_or(of_secrets),
                    external_domain,
                })
            }
            _ => Err(mistakes),
        }
    }
}
