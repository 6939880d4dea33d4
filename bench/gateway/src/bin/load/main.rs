//! The load generator: closed loop, one thread, every answer checked.
//!
//! One answer is taken apart and compared with what the service is to say before the clock starts;
//! in the measured part every body must equal it, and the status must be right.

use std::{cell::Cell, iter, rc::Rc, time::Instant};

use anyhow::{Context as _, ensure};
use bytes::Bytes;
use clap::Parser;
use http_body_util::Full;
use portcullis_bench_client::{Answer, Call, Connection, Measured, cpu};
use portcullis_bench_gateway::dialect::{self, Dialect, Parts, Work};
use serde_json::{Value, json};
use tokio::task::{LocalSet, spawn_local};

#[derive(Parser)]
#[command(about = "Drives one target and prints one line of JSON")]
struct Options {
    /// Where the target listens, as HOST:PORT.
    #[arg(long)]
    address: String,
    /// The processes whose CPU time is measured.
    #[arg(long, required = true)]
    pid: Vec<u32>,
    #[arg(long)]
    dialect: Dialect,
    #[arg(long)]
    work: Work,
    #[arg(long)]
    calls: usize,
    /// Calls that are made before the clock starts.
    #[arg(long, default_value_t = 2000)]
    warm_up: usize,
    #[arg(long)]
    connections: usize,
    /// Calls at the same time on one connection.
    #[arg(long, default_value_t = 1)]
    streams: usize,
}

/// What all callers share.
struct Plan {
    dialect: Dialect,
    work: Work,
    request: http::Request<Bytes>,
    messages: Vec<Bytes>,
    left: Cell<usize>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    println!("{}", LocalSet::new().run_until(run(options)).await?);
    Ok(())
}

async fn run(options: Options) -> anyhow::Result<Value> {
    let request = options
        .dialect
        .request(options.work, &format!("http://{}", options.address))?;
    let mut plan = Plan {
        dialect: options.dialect,
        work: options.work,
        request,
        messages: Vec::new(),
        left: Cell::new(options.warm_up),
    };
    let mut first = connect(&options).await?;
    plan.messages = plan.messages_of(&first.call(plan.call()).await?)?;
    dialect::check(plan.dialect, plan.work, &plan.messages)?;

    let mut callers = Vec::new();
    for _ in 0..options.connections {
        let connection = connect(&options).await?;
        for _ in 1..options.streams {
            callers.push(connection.share()?);
        }
        callers.push(connection);
    }
    let plan = Rc::new(plan);
    let (callers, _) = drive(&plan, callers).await?;
    plan.left.set(options.calls);
    let cpu = cpu_seconds(&options.pid)?;
    let began = Instant::now();
    let (_, latencies) = drive(&plan, callers).await?;
    let measured = Measured {
        calls: latencies.len(),
        seconds: began.elapsed().as_secs_f64(),
        cpu_seconds: cpu_seconds(&options.pid)? - cpu,
        latencies,
    };
    let mut line = measured.to_json();
    line["answer"] = plan.canonical()?;
    Ok(line)
}

async fn connect(options: &Options) -> anyhow::Result<Connection> {
    match options.dialect {
        Dialect::Grpc => Connection::http2(&options.address).await,
        _ => Connection::http1(&options.address).await,
    }
}

fn cpu_seconds(pids: &[u32]) -> anyhow::Result<f64> {
    pids.iter().map(|pid| cpu::seconds(*pid)).sum()
}

/// Lets every caller call until none is left; answers the latencies in µs.
async fn drive(
    plan: &Rc<Plan>,
    callers: Vec<Connection>,
) -> anyhow::Result<(Vec<Connection>, Vec<u32>)> {
    let start = |connection| spawn_local(caller(Rc::clone(plan), connection));
    let tasks: Vec<_> = callers.into_iter().map(start).collect();
    let mut connections = Vec::new();
    let mut latencies = Vec::new();
    for task in tasks {
        let (connection, some) = task.await??;
        connections.push(connection);
        latencies.extend(some);
    }
    Ok((connections, latencies))
}

/// One caller: asks again as soon as it has its answer.
async fn caller(
    plan: Rc<Plan>,
    mut connection: Connection,
) -> anyhow::Result<(Connection, Vec<u32>)> {
    let mut latencies = Vec::new();
    while let Some(left) = plan.left.get().checked_sub(1) {
        plan.left.set(left);
        let call = plan.call();
        let began = Instant::now();
        let answer = connection.call(call).await?;
        latencies.push(u32::try_from(began.elapsed().as_micros()).context("a slow call")?);
        let messages = plan.messages_of(&answer)?;
        let same = messages.len() == plan.messages.len()
            && iter::zip(&messages, &plan.messages).all(|(one, other)| one == other);
        ensure!(same, "another answer than the first one");
    }
    Ok((connection, latencies))
}

// === impl Plan ===

impl Plan {
    fn call(&self) -> Call {
        self.request.clone().map(Full::new)
    }

    fn messages_of(&self, answer: &Answer) -> anyhow::Result<Vec<Bytes>> {
        let parts = Parts {
            status: answer.status,
            headers: &answer.headers,
            body: &answer.body,
            trailers: &answer.trailers,
        };
        dialect::messages(self.dialect, self.work, &parts)
    }

    /// What the driver compares between targets: how long the messages are, and for JSON how long
    /// without blanks, which some put in at random.
    fn canonical(&self) -> anyhow::Result<Value> {
        let mut bytes = 0;
        let mut canonical = 0;
        for message in &self.messages {
            bytes += message.len();
            canonical += if self.dialect.is_json() {
                serde_json::from_slice::<Value>(message)?.to_string().len()
            } else {
                message.len()
            };
        }
        Ok(json!({ "bytes": bytes, "canonical": canonical }))
    }
}
