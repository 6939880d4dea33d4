//! The flags of settings: what clap reads, handed on unchecked under the settings' names.

use clap::{Arg, Args, Command};

use crate::config::Setting;

use super::Error;

/// Which instance a command is about.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Instance")]
pub(super) struct InstanceFlags {
    /// Directory of database, lock and admin.token [env: PORTCULLIS_DATA_DIR] [default: ./portcullis-data]
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<String>,
    /// Database, when it lies elsewhere [env: PORTCULLIS_DATABASE] [default: portcullis.db in the data directory]
    #[arg(long, global = true, value_name = "sqlite:PATH")]
    database: Option<String>,
    /// Host that domains of organisations end with [env: PORTCULLIS_EXTERNAL_DOMAIN] [default: localhost]
    #[arg(long, global = true, value_name = "HOST")]
    external_domain: Option<String>,
    /// Settings in TOML [env: PORTCULLIS_CONFIG]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<String>,
}

/// What only a server needs to know.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct ServeFlags {
    /// Address and port to accept calls on; port 0 picks a free one [env: PORTCULLIS_LISTEN] [default: 127.0.0.1:8080]
    #[arg(long, value_name = "HOST:PORT", help_heading = "Network")]
    listen: Option<String>,
    /// Certificate chain in PEM; with --tls-key the port speaks TLS [env: PORTCULLIS_TLS_CERT]
    #[arg(long, value_name = "FILE", help_heading = "Network")]
    tls_cert: Option<String>,
    /// Private key of the certificate in PEM [env: PORTCULLIS_TLS_KEY]
    #[arg(long, value_name = "FILE", help_heading = "Network")]
    tls_key: Option<String>,
    /// Allow scripts of up to N bytes, 1 to 40000, instead of 2000 characters [env: PORTCULLIS_MAX_SCRIPT_BYTES]
    #[arg(long, value_name = "N", help_heading = "Limits")]
    max_script_bytes: Option<String>,
    /// Scripts that compute at the same time, 1 to 256 [env: PORTCULLIS_SCRIPT_WORKERS] [default: one per core, at least 2]
    #[arg(long, value_name = "N", help_heading = "Scripts")]
    script_workers: Option<String>,
    /// Memory of a script in MiB, 8 to 1024 [env: PORTCULLIS_SCRIPT_MEMORY] [default: 64]
    #[arg(long, value_name = "MIB", help_heading = "Scripts")]
    script_memory: Option<String>,
    /// How scripts are kept from the system: seccomp or in-process [env: PORTCULLIS_SCRIPT_ISOLATION] [default: seccomp]
    #[arg(long, value_name = "HOW", help_heading = "Scripts")]
    script_isolation: Option<String>,
    /// Program whose script-worker command the workers are, of the same version [env: PORTCULLIS_SCRIPT_PROGRAM] [default: this one]
    #[arg(long, value_name = "FILE", help_heading = "Scripts")]
    script_program: Option<String>,
    /// Addresses, networks and names that scripts cannot reach, instead of the default ones; may be empty [env: PORTCULLIS_SCRIPT_DENY_LIST]
    #[arg(long, value_name = "LIST", help_heading = "Scripts")]
    script_deny_list: Option<String>,
    /// What they can reach all the same; ORG=… for one organisation [env: PORTCULLIS_SCRIPT_ALLOW_LIST]
    #[arg(long, value_name = "LIST", help_heading = "Scripts")]
    script_allow_list: Option<String>,
    /// Runs of actions that are logged in all, at most 10000000; 0 for none [env: PORTCULLIS_EXECUTION_LOG_ENTRIES] [default: 100000]
    #[arg(long, value_name = "N", help_heading = "Scripts")]
    execution_log_entries: Option<String>,
    /// How long they stay in the log, at least 1m [env: PORTCULLIS_EXECUTION_LOG_AGE] [default: 30d]
    #[arg(long, value_name = "DURATION", help_heading = "Scripts")]
    execution_log_age: Option<String>,
    /// Time for running calls once a stop was asked for, at most 1h [env: PORTCULLIS_DRAIN_TIMEOUT] [default: 10s]
    #[arg(long, value_name = "DURATION", help_heading = "Limits")]
    drain_timeout: Option<String>,
    /// Threads that serve calls, 1 to 256 [env: PORTCULLIS_WORKER_THREADS] [default: one per core]
    #[arg(long, value_name = "N", help_heading = "Limits")]
    worker_threads: Option<String>,
    /// off, error, warn, info, debug, trace, or a filter such as info,hyper=debug [env: PORTCULLIS_LOG_LEVEL] [default: info]
    #[arg(long, value_name = "LEVEL", help_heading = "Log")]
    log_level: Option<String>,
    /// text or json [env: PORTCULLIS_LOG_FORMAT] [default: text]
    #[arg(long, value_name = "FORMAT", help_heading = "Log")]
    log_format: Option<String>,
}

