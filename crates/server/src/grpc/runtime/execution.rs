//! The log of how actions ran.

use std::time::Duration;

use futures_util::stream;
use portcullis_core::{Result, ports::ExecutionWatch, role::Permission};
use portcullis_proto::portcullis::runtime::v1::{
    ListExecutionsRequest, ListExecutionsResponse, WatchExecutionsRequest, WatchExecutionsResponse,
};
use tokio::time::timeout;
use tonic::{Status, codegen::BoxStream};

use super::RuntimeApi;
use crate::{
    call::Call,
    convert::execution::{filter, response, search, watched},
    error::status,
};

/// How long somebody may watch a quiet log before it is checked whether they still may.
const CHECK_INTERVAL: Duration = Duration::from_secs(30);

/// Somebody who watches, and what they came with.
struct Watching {
    api: RuntimeApi,
    call: Call,
    watch: Box<dyn ExecutionWatch>,
}

pub(super) async fn list(
    api: &RuntimeApi,
    call: &Call,
    request: ListExecutionsRequest,
) -> Result<ListExecutionsResponse> {
    let access = call.authorize(&api.management, Permission::ActionRead);
    let access = access.await?;
    let page = api.runtime.executions(&access, &search(request)?).await?;
    Ok(response(page))
}

pub(super) async fn watch(
    api: &RuntimeApi,
    call: Call,
    request: WatchExecutionsRequest,
) -> Result<BoxStream<WatchExecutionsResponse>, Status> {
    let watch = begin(api, &call, request).await;
    let watching = Watching {
        api: api.clone(),
        watch: watch.map_err(|error| status(&error, &call))?,
        call,
    };
    Ok(Box::pin(stream::unfold(Some(watching), async |watching| {
        watching?.next().await
    })))
}

async fn begin(
    api: &RuntimeApi,
    call: &Call,
    request: WatchExecutionsRequest,
) -> Result<Box<dyn ExecutionWatch>> {
    let access = call.authorize(&api.management, Permission::ActionRead);
    let filter = filter(request.action_id, request.outcome);
    api.runtime.watch_executions(&access.await?, filter?)
}

// === impl Watching ===

impl Watching {
    /// The next message, and who waits for the one after it. A token that was revoked, has expired or
    /// lost its role ends the stream.
    async fn next(mut self) -> Option<(Result<WatchExecutionsResponse, Status>, Option<Self>)> {
        loop {
            let next = timeout(CHECK_INTERVAL, self.watch.next()).await;
            let access = self
                .call
                .authorize(&self.api.management, Permission::ActionRead);
            if let Err(error) = access.await {
                return Some((Err(status(&error, &self.call)), None));
            }
            match next {
                Ok(Some(next)) => return Some((Ok(watched(&next)), Some(self))),
                Ok(None) => return None,
                Err(_) => {}
            }
        }
    }
}
