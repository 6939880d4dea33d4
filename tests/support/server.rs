//! A server inside the test's own process, on a free port and with its own data.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use serde_json::json;
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::oneshot, task::JoinSet};
use tokio_rustls::rustls::pki_types::CertificateDer;

use portcullis_core::{
    Clock, Command, Context, Timestamp,
    action::{ActionDraft, ActionName, Script, ScriptLimit, Timeout},
    id::OrgId,
    id::UserId,
    management,
    ports::Repository,
    token::TokenHash,
};
use portcullis_execution_log::SqliteExecutionLog;
use portcullis_script_worker::Bounds;
use portcullis_server::{
    Settings,
    secrets::{KeySource, Vault},
};
use portcullis_storage_sqlite::SqliteRepository;

use super::{Api, Protocol, certificate::Certificate, clock::TestClock, scripts::TestScripts};

/// What generated domains end with.
const DOMAIN: &str = "localhost";
const DATABASE: &str = "portcullis.db";
const EXECUTION_LOG: &str = "executions.db";

/// What a test may ask of its server beyond the defaults.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Options {
    /// A limit in bytes in place of the default limit in characters.
    pub(crate) max_script_bytes: Option<usize>,
    /// How many runs there may be, in place of what all servers of the tests share.
    pub(crate) bounds: Option<Bounds>,
    /// Serve TLS with a fresh certificate.
    pub(crate) tls: bool,
}

/// A running server; dropped, it stops and its data goes.
#[derive(Debug)]
pub(crate) struct Server {
    /// Where it listens.
    pub(crate) addr: SocketAddr,
    /// The token of the service user made at the first start.
    pub(crate) admin_token: String,
    /// The organisation made at the first start.
    pub(crate) default_org: String,
    /// The certificate to trust, when it serves TLS.
    pub(crate) certificate: Option<CertificateDer<'static>>,
    /// The server's time.
    pub(crate) clock: Arc<TestClock>,
    repository: Arc<dyn Repository>,
    tokens: AtomicUsize,
    _stop: oneshot::Sender<()>,
    data: TempDir,
}

// === impl Server ===

impl Server {
    /// Starts one with the defaults.
    pub(crate) async fn start() -> Self {
        Self::start_with(Options::default()).await
    }

    /// Starts one.
    pub(crate) async fn start_with(options: Options) -> Self {
        let clock = Arc::new(TestClock::default());
        let data = TempDir::new().unwrap();
        let database = data.path().join(DATABASE);
        let repository = SqliteRepository::open(&database, clock.clone(), Default::default());
        let repository = Arc::new(repository.unwrap());
        let keys = KeySource::in_directory(data.path());
        let vault = Vault::new(repository.clone(), keys, clock.clone());
        let log = data.path().join(EXECUTION_LOG);
        let log = SqliteExecutionLog::open(&log, clock.clone(), &Default::default());
        let certificate = options.tls.then(Certificate::generate);
        let limit = options.max_script_bytes.map(ScriptLimit::Bytes);
        let settings = Settings {
            clock: clock.clone(),
            management: management::Settings {
                script_limit: limit.unwrap_or(ScriptLimit::Characters(2000)),
                external_domain: String::from(DOMAIN),
            },
            scripts: Arc::new(TestScripts::new(vault.clone(), options.bounds)),
            executions: Arc::new(log.unwrap()),
            vault,
            tls: certificate.as_ref().map(|made| made.config.clone()),
            drain: Duration::from_secs(1),
        };
        let admin_token = String::from("the token made for the first user").replace(' ', "-");
        let default_org = initialise(&*repository, &admin_token).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let shutdown = async move { drop(stopped.await) };
        tokio::spawn(portcullis_server::run(
            listener,
            repository.clone(),
            settings,
            shutdown,
        ));
        Self {
            addr,
            admin_token,
            default_org,
            certificate: certificate.map(|made| made.trusted),
            clock,
            repository,
            tokens: AtomicUsize::new(0),
            _stop: stop,
            data,
        }
    }

