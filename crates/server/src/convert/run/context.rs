//! The context of a trigger as the runner takes it: JSON with the names of the `.proto` files.

use bytes::BytesMut;
use portcullis_gateway::json;
use portcullis_proto::portcullis::runtime::v1::{TokenActor, TriggerContext};

use super::BadRequest;

/// Actors that act for each other.
const ACTORS_MAX: usize = 16;

/// # Errors
///
/// When a part of it has no JSON form, a time out of range for example.
pub(super) fn text(context: &TriggerContext) -> Result<String, BadRequest> {
    check_actors(context.actor.as_ref())?;
    let options = json::Options::new().proto_names(true).enum_numbers(true);
    let mut text = BytesMut::new();
    json::encode(context, &options, &mut text)
        .map_err(|error| BadRequest::new("context", error.to_string()))?;
    String::from_utf8(text.into())
        .map_err(|_| BadRequest::new("context", "is no UTF-8 text".to_owned()))
}

fn check_actors(actor: Option<&TokenActor>) -> Result<(), BadRequest> {
    let chain = std::iter::successors(actor, |actor| actor.actor.as_deref());
    if chain.take(ACTORS_MAX + 1).count() > ACTORS_MAX {
        let why = format!("more than {ACTORS_MAX} actors act for each other");
        return Err(BadRequest::new("context.actor", why));
    }
    Ok(())
}
