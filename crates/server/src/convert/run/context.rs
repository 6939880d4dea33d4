//! The context of a trigger as the runner takes it: JSON with the names of the `.proto` files.

use bytes::BytesMut;
use portcullis_core::{Error, Result};
use portcullis_gateway::json;
use portcullis_proto::portcullis::runtime::v1::{ProviderKind, TokenActor, TriggerContext};
use serde::de::IgnoredAny;

/// Actors that act for each other.
const ACTORS_MAX: usize = 16;

/// # Errors
///
/// When a part of it has no JSON form, a time out of range for example.
pub(super) fn text(context: Option<&TriggerContext>) -> Result<String> {
    let Some(context) = context else {
        return Ok("{}".to_owned());
    };
    check_actors(context.actor.as_ref())?;
    check_provider(context.provider_kind)?;
    check_claims(&context.id_token_claims_json)?;
    let options = json::Options::new().proto_names(true).enum_numbers(true);
    let mut text = BytesMut::new();
    json::encode(context, &options, &mut text)
        .map_err(|error| Error::field("context", error.to_string()))?;
    String::from_utf8(text.into())
        .map_err(|_| Error::field("context", "is no UTF-8 text".to_owned()))
}

fn check_actors(actor: Option<&TokenActor>) -> Result<()> {
    let chain = std::iter::successors(actor, |actor| actor.actor.as_deref());
    if chain.take(ACTORS_MAX + 1).count() > ACTORS_MAX {
        let why = format!("more than {ACTORS_MAX} actors act for each other");
        return Err(Error::field("context.actor", why));
    }
    Ok(())
}

fn check_provider(kind: i32) -> Result<()> {
    ProviderKind::try_from(kind).map(drop).map_err(|_| {
        let why = format!("there is no kind {kind} of providers");
        Error::field("context.provider_kind", why)
    })
}

/// Scripts would find no claims in it, and nobody knew why.
fn check_claims(json: &str) -> Result<()> {
    if json.is_empty() {
        return Ok(());
    }
    serde_json::from_str::<IgnoredAny>(json)
        .map(drop)
        .map_err(|error| Error::field("context.id_token_claims_json", error.to_string()))
}
