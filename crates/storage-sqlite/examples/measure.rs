//! Measures the store on this machine: `cargo run --release -p portcullis-storage-sqlite
//! --example measure [DIRECTORY]`. The directory says which disk.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use portcullis_core::{
    Command, Context, SystemClock,
    action::{ActionDraft, ActionName, Script, Timeout},
    id::{ActionId, OrgId, UserId},
    listing::ActionSearch,
    ports::Repository,
    role::Role,
    token::TokenHash,
};
use portcullis_storage_sqlite::{Options, SqliteRepository};

const ACTIONS: usize = 10_000;
const READS: u32 = 100_000;

#[tokio::main(flavor = "multi_thread")]
async fn main() -> anyhow::Result<()> {
    let directory = match std::env::args_os().nth(1) {
        Some(directory) => tempfile::tempdir_in(PathBuf::from(directory))?,
        None => tempfile::tempdir()?,
    };
    let path = directory.path().join("measure.db");
    let open = || SqliteRepository::open(&path, Arc::new(SystemClock), Options::default());
    let store = open()?;
    let org = OrgId::new(execute(&store, add_org()).await?);
    let user = UserId::new(execute(&store, add_user(&org)).await?);
    let hash = TokenHash::of("secret");
    let expires_at = None;
    execute(
        &store,
        Command::AddToken {
            user,
            hash,
            expires_at,
        },
    )
    .await?;

    for callers in [1, 8, 64] {
        let rate = creates(&store, &org, callers, 2_000).await?;
        println!("creates, {callers:>2} callers: {rate:>8.0} a second");
    }
    creates(&store, &org, 64, ACTIONS - 6_000).await?;

    let everything = ActionSearch::default();
    let page = store.actions(&org, &everything).await?;
    let ids: Vec<_> = page
        .actions
        .iter()
        .map(|action| action.id.clone())
        .collect();
    println!("point reads: {:?} for caller, org and action together", {
        reads(&store, hash, &org, &ids[..100]).await?
    });
    let uncached = Options {
        cache_bytes: 0,
        ..Options::default()
    };
    let bare = SqliteRepository::open(&path, Arc::new(SystemClock), uncached)?;
    println!("  the same uncached: {:?}", {
        reads(&bare, hash, &org, &ids[..100]).await?
    });
    let start = Instant::now();
    for _ in 0..100 {
        store.actions(&org, &everything).await?;
    }
    println!("a page of 1000: {:?}", start.elapsed() / 100);
    let start = Instant::now();
    let audit = store.audit().await?;
    println!("audit of {} events: {:?}", audit.events, start.elapsed());
    store.close().await?;
    let start = Instant::now();
    open()?.ready().await?;
    println!("open and first read: {:?}", start.elapsed());
    Ok(())
}

/// How many durable creates a second `callers` get together.
async fn creates(
    store: &SqliteRepository,
    org: &OrgId,
    callers: usize,
    count: usize,
) -> anyhow::Result<f64> {
    let start = Instant::now();
    let mut tasks = Vec::new();
    for caller in 0..callers {
        let (store, org) = (store.clone(), org.clone());
        tasks.push(tokio::spawn(async move {
            for number in 0..count / callers {
                let name = format!("{callers} {caller} {number} {count}");
                execute(&store, create(&org, &name)?).await?;
            }
            anyhow::Ok(())
        }));
    }
    for task in tasks {
        task.await??;
    }
    Ok(count as f64 / start.elapsed().as_secs_f64())
}

async fn reads(
    store: &SqliteRepository,
    hash: TokenHash,
    org: &OrgId,
    ids: &[ActionId],
) -> anyhow::Result<Duration> {
    let start = Instant::now();
    for id in ids.iter().cycle().take(READS as usize) {
        let caller = store.caller(hash).await?.context("no caller")?;
        store.org(&caller.org).await?.context("no organisation")?;
        store.action(org, id).await?.context("no action")?;
    }
    Ok(start.elapsed() / READS)
}

async fn execute(store: &SqliteRepository, command: Command) -> anyhow::Result<String> {
    Ok(store.execute(command, Context::system()).await?.id)
}

fn add_org() -> Command {
    Command::AddOrg {
        name: "Measured".to_owned(),
        host: "localhost".to_owned(),
        owner: None,
    }
}

fn add_user(org: &OrgId) -> Command {
    Command::AddUser {
        org: org.clone(),
        name: "reader".to_owned(),
        roles: [Role::OrgOwner].into(),
    }
}

fn create(org: &OrgId, name: &str) -> anyhow::Result<Command> {
    let draft = ActionDraft {
        name: ActionName::parse(name).map_err(anyhow::Error::new)?,
        script: Script::stored("function f(ctx, api) { api.setUserinfo('k', 'v'); }"),
        timeout: Timeout::default(),
        allowed_to_fail: false,
    };
    let org = org.clone();
    Ok(Command::CreateAction { org, draft })
}
