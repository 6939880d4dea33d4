//! Streams of answers as a request defines them.

use std::{pin::Pin, time::Duration};

use async_stream::try_stream;
use bytes::Bytes;
use prost_types::Any;
use tokio::time::sleep;
use tokio_stream::{Stream, StreamExt as _};
use tonic::{Response, Status, Streaming};

use crate::{
    answer,
    pb::{
        BidiStreamRequest, BidiStreamResponse, ConformancePayload, StreamResponseDefinition,
        conformance_payload::RequestInfo,
    },
    request_info,
};

/// The messages of an answer.
pub(crate) type Messages<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

/// All answers, once all requests are in.
pub(crate) fn after<T: Send + 'static>(
    definition: Option<StreamResponseDefinition>,
    info: RequestInfo,
    message: fn(ConformancePayload) -> T,
) -> Result<Response<Messages<T>>, Status> {
    let nobody = tokio_stream::empty();
    respond(definition.unwrap_or_default(), info, nobody, message)
}

/// Each answer after the request it belongs to; those that are left when no more requests come.
pub(crate) fn beside(
    first: BidiStreamRequest,
    mut info: RequestInfo,
    rest: Streaming<BidiStreamRequest>,
) -> Result<Response<Messages<BidiStreamResponse>>, Status> {
    info.requests = vec![request_info::seen(&first)];
    let later = rest.map(|request| Ok(request_info::seen(&request?)));
    let definition = first.response_definition.unwrap_or_default();
    respond(definition, info, later, |payload| BidiStreamResponse {
        payload: Some(payload),
    })
}

/// The first answer tells everything of the request, each further one the request it waited for.
fn respond<T: Send + 'static>(
    definition: StreamResponseDefinition,
    info: RequestInfo,
    later: impl Stream<Item = Result<Any, Status>> + Send + 'static,
    message: fn(ConformancePayload) -> T,
) -> Result<Response<Messages<T>>, Status> {
    let headers = answer::metadata(&definition.response_headers)?;
    let trailers = answer::metadata(&definition.response_trailers)?;
    let delay = Duration::from_millis(definition.response_delay_ms.into());
    let messages = try_stream! {
        let mut later = std::pin::pin!(later);
        let mut untold = Some(info);
        for data in definition.response_data {
            let request_info = match untold.take() {
                Some(info) => Some(info),
                None => later.next().await.transpose()?.map(only),
            };
            sleep(delay).await;
            yield message(payload(data, request_info));
        }
        if let Some(error) = definition.error {
            Err(answer::status(error, untold.as_ref()))?;
        }
    };
    Ok(answer::with_metadata(Box::pin(messages), headers, trailers))
}

fn only(request: Any) -> RequestInfo {
    RequestInfo {
        requests: vec![request],
        ..RequestInfo::default()
    }
}

fn payload(data: Bytes, request_info: Option<RequestInfo>) -> ConformancePayload {
    ConformancePayload { data, request_info }
}
