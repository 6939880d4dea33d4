//! The names and defaults of the settings.

/// One setting. Flag, variable and file key are spellings of one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "docs/configuration.md tells what each does")]
pub enum Setting {
    Config,
    Listen,
    DataDir,
    Database,
    TlsCert,
    TlsKey,
    ExternalDomain,
    MaxScriptBytes,
    ScriptWorkers,
    ScriptMemory,
    ScriptIsolation,
    ScriptProgram,
    ScriptDenyList,
    ScriptAllowList,
    ExecutionLogEntries,
    ExecutionLogAge,
    LogLevel,
    LogFormat,
    DrainTimeout,
    WorkerThreads,
    AdminToken,
    SecretsKey,
}

/// What the variables of this program begin with.
pub(super) const VARIABLE_PREFIX: &str = "PORTCULLIS_";

// === impl Setting ===

impl Setting {
    /// Every setting.
    pub const ALL: [Self; 22] = [
        Self::Config,
        Self::Listen,
        Self::DataDir,
        Self::Database,
        Self::TlsCert,
        Self::TlsKey,
        Self::ExternalDomain,
        Self::MaxScriptBytes,
        Self::ScriptWorkers,
        Self::ScriptMemory,
        Self::ScriptIsolation,
        Self::ScriptProgram,
        Self::ScriptDenyList,
        Self::ScriptAllowList,
        Self::ExecutionLogEntries,
        Self::ExecutionLogAge,
        Self::LogLevel,
        Self::LogFormat,
        Self::DrainTimeout,
        Self::WorkerThreads,
        Self::AdminToken,
        Self::SecretsKey,
    ];

    /// The key in the file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Config => "config",
            Self::Listen => "listen",
            Self::DataDir => "data-dir",
            Self::Database => "database",
            Self::TlsCert => "tls-cert",
            Self::TlsKey => "tls-key",
            Self::ExternalDomain => "external-domain",
            Self::MaxScriptBytes => "max-script-bytes",
            Self::ScriptWorkers => "script-workers",
            Self::ScriptMemory => "script-memory",
            Self::ScriptIsolation => "script-isolation",
            Self::ScriptProgram => "script-program",
            Self::ScriptDenyList => "script-deny-list",
            Self::ScriptAllowList => "script-allow-list",
            Self::ExecutionLogEntries => "execution-log-entries",
            Self::ExecutionLogAge => "execution-log-age",
            Self::LogLevel => "log-level",
            Self::LogFormat => "log-format",
            Self::DrainTimeout => "drain-timeout",
            Self::WorkerThreads => "worker-threads",
            Self::AdminToken => "admin-token",
            Self::SecretsKey => "secrets-key",
        }
    }

    /// The flag of the command line.
    pub fn flag(self) -> String {
        format!("--{}", self.name())
    }

    /// The variable of the environment.
    pub fn variable(self) -> String {
        let name = self.name().replace('-', "_").to_ascii_uppercase();
        format!("{VARIABLE_PREFIX}{name}")
    }

    /// The value where nothing is set; some settings have none.
    pub fn default_value(self) -> Option<&'static str> {
        match self {
            Self::Listen => Some("127.0.0.1:8080"),
            Self::DataDir => Some("./portcullis-data"),
            Self::ExternalDomain => Some("localhost"),
            Self::ScriptMemory => Some("64"),
            Self::ScriptIsolation => Some("seccomp"),
            Self::ExecutionLogEntries => Some("100000"),
            Self::ExecutionLogAge => Some("30d"),
            Self::LogLevel => Some("info"),
            Self::LogFormat => Some("text"),
            Self::DrainTimeout => Some("10s"),
            Self::Config
            | Self::Database
            | Self::TlsCert
            | Self::TlsKey
            | Self::MaxScriptBytes
            | Self::ScriptWorkers
            | Self::ScriptProgram
            | Self::ScriptDenyList
            | Self::ScriptAllowList
            | Self::WorkerThreads
            | Self::AdminToken
            | Self::SecretsKey => None,
        }
    }

    /// Whether a file may set it: not the file's own name, and no secret.
    pub fn is_file_key(self) -> bool {
        self != Self::Config && !self.is_secret()
    }

    /// Whether it is never shown, and set by the environment alone.
    pub fn is_secret(self) -> bool {
        matches!(self, Self::AdminToken | Self::SecretsKey)
    }

    pub(super) fn with_secret_name(key: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|setting| setting.is_secret() && setting.name() == key)
    }

    pub(super) fn with_variable(variable: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|setting| setting.variable() == variable)
    }

    pub(super) fn with_file_key(key: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|setting| setting.is_file_key() && setting.name() == key)
    }
}
