//! Says what can be said of a script without running it.

use portcullis_core::{Result, role::Permission};
use portcullis_proto::portcullis::runtime::v1::{LintActionRequest, LintActionResponse};
use portcullis_script_syntax::Trigger;

use super::RuntimeApi;
use crate::{
    call::Call,
    convert::{
        finding::finding,
        run::{check_name, point, profile},
    },
    lint,
};

pub(super) async fn lint(
    api: &RuntimeApi,
    call: &Call,
    request: LintActionRequest,
) -> Result<LintActionResponse> {
    let access = call.authorize(&api.management, Permission::ActionRead);
    access.await?;
    check_name("name", &request.name)?;
    let profile = profile("profile", request.profile)?;
    let trigger = match (request.flow_type, request.trigger_type) {
        (0, 0) => None,
        (flow, trigger) => {
            let (flow, trigger) = point(flow, trigger)?;
            Trigger::of(flow, trigger)
        }
    };
    let (name, script) = (request.name, request.script);
    let limit = api.management.script_limit();
    let findings = lint::findings(name, script, trigger, profile, limit).await?;
    Ok(LintActionResponse {
        findings: findings.iter().map(finding).collect(),
    })
}
