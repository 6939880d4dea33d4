//! The load generator: closed loop, one thread, every answer checked.
//!
//! `get` fetches each action once before the clock starts, checks that it is the right one and
//! keeps the body; in the measured part every body must equal the kept one.

mod create;
mod dialect;
mod get;

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use portcullis_bench_client::Measured;

use crate::dialect::Dialect;

#[derive(Parser)]
#[command(about = "Drives one target and prints one line of JSON")]
struct Options {
    /// Where the target listens, as HOST:PORT.
    #[arg(long)]
    address: String,
    /// A file with one token a line.
    #[arg(long)]
    tokens: PathBuf,
    /// The process whose CPU time is measured.
    #[arg(long)]
    pid: u32,
    #[command(subcommand)]
    work: Work,
}

#[derive(Subcommand)]
enum Work {
    /// GetAction with random ids and tokens.
    Get {
        #[arg(long)]
        dialect: Dialect,
        #[arg(long)]
        actions: PathBuf,
        #[arg(long)]
        calls: usize,
        #[arg(long)]
        connections: usize,
        /// Calls at the same time on one connection.
        #[arg(long, default_value_t = 1)]
        streams: usize,
    },
    /// CreateAction over REST, each with a name of its own.
    Create {
        #[arg(long)]
        calls: usize,
        #[arg(long)]
        callers: usize,
        /// Comes before the number in each name.
        #[arg(long)]
        prefix: String,
        /// Writes what GetAction answers for each of them into this file.
        #[arg(long)]
        keep: Option<PathBuf>,
    },
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let measured = tokio::task::LocalSet::new().run_until(run(options)).await?;
    println!("{}", measured.to_json());
    Ok(())
}

async fn run(options: Options) -> anyhow::Result<Measured> {
    match &options.work {
        Work::Get { .. } => get::run(&options).await,
        Work::Create { .. } => create::run(&options).await,
    }
}
