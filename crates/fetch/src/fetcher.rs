//! A call from its first request to the answer.

use std::{fmt, net::IpAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::{Body as _, Incoming};
use portcullis_runtime::{FetchRequest, FetchResponse};
use tokio::time::{self, Instant};

use crate::{
    answer, body,
    cause::{self, Cause},
    connect::Connector,
    connection::{Connection, Sent},
    error::Error,
    hop::Hop,
    policy::Policy,
    pool::Pool,
    redirect,
    resolve::{Resolve, System},
    target::{Place, Target},
    tls::Tls,
};

/// The longest call, whatever is asked for.
const CALL_MAX: Duration = Duration::from_secs(3600);
/// A redirect's body up to here is read, so that the connection can be used again.
const READ_OF_REDIRECT: u64 = 2048;

/// Makes the HTTP calls of scripts. Clones share their connections.
#[derive(Clone)]
pub struct Fetcher {
    shared: Arc<Shared>,
    /// Who has the calls made.
    who: Arc<str>,
}

struct Shared {
    agent: HeaderValue,
    connector: Connector,
    pool: Pool,
}

/// What a request led to.
enum Outcome {
    Answer(FetchResponse),
    Elsewhere {
        status: StatusCode,
        location: String,
    },
}

// === impl Fetcher ===

impl Fetcher {
    /// Makes calls under this name, with the resolver and the root certificates of the system.
    ///
    /// # Errors
    ///
    /// When the name cannot stand in a header.
    pub fn new(user_agent: &str) -> Result<Self, Error> {
        Self::with(user_agent, Arc::new(System::new()), Tls::new())
    }

    pub(crate) fn with(
        user_agent: &str,
        resolver: Arc<dyn Resolve>,
        tls: Tls,
    ) -> Result<Self, Error> {
        let agent = HeaderValue::from_str(user_agent);
        let shared = Shared {
            agent: agent.map_err(|_| Error::UserAgent(user_agent.to_owned()))?,
            connector: Connector::new(resolver, tls),
            pool: Pool::default(),
        };
        Ok(Self {
            shared: Arc::new(shared),
            who: Arc::default(),
        })
    }

    /// Makes calls for one of many, none of whom gets more than half of what there is of lookups of
    /// names.
    #[must_use]
    pub fn for_one(&self, who: &str) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            who: who.into(),
        }
    }

    /// Makes a call, within this time: redirects are followed, and the whole body is read.
    ///
    /// # Errors
    ///
    /// When there is no answer, in the words that the script's author is told.
    pub async fn fetch(
        &self,
        request: &FetchRequest,
        policy: &Policy,
        within: Duration,
    ) -> Result<FetchResponse, String> {
        let ends = Instant::now() + within.min(CALL_MAX);
        let operation = cause::operation(&request.method);
        let told = |url: &str, cause: &Cause| cause.told(&operation, url);
        let target = Target::parse(&request.url).map_err(|cause| told(&request.url, &cause))?;
        let shown = target.shown().to_owned();
        let mut hop = Hop::first(request, target).map_err(|cause| told(&shown, &cause))?;
        loop {
            let done = time::timeout_at(ends, self.shared.make(&hop, policy, &self.who)).await;
            let outcome = done.unwrap_or(Err(Cause::Deadline));
            match outcome.map_err(|cause| told(hop.target.shown(), &cause))? {
                Outcome::Answer(answer) => return Ok(answer),
                Outcome::Elsewhere { status, location } => {
                    let to = hop.target.join(&location);
                    let to = to.map_err(|cause| told(hop.target.shown(), &cause))?;
                    redirect::check(&hop, &to, policy).map_err(|cause| told(&location, &cause))?;
                    hop = redirect::follow(hop, status, to);
                }
            }
        }
    }
}

impl fmt::Debug for Fetcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetcher").finish_non_exhaustive()
    }
}

// === impl Shared ===

impl Shared {
    /// Makes one request.
    async fn make(&self, hop: &Hop, policy: &Policy, who: &str) -> Result<Outcome, Cause> {
        let place = hop.target.place()?;
        if let Some(entry) = policy.denies_name(&place.host) {
            return Err(Cause::denied(&place.host, entry));
        }
        let (response, connection) = self.exchange(hop, &place, policy, who).await?;
        let (head, body) = response.into_parts();
        if let Some(location) = redirect::location(&head) {
            let is_short = body
                .size_hint()
                .upper()
                .is_some_and(|size| size <= READ_OF_REDIRECT);
            if is_short && body::read(body, false, READ_OF_REDIRECT).await.is_ok() {
                self.pool.put(place, connection);
            }
            let status = head.status;
            return Ok(Outcome::Elsewhere { status, location });
        }
        let is_unpacked = hop.takes_gzip();
        let answer = answer::read(head, body, is_unpacked, policy.body_limit()).await?;
        self.pool.put(place, connection);
        Ok(Outcome::Answer(answer))
    }

    /// Sends the request over a connection that waits, or over a new one.
    async fn exchange(
        &self,
        hop: &Hop,
        place: &Place,
        policy: &Policy,
        who: &str,
    ) -> Result<(Response<Incoming>, Connection), Cause> {
        let request: Request<Full<Bytes>> = hop.to_request(&self.agent)?;
        let is_fine = |peer: IpAddr| policy.denies_address(&place.host, peer).is_none();
        while let Some(mut connection) = self.pool.take(place, is_fine) {
            match connection.send(request.clone()).await {
                Ok(response) => return Ok((response, connection)),
                // the server was tired of waiting
                Err(unanswered) => match unanswered.sent {
                    Sent::No => {}
                    Sent::Perhaps if hop.is_repeatable() => {}
                    Sent::Perhaps | Sent::Yes => return Err(unanswered.cause),
                },
            }
        }
        let mut connection = self.connector.connect(place, policy, who).await?;
        match connection.send(request).await {
            Ok(response) => Ok((response, connection)),
            Err(unanswered) => Err(unanswered.cause),
        }
    }
}