    /// Adds an organisation through the API.
    pub(crate) async fn add_org(&self, name: &str) -> String {
        let admin = self.api(Protocol::Grpc);
        let answer = admin.call("AddOrg", json!({ "name": name })).await;
        String::from(answer.ok()["id"].as_str().unwrap())
    }

    /// Adds a service user with roles (`IAM_…` on the instance, the others on its organisation)
    /// and returns a token of its own.
    pub(crate) async fn add_user(&self, org: &str, roles: &[&str]) -> String {
        self.add_user_until(org, roles, None).await
    }

    /// A token that runs out after so many seconds of the server's clock.
    pub(crate) async fn token_for(&self, seconds: u64) -> String {
        let end = self.clock.now().after(Duration::from_secs(seconds));
        self.add_user_until(&self.default_org, &["IAM_OWNER"], Some(end))
            .await
    }

    /// Adds actions named by number to the default organisation, past the API.
    pub(crate) async fn add_actions(&self, number: usize) {
        let mut adding = JoinSet::new();
        for number in 0..number {
            let draft = ActionDraft {
                name: ActionName::stored(number.to_string()),
                script: Script::stored("x"),
                timeout: Timeout::stored(Duration::ZERO),
                allowed_to_fail: false,
            };
            let org = OrgId::new(&*self.default_org);
            let repository = self.repository.clone();
            adding.spawn(async move {
                let command = Command::CreateAction { org, draft };
                repository.execute(command, Context::system()).await
            });
        }
        for added in adding.join_all().await {
            added.unwrap();
        }
    }

    async fn add_user_until(
        &self,
        org: &str,
        roles: &[&str],
        expires_at: Option<Timestamp>,
    ) -> String {
        let number = self.tokens.fetch_add(1, Ordering::Relaxed);
        let token = format!("the-token-made-for-user-number-{number}");
        let user = self.execute(Command::AddUser {
            org: OrgId::new(org),
            name: format!("user {number}"),
            roles: roles.iter().map(|role| role.parse().unwrap()).collect(),
        });
        let user = UserId::new(user.await);
        let hash = TokenHash::of(&token);
        self.execute(Command::AddToken {
            user,
            hash,
            expires_at,
        })
        .await;
        token
    }

    /// Changes the database behind the server's back.
    pub(crate) fn damage(&self, statement: &str) {
        let path = self.data.path().join(DATABASE);
        let connection = rusqlite::Connection::open(path).unwrap();
        connection.execute_batch(statement).unwrap();
    }

    async fn execute(&self, command: Command) -> String {
        self.repository
            .execute(command, Context::system())
            .await
            .unwrap()
            .id
    }

    /// The administrator as a caller, in the default organisation.
    pub(crate) fn api(&self, protocol: Protocol) -> Api {
        Api::new(self.addr, protocol, &self.admin_token)
    }

    /// The administrator over one dialect of each family, each in an organisation of its own.
    pub(crate) async fn each_family(&self) -> Vec<Api> {
        self.each(&Protocol::FAMILIES).await
    }

    /// The administrator over the given dialects, each in an organisation of its own.
    pub(crate) async fn each(&self, protocols: &[Protocol]) -> Vec<Api> {
        let mut apis = Vec::new();
        for protocol in protocols {
            let org = self.add_org(&format!("for {protocol:?}")).await;
            apis.push(self.api(*protocol).in_org(&org));
        }
        apis
    }
}

/// Does what a first start does, and returns the organisation.
async fn initialise(repository: &dyn Repository, token: &str) -> String {
    let command = Command::Initialise {
        org_name: String::from("Default"),
        host: String::from(DOMAIN),
        user_name: String::from("admin"),
        hash: TokenHash::of(token),
        preset: false,
    };
    repository
        .execute(command, Context::system())
        .await
        .unwrap();
    repository.orgs().await.unwrap()[0].id.to_string()
}
