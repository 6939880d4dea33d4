//! GetAction: random ids and tokens, every body compared with the one kept before.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Instant;
use std::{fs, iter};

use anyhow::{Context, ensure};
use bytes::Bytes;
use portcullis_bench::stored;
use portcullis_bench_client::{Connection, Measured, cpu};
use tokio::task::spawn_local;

use crate::dialect::Dialect;
use crate::{Options, Work};

/// What all callers share.
struct Plan {
    address: String,
    dialect: Dialect,
    ids: Vec<String>,
    kept: Vec<Bytes>,
    tokens: Vec<String>,
    left: Cell<usize>,
}

pub(crate) async fn run(options: &Options) -> anyhow::Result<Measured> {
    let Work::Get {
        dialect,
        actions,
        calls,
        connections,
        streams,
    } = &options.work
    else {
        anyhow::bail!("not a get");
    };
    let mut plan = Plan {
        address: options.address.clone(),
        dialect: *dialect,
        ids: stored::read(actions)?
            .into_iter()
            .map(|action| action.id)
            .collect(),
        kept: Vec::new(),
        tokens: fs::read_to_string(&options.tokens)?
            .lines()
            .map(str::to_owned)
            .collect(),
        left: Cell::new(*calls),
    };
    ensure!(
        !plan.ids.is_empty() && !plan.tokens.is_empty(),
        "no ids or no tokens"
    );
    keep(&mut plan).await?;
    let callers = callers(&plan, *connections, *streams).await?;

    let plan = Rc::new(plan);
    let cpu = cpu::seconds(options.pid)?;
    let began = Instant::now();
    let tasks: Vec<_> = iter::zip(1.., callers)
        .map(|(seed, connection)| spawn_local(caller(Rc::clone(&plan), connection, seed)))
        .collect();
    let mut latencies = Vec::with_capacity(*calls);
    for task in tasks {
        latencies.extend(task.await??);
    }
    Ok(Measured {
        calls: latencies.len(),
        seconds: began.elapsed().as_secs_f64(),
        cpu_seconds: cpu::seconds(options.pid)? - cpu,
        latencies,
    })
}

/// Fetches each action once; this also warms what the target keeps in memory.
async fn keep(plan: &mut Plan) -> anyhow::Result<()> {
    let mut connection = plan.dialect.connect(&plan.address).await?;
    for (number, id) in plan.ids.iter().enumerate() {
        let token = &plan.tokens[number % plan.tokens.len()];
        let answer = connection
            .call(plan.dialect.call(&plan.address, id, token)?)
            .await?;
        let message = plan.dialect.message(&answer)?;
        ensure!(
            plan.dialect.id(&message)? == *id,
            "another action than {id}"
        );
        plan.kept.push(message);
    }
    Ok(())
}

async fn callers(
    plan: &Plan,
    connections: usize,
    streams: usize,
) -> anyhow::Result<Vec<Connection>> {
    let mut callers = Vec::new();
    for _ in 0..connections {
        let connection = plan.dialect.connect(&plan.address).await?;
        for _ in 1..streams {
            callers.push(connection.share()?);
        }
        callers.push(connection);
    }
    Ok(callers)
}

/// One caller: asks again as soon as it has its answer; returns its latencies in µs.
async fn caller(plan: Rc<Plan>, mut connection: Connection, seed: u64) -> anyhow::Result<Vec<u32>> {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let mut latencies = Vec::new();
    while let Some(left) = plan.left.get().checked_sub(1) {
        plan.left.set(left);
        let number = random.below(plan.ids.len());
        let token = &plan.tokens[random.below(plan.tokens.len())];
        let call = plan.dialect.call(&plan.address, &plan.ids[number], token)?;
        let began = Instant::now();
        let answer = connection.call(call).await?;
        latencies.push(u32::try_from(began.elapsed().as_micros()).context("a slow call")?);
        let message = plan.dialect.message(&answer)?;
        ensure!(
            message == plan.kept[number],
            "another body for {}",
            plan.ids[number]
        );
    }
    Ok(latencies)
}

/// Xorshift: the same choice in every run, without a dependency.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}
