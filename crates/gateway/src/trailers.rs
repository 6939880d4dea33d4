//! Trailers of a call that succeeded.

use tonic::metadata::MetadataMap;

/// Metadata that is sent behind the last message of a successful answer.
///
/// tonic's `Response` has no place for it, so a handler puts it into the extensions:
///
/// ```
/// use portcullis_gateway::Trailers;
/// use tonic::{Response, metadata::MetadataMap};
///
/// let mut trailers = MetadataMap::new();
/// trailers.insert("x-cost", tonic::metadata::MetadataValue::from_static("12"));
/// let mut response = Response::new(());
/// response.extensions_mut().insert(Trailers(trailers));
/// ```
///
/// gRPC carries them as HTTP trailers, gRPC-Web and Connect streams in the body's last frame,
/// unary Connect as headers with the prefix `trailer-`; REST has no place for them.
/// A stream whose trailers are known only at its end may end with an error of code OK instead:
/// the metadata of that error are then the trailers.
#[derive(Clone, Debug, Default)]
pub struct Trailers(pub MetadataMap);
