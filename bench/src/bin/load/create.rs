//! CreateAction over REST: durable writes, each with a name of its own.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::fs;
use std::io::Write;
use std::rc::Rc;
use std::time::Instant;

use anyhow::{Context, ensure};
use bytes::Bytes;
use http_body_util::Full;
use hyper::{Request, StatusCode};
use portcullis_bench::SCRIPT;
use portcullis_bench_client::{Connection, Measured, cpu};
use serde_json::{Value, json};
use tokio::task::spawn_local;

use crate::dialect::Dialect;
use crate::{Options, Work};

/// What all callers share.
struct Plan {
    address: String,
    token: String,
    prefix: String,
    left: Cell<usize>,
    ids: RefCell<Vec<String>>,
}

pub(crate) async fn run(options: &Options) -> anyhow::Result<Measured> {
    let Work::Create {
        calls,
        callers,
        prefix,
        keep,
    } = &options.work
    else {
        anyhow::bail!("not a create");
    };
    let tokens = fs::read_to_string(&options.tokens)?;
    let plan = Rc::new(Plan {
        address: options.address.clone(),
        token: tokens.lines().next().context("no token")?.to_owned(),
        prefix: prefix.clone(),
        left: Cell::new(*calls),
        ids: RefCell::default(),
    });
    let mut connections = Vec::new();
    for _ in 0..*callers {
        connections.push(Connection::http1(&plan.address).await?);
    }

    let cpu = cpu::seconds(options.pid)?;
    let began = Instant::now();
    let start = |connection| spawn_local(caller(Rc::clone(&plan), connection));
    let tasks: Vec<_> = connections.into_iter().map(start).collect();
    let mut latencies = Vec::with_capacity(*calls);
    for task in tasks {
        latencies.extend(task.await??);
    }
    let measured = Measured {
        calls: latencies.len(),
        seconds: began.elapsed().as_secs_f64(),
        cpu_seconds: cpu::seconds(options.pid)? - cpu,
        latencies,
    };
    let ids = plan.ids.take();
    let distinct: HashSet<_> = ids.iter().collect();
    ensure!(
        distinct.len() == *calls,
        "{} ids for {calls} creates",
        distinct.len()
    );
    if let Some(path) = keep {
        let mut file = fs::File::create(path)?;
        let mut connection = Connection::http1(&plan.address).await?;
        for id in ids {
            let call = Dialect::Rest.call(&plan.address, &id, &plan.token)?;
            let answer = connection.call(call).await?;
            file.write_all(&Dialect::Rest.message(&answer)?)?;
            file.write_all(b"\n")?;
        }
    }
    Ok(measured)
}

async fn caller(plan: Rc<Plan>, mut connection: Connection) -> anyhow::Result<Vec<u32>> {
    let mut latencies = Vec::new();
    while let Some(left) = plan.left.get().checked_sub(1) {
        plan.left.set(left);
        let body = json!({
            "name": format!("{}{left}", plan.prefix),
            "script": SCRIPT,
            "timeout": "10s",
            "allowedToFail": true,
        });
        let call = Request::post("/management/v1/actions")
            .header("host", &plan.address)
            .header("authorization", format!("Bearer {}", plan.token))
            .header("content-type", "application/json")
            .body(Full::new(Bytes::from(body.to_string())))?;
        let began = Instant::now();
        let answer = connection.call(call).await?;
        latencies.push(u32::try_from(began.elapsed().as_micros()).context("a slow call")?);
        ensure!(
            answer.status == StatusCode::OK,
            "HTTP {}: {:?}",
            answer.status,
            answer.body
        );
        let created: Value = serde_json::from_slice(&answer.body)?;
        let id = created["id"].as_str().context("no id")?;
        plan.ids.borrow_mut().push(id.to_owned());
    }
    Ok(latencies)
}
