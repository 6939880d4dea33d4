//! Actions: authorise, read the message, call the use case, write the answer.

use portcullis_core::{
    Management, Result,
    action::{ActionName, Script},
    id::ActionId,
    role::Permission,
    script::Profile,
};
use portcullis_proto::zitadel::management::v1::{
    CreateActionRequest, CreateActionResponse, DeactivateActionRequest, DeactivateActionResponse,
    DeleteActionRequest, DeleteActionResponse, GetActionRequest, GetActionResponse,
    ListActionsRequest, ListActionsResponse, ReactivateActionRequest, ReactivateActionResponse,
    UpdateActionRequest, UpdateActionResponse,
};
use tonic::Response;

use crate::{
    call::Call,
    convert::{
        action::{action, create_draft, update_draft},
        listing::{list_details, search},
        object::details,
    },
    error::chain,
    lint,
};

pub(super) async fn create(
    management: &Management,
    call: &Call,
    request: CreateActionRequest,
) -> Result<Response<CreateActionResponse>> {
    let access = call.authorize(management, Permission::ActionWrite).await?;
    let draft = create_draft(request, management.script_limit())?;
    let source = (draft.name.clone(), draft.script.clone());
    let done = management
        .create_action(&access, draft, call.precondition()?)
        .await?;
    let mut response = Response::new(CreateActionResponse {
        details: Some(details(&done.details)),
        id: done.id,
    });
    tell_findings(management, &mut response, source).await;
    Ok(response)
}

pub(super) async fn update(
    management: &Management,
    call: &Call,
    request: UpdateActionRequest,
) -> Result<Response<UpdateActionResponse>> {
    let access = call.authorize(management, Permission::ActionWrite).await?;
    let (id, draft) = update_draft(request, management.script_limit())?;
    let source = (draft.name.clone(), draft.script.clone());
    let done = management
        .update_action(&access, id, draft, call.precondition()?)
        .await?;
    let mut response = Response::new(UpdateActionResponse {
        details: Some(details(&done.details)),
    });
    tell_findings(management, &mut response, source).await;
    Ok(response)
}

/// Says beside the answer what is to be said of a script that was stored.
async fn tell_findings<T>(
    management: &Management,
    response: &mut Response<T>,
    (name, script): (ActionName, Script),
) {
    let (name, script) = (name.as_str().to_owned(), script.as_str().to_owned());
    match lint::findings(name, script, None, Profile::Goja, management.script_limit()).await {
        Ok(findings) => lint::tell(response, &findings),
        Err(error) => tracing::error!("a script could not be looked at: {}", chain(&error)),
    }
}

pub(super) async fn deactivate(
    management: &Management,
    call: &Call,
    request: DeactivateActionRequest,
) -> Result<DeactivateActionResponse> {
    let access = call.authorize(management, Permission::ActionWrite).await?;
    let id = ActionId::new(request.id);
    let done = management
        .deactivate_action(&access, id, call.precondition()?)
        .await?;
    Ok(DeactivateActionResponse {
        details: Some(details(&done.details)),
    })
}

pub(super) async fn reactivate(
    management: &Management,
    call: &Call,
    request: ReactivateActionRequest,
) -> Result<ReactivateActionResponse> {
    let access = call.authorize(management, Permission::ActionWrite).await?;
    let id = ActionId::new(request.id);
    let done = management
        .reactivate_action(&access, id, call.precondition()?)
        .await?;
    Ok(ReactivateActionResponse {
        details: Some(details(&done.details)),
    })
}

pub(super) async fn delete(
    management: &Management,
    call: &Call,
    request: DeleteActionRequest,
) -> Result<DeleteActionResponse> {
    let access = call.authorize(management, Permission::ActionDelete).await?;
    let id = ActionId::new(request.id);
    management
        .delete_action(&access, id, call.precondition()?)
        .await?;
    Ok(DeleteActionResponse {})
}

pub(super) async fn get(
    management: &Management,
    call: &Call,
    request: GetActionRequest,
) -> Result<GetActionResponse> {
    let access = call.authorize(management, Permission::ActionRead).await?;
    let found = management
        .action(&access, &ActionId::new(request.id))
        .await?;
    Ok(GetActionResponse {
        action: Some(action(&found)),
    })
}

pub(super) async fn list(
    management: &Management,
    call: &Call,
    request: ListActionsRequest,
) -> Result<ListActionsResponse> {
    let access = call.authorize(management, Permission::ActionRead).await?;
    let page = management.actions(&access, &search(request)?).await?;
    Ok(ListActionsResponse {
        details: Some(list_details(page.total, management.now())),
        sorting_column: 0,
        result: page.actions.iter().map(|found| action(found)).collect(),
    })
}
