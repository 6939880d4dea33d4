//! The same requests to Envoy's transcoder and to the gateway.

mod case;
mod envoy;
mod gateway;
mod outcome;
mod question;
mod service;

use std::{collections::BTreeMap, path::PathBuf, process::ExitCode};

use anyhow::Context as _;
use axum::body::Body;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use tokio::net::TcpListener;

use self::{
    case::Case,
    envoy::Envoy,
    outcome::{Outcome, Verdict},
    pb::oracle::v1::oracle_server::OracleServer,
    question::Question,
    service::Echo,
};

#[allow(clippy::all, dead_code)]
mod pb {
    pub mod google {
        pub mod api {
            include!(concat!(env!("OUT_DIR"), "/google.api.rs"));
            include!(concat!(env!("OUT_DIR"), "/google.api.json.rs"));
        }
    }
    pub mod oracle {
        pub mod v1 {
            include!(concat!(env!("OUT_DIR"), "/oracle.v1.rs"));
            include!(concat!(env!("OUT_DIR"), "/oracle.v1.json.rs"));
            include!(concat!(env!("OUT_DIR"), "/oracle.v1.gateway.rs"));
        }
    }
}

/// Differences that are printed in full.
const SHOWN: usize = 20;

/// Envoy, and the stock tonic server behind it.
struct Oracle {
    envoy: Envoy,
    echo: Echo,
    client: Client<HttpConnector, Body>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<ExitCode> {
    let mut arguments = std::env::args().skip(1);
    let binary = PathBuf::from(arguments.next().context("usage: ENVOY [CASES [SEED]]")?);
    let number = |text: Option<String>, default| text.map_or(Ok(default), |it| it.parse::<u64>());
    let cases = number(arguments.next(), 5000)?;
    let seed = number(arguments.next(), 1)?;

    let folder = tempfile::tempdir()?;
    let oracle = Oracle::start(&binary, folder.path()).await?;
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut same = 0;
    let mut assigned = BTreeMap::<Question, usize>::new();
    let mut unassigned = 0;
    for number in 0..cases {
        let case = Case::new(&mut rng);
        let envoy = oracle.send(&case, number).await?;
        match judge(&case, &envoy).await? {
            Judgement::Same => same += 1,
            Judgement::Assigned(question) => *assigned.entry(question).or_default() += 1,
            Judgement::Unassigned(ours) => {
                unassigned += 1;
                if unassigned <= SHOWN {
                    show(&case, &envoy, &ours);
                }
            }
        }
    }
    println!("{same} of {cases} requests answered alike, seed {seed}");
    for question in Question::ALL {
        let count = assigned.get(&question).copied().unwrap_or_default();
        println!("{count:6}  {}", question.text());
    }
    println!("{unassigned:6}  differences that no question explains");
    if unassigned > 0 {
        return Ok(ExitCode::FAILURE);
    }
    println!("envoy: all {cases} requests passed");
    Ok(ExitCode::SUCCESS)
}

enum Judgement {
    Same,
    Assigned(Question),
    Unassigned(Outcome),
}

/// Compares, and looks for the question that explains a difference: it has to be one that the case
/// was made to raise, and where the gateway has an option for it, setting that has to be enough.
async fn judge(case: &Case, envoy: &Outcome) -> anyhow::Result<Judgement> {
    let ours = gateway::send(case, &[]).await?;
    match Outcome::compare(envoy, &ours) {
        Verdict::Same => return Ok(Judgement::Same),
        Verdict::SameBut(question) => return Ok(Judgement::Assigned(question)),
        Verdict::Different => {}
    }
    let is_option = |question: &Question| question.as_envoy(&mut Default::default());
    let options: Vec<_> = case.plants.iter().copied().filter(is_option).collect();
    for question in &options {
        let again = gateway::send(case, &[*question]).await?;
        if Outcome::compare(envoy, &again) != Verdict::Different {
            return Ok(Judgement::Assigned(*question));
        }
    }
    if let Some(first) = options.first() {
        let again = gateway::send(case, &options).await?;
        if Outcome::compare(envoy, &again) != Verdict::Different {
            return Ok(Judgement::Assigned(*first));
        }
    }
    if case.plants.contains(&Question::Conflict) {
        return Ok(Judgement::Assigned(Question::Conflict));
    }
    Ok(Judgement::Unassigned(ours))
}

fn show(case: &Case, envoy: &Outcome, ours: &Outcome) {
    println!("{} {}", case.verb, case.target);
    if let Some(body) = &case.body {
        println!("  {} {}", body.content_type, body.text);
    }
    for (name, outcome) in [("envoy", envoy), ("ours", ours)] {
        let body = String::from_utf8_lossy(&outcome.body);
        println!(
            "  {name}: {} {} {body}",
            outcome.status, outcome.content_type
        );
        for arrived in &outcome.arrived {
            println!("    {arrived}");
        }
    }
    println!("  planted: {:?}", case.plants);
}

// === impl Oracle ===

impl Oracle {
    async fn start(binary: &std::path::Path, folder: &std::path::Path) -> anyhow::Result<Self> {
        let echo = Echo::default();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let backend = listener.local_addr()?;
        let router = tonic::service::Routes::new(OracleServer::new(echo.clone()));
        let router = router.into_axum_router();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self {
            envoy: Envoy::start(binary, folder, backend).await?,
            echo,
            // Envoy closes a connection whose request it refuses half-way
            client: Client::builder(TokioExecutor::new())
                .pool_max_idle_per_host(0)
                .build_http(),
        })
    }

    async fn send(&self, case: &Case, number: u64) -> anyhow::Result<Outcome> {
        let label = number.to_string();
        let uri = format!("http://{}{}", self.envoy.address, case.target);
        let request = gateway::request(case, &label, &uri)?;
        let response = self.client.request(request).await;
        let response = response.with_context(|| self.envoy.describe(case))?;
        gateway::read(response, &self.echo, &label).await
    }
}