// === impl InstanceFlags ===

impl InstanceFlags {
    pub(super) fn into_settings(self) -> Vec<(Setting, String)> {
        given([
            (Setting::Config, self.config),
            (Setting::DataDir, self.data_dir),
            (Setting::Database, self.database),
            (Setting::ExternalDomain, self.external_domain),
        ])
    }

    /// The same for a command without an instance: accepted, to be refused in words, and not shown.
    pub(super) fn hidden() -> Vec<Arg> {
        let flags = Self::augment_args(Command::default());
        let hidden = flags.get_arguments().map(|flag| flag.clone().hide(true));
        hidden.collect()
    }

    /// See [`refuse`].
    pub(super) fn refuse_for(self, command: &str) -> Result<(), Error> {
        let why = format!("`portcullis {command}` needs no instance");
        refuse(&self.into_settings(), &why)
    }

    /// All flags of `serve`.
    pub(super) fn and(self, serve: ServeFlags) -> Vec<(Setting, String)> {
        let mut settings = self.into_settings();
        settings.extend(serve.into_settings());
        settings
    }
}

// === impl ServeFlags ===

impl ServeFlags {
    fn into_settings(self) -> Vec<(Setting, String)> {
        given([
            (Setting::Listen, self.listen),
            (Setting::TlsCert, self.tls_cert),
            (Setting::TlsKey, self.tls_key),
            (Setting::MaxScriptBytes, self.max_script_bytes),
            (Setting::ScriptWorkers, self.script_workers),
            (Setting::ScriptMemory, self.script_memory),
            (Setting::ScriptIsolation, self.script_isolation),
            (Setting::ScriptProgram, self.script_program),
            (Setting::ScriptDenyList, self.script_deny_list),
            (Setting::ScriptAllowList, self.script_allow_list),
            (Setting::ExecutionLogEntries, self.execution_log_entries),
            (Setting::ExecutionLogAge, self.execution_log_age),
            (Setting::DrainTimeout, self.drain_timeout),
            (Setting::WorkerThreads, self.worker_threads),
            (Setting::LogLevel, self.log_level),
            (Setting::LogFormat, self.log_format),
        ])
    }

    /// What stands after `serve` wins over what stands before it.
    pub(super) fn or(self, earlier: Self) -> Self {
        Self {
            listen: self.listen.or(earlier.listen),
            tls_cert: self.tls_cert.or(earlier.tls_cert),
            tls_key: self.tls_key.or(earlier.tls_key),
            max_script_bytes: self.max_script_bytes.or(earlier.max_script_bytes),
            script_workers: self.script_workers.or(earlier.script_workers),
            script_memory: self.script_memory.or(earlier.script_memory),
            script_isolation: self.script_isolation.or(earlier.script_isolation),
            script_program: self.script_program.or(earlier.script_program),
            script_deny_list: self.script_deny_list.or(earlier.script_deny_list),
            script_allow_list: self.script_allow_list.or(earlier.script_allow_list),
            execution_log_entries: self.execution_log_entries.or(earlier.execution_log_entries),
            execution_log_age: self.execution_log_age.or(earlier.execution_log_age),
            drain_timeout: self.drain_timeout.or(earlier.drain_timeout),
            worker_threads: self.worker_threads.or(earlier.worker_threads),
            log_level: self.log_level.or(earlier.log_level),
            log_format: self.log_format.or(earlier.log_format),
        }
    }

    /// See [`refuse`].
    pub(super) fn refuse_for_commands(&self) -> Result<(), Error> {
        refuse(
            &self.clone().into_settings(),
            "belongs to `portcullis serve`",
        )
    }
}

/// A flag that would silently do nothing is a mistake.
fn refuse(given: &[(Setting, String)], why: &str) -> Result<(), Error> {
    match given.first() {
        None => Ok(()),
        Some((setting, _)) => {
            let text = format!("{}: {why}; leave it out", setting.flag());
            Err(Error::Usage(text))
        }
    }
}

fn given<const N: usize>(flags: [(Setting, Option<String>); N]) -> Vec<(Setting, String)> {
    let flags = flags.into_iter();
    flags
        .filter_map(|(setting, value)| Some((setting, value?)))
        .collect()
}
