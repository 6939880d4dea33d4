//! Secrets: authorise, read the message, ask the vault, write the answer.

use portcullis_core::{
    Result,
    role::Permission,
    secret::{SecretName, SecretSummary, SecretValue},
    validation::Violation,
};
use portcullis_proto::portcullis::runtime::v1::{
    DeleteSecretRequest, DeleteSecretResponse, ListSecretsRequest, ListSecretsResponse, Secret,
    SetSecretRequest, SetSecretResponse,
};

use super::RuntimeApi;
use crate::{call::Call, convert::object::timestamp};

pub(super) async fn set(
    api: &RuntimeApi,
    call: &Call,
    request: SetSecretRequest,
) -> Result<SetSecretResponse> {
    let access = call.authorize(&api.management, Permission::ActionWrite);
    let access = access.await?;
    let name = SecretName::parse(request.name)
        .map_err(|reason| Violation::new("SetSecretRequest", "Name", reason))?;
    let value = SecretValue::parse(request.value)
        .map_err(|reason| Violation::new("SetSecretRequest", "Value", reason))?;
    api.vault.set(&access.org, &name, &value).await?;
    Ok(SetSecretResponse {})
}

pub(super) async fn list(
    api: &RuntimeApi,
    call: &Call,
    _: ListSecretsRequest,
) -> Result<ListSecretsResponse> {
    let access = call.authorize(&api.management, Permission::ActionRead);
    let found = api.vault.list(&access.await?.org).await?;
    let secret = |summary: SecretSummary| Secret {
        name: summary.name.as_str().to_owned(),
        change_date: Some(timestamp(summary.changed_at)),
    };
    Ok(ListSecretsResponse {
        secrets: found.into_iter().map(secret).collect(),
    })
}

pub(super) async fn delete(
    api: &RuntimeApi,
    call: &Call,
    request: DeleteSecretRequest,
) -> Result<DeleteSecretResponse> {
    let access = call.authorize(&api.management, Permission::ActionWrite);
    let access = access.await?;
    let name = SecretName::parse(request.name)
        .map_err(|reason| Violation::new("DeleteSecretRequest", "Name", reason))?;
    api.vault.delete(&access.org, &name).await?;
    Ok(DeleteSecretResponse {})
}
