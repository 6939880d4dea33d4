//! Calls against servers on this machine.

mod bodies;
mod calls;
mod denied;
mod failures;
mod redirects;
mod reuse;
mod secure;
mod server;

use std::{
    collections::VecDeque,
    io,
    net::{IpAddr, Ipv4Addr},
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use portcullis_runtime::{FetchRequest, FetchResponse};

use self::server::Server;
use crate::{Fetcher, Policy, resolve::Resolve, tls::Tls};

const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
/// More than any call takes that is not made to take long.
const LONG: Duration = Duration::from_secs(60);
/// Less than any call takes that is made to take long.
const SHORT: Duration = Duration::from_millis(50);

/// Gives each name the next of these answers; none is left when there are no more.
#[derive(Default)]
struct Names(Mutex<VecDeque<Vec<IpAddr>>>);

#[async_trait]
impl Resolve for Names {
    async fn resolve(&self, _who: &str, _name: &str) -> io::Result<Vec<IpAddr>> {
        let next = self.0.lock().unwrap().pop_front();
        next.ok_or_else(|| io::Error::other("Name or service not known"))
    }
}

fn names<const N: usize>(answers: [&[IpAddr]; N]) -> Arc<Names> {
    Arc::new(Names(Mutex::new(answers.map(Vec::from).into())))
}

fn fetcher_with(names: Arc<Names>) -> Fetcher {
    Fetcher::with(
        "test/1",
        names,
        Tls::with_roots(rustls::RootCertStore::empty()),
    )
    .unwrap()
}

fn fetcher() -> Fetcher {
    fetcher_with(Arc::default())
}

/// Denies nothing.
fn open() -> Policy {
    Policy::parse([]).unwrap()
}

fn get(url: impl Into<String>) -> FetchRequest {
    FetchRequest {
        method: "GET".to_owned(),
        url: url.into(),
        ..FetchRequest::default()
    }
}

fn headers(pairs: &[(&str, &[&str])]) -> Vec<(String, Vec<String>)> {
    let owned = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
    pairs
        .iter()
        .map(|(name, values)| ((*name).to_owned(), owned(values)))
        .collect()
}

/// Makes a call that nothing is in the way of.
async fn fetch(request: &FetchRequest) -> Result<FetchResponse, String> {
    fetcher().fetch(request, &open(), LONG).await
}

/// Why a call fails that nothing is in the way of.
async fn failure(url: impl Into<String>) -> String {
    fetch(&get(url)).await.unwrap_err()
}
