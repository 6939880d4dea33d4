//! Organisations: authorise, read the message, call the use case, write the answer.

use portcullis_core::{Management, Result, role::Permission};
use portcullis_proto::zitadel::management::v1::{
    AddOrgRequest, AddOrgResponse, GetMyOrgRequest, GetMyOrgResponse,
};

use crate::{
    call::Call,
    convert::{
        object::details,
        org::{check_name, org},
    },
};

pub(super) async fn mine(
    management: &Management,
    call: &Call,
    _: GetMyOrgRequest,
) -> Result<GetMyOrgResponse> {
    let access = call.authorize(management, Permission::OrgRead).await?;
    let found = management.my_org(&access).await?;
    Ok(GetMyOrgResponse {
        org: Some(org(&found)),
    })
}

pub(super) async fn add(
    management: &Management,
    call: &Call,
    request: AddOrgRequest,
) -> Result<AddOrgResponse> {
    let access = call.authorize(management, Permission::OrgCreate).await?;
    check_name(&request.name)?;
    let done = management
        .add_org(&access, request.name, call.precondition()?)
        .await?;
    Ok(AddOrgResponse {
        id: done.id,
        details: Some(details(&done.details)),
    })
}
