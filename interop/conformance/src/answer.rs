//! Answers as a request defines them: metadata, errors, and the answer of one message.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};
use portcullis_gateway::{
    Trailers,
    details::{pack, status_with_details},
};
use tokio::time::sleep;
use tonic::{Code, Response, Status, metadata::MetadataMap};

use crate::pb::{
    ConformancePayload, Error, Header, UnaryResponseDefinition, conformance_payload::RequestInfo,
    unary_response_definition::Response as Defined,
};

/// The answer to a unary call or a stream of requests.
pub(crate) async fn one(
    definition: Option<UnaryResponseDefinition>,
    info: RequestInfo,
) -> Result<Response<ConformancePayload>, Status> {
    let definition = definition.unwrap_or_default();
    let headers = metadata(&definition.response_headers)?;
    let trailers = metadata(&definition.response_trailers)?;
    sleep(Duration::from_millis(definition.response_delay_ms.into())).await;
    let data = match definition.response {
        Some(Defined::Error(error)) => {
            let mut both = headers.into_headers();
            both.extend(trailers.into_headers());
            let mut status = status(error, Some(&info));
            *status.metadata_mut() = MetadataMap::from_headers(both);
            return Err(status);
        }
        Some(Defined::ResponseData(data)) => data,
        None => Default::default(),
    };
    let payload = ConformancePayload {
        data,
        request_info: Some(info),
    };
    Ok(with_metadata(payload, headers, trailers))
}

/// A response with headers and trailers.
pub(crate) fn with_metadata<T>(
    message: T,
    headers: MetadataMap,
    trailers: MetadataMap,
) -> Response<T> {
    let mut response = Response::new(message);
    *response.metadata_mut() = headers;
    response.extensions_mut().insert(Trailers(trailers));
    response
}

/// An error, with what was seen of the request among its details if nothing else tells it.
pub(crate) fn status(error: Error, info: Option<&RequestInfo>) -> Status {
    let code = Code::from_i32(error.code);
    let details = error.details.into_iter().chain(info.map(pack));
    status_with_details(code, error.message.unwrap_or_default(), details)
}

pub(crate) fn metadata(headers: &[Header]) -> Result<MetadataMap, Status> {
    let invalid = |error: http::Error| Status::invalid_argument(error.to_string());
    let mut map = HeaderMap::new();
    for header in headers {
        let name = HeaderName::try_from(&header.name).map_err(|error| invalid(error.into()))?;
        for value in &header.value {
            let value = HeaderValue::try_from(value).map_err(|error| invalid(error.into()))?;
            map.append(&name, value);
        }
    }
    Ok(MetadataMap::from_headers(map))
}
