//! What is asked for.

use std::time::Instant;

use portcullis_core::{
    Error, Result, Timestamp,
    action::Timeout,
    action_runtime::Fired,
    flow::{FlowType, TriggerType},
    script::{HttpMock, HttpPolicy, Profile, ScriptAction, TestOptions, TriggerRun},
};
use portcullis_proto::portcullis::runtime::v1 as pb;

use super::context;
use crate::convert::object::{read_duration, read_timestamp};

/// Actions that one request may bring along, and bytes of a script.
const ACTIONS_MAX: usize = 50;
const SCRIPT_BYTES_MAX: usize = 40_000;
const MOCKS_MAX: usize = 1000;

/// The trigger that fires.
///
/// # Errors
///
/// When a field cannot be used.
pub(crate) fn fired(
    request: &pb::ExecuteTriggerRequest,
    until: Option<Instant>,
    trace_id: &str,
) -> Result<Fired> {
    let (flow, trigger) = point(request.flow_type, request.trigger_type)?;
    let options = request.options.clone().unwrap_or_default();
    Ok(Fired {
        flow,
        trigger,
        context: context::text(request.context.as_ref())?,
        profile: profile("options.profile", options.profile)?,
        memory_limit: memory(options.memory_limit),
        http: options.http_policy.map(policy).unwrap_or_default(),
        until,
        trace_id: trace_id.to_owned(),
    })
}

/// Actions to be tried.
///
/// # Errors
///
/// When a field cannot be used.
pub(crate) fn tested(
    request: &pb::TestActionRequest,
    until: Option<Instant>,
) -> Result<TriggerRun> {
    let (flow, trigger) = point(request.flow_type, request.trigger_type)?;
    if request.actions.is_empty() || request.actions.len() > ACTIONS_MAX {
        let why = format!("there must be 1 to {ACTIONS_MAX}");
        return Err(Error::field("actions", why));
    }
    let actions = request.actions.iter().enumerate();
    let actions: Result<_, _> = actions.map(|(at, it)| action(at, it)).collect();
    let options = request.options.clone().unwrap_or_default();
    Ok(TriggerRun {
        flow,
        trigger,
        actions: actions?,
        context: context::text(request.context.as_ref())?,
        profile: profile("options.profile", options.profile)?,
        memory_limit: memory(options.memory_limit),
        http: options.http_policy.map(policy).unwrap_or_default(),
        until,
        test: Some(test(request.test.clone().unwrap_or_default())?),
    })
}

/// The flow and the trigger, which must belong together.
pub(crate) fn point(flow: i32, trigger: i32) -> Result<(FlowType, TriggerType)> {
    let known = |id: i32| u8::try_from(id).ok();
    let flow_type = known(flow).and_then(FlowType::from_id);
    let flow_type = flow_type.ok_or_else(|| {
        Error::field(
            "flow_type",
            format!("there is no flow {flow}; there are 1 to 4"),
        )
    })?;
    let trigger_type = known(trigger).and_then(TriggerType::from_id);
    match trigger_type.filter(|it| flow_type.triggers().contains(it)) {
        Some(trigger_type) => Ok((flow_type, trigger_type)),
        None => Err(Error::field("trigger_type", no_trigger(flow_type, trigger))),
    }
}

/// Why a trigger is none of a flow's.
pub(crate) fn no_trigger(flow: FlowType, trigger: i32) -> String {
    let ids = flow.triggers().iter().map(|it| it.id().to_string());
    let ids = ids.collect::<Vec<_>>().join(", ");
    let flow = flow.id();
    format!("flow {flow} has no trigger {trigger}; it has {ids}")
}

fn action(at: usize, action: &pb::TestedAction) -> Result<ScriptAction> {
    let field = |name: &str| format!("actions[{at}].{name}");
    check_name(&field("name"), &action.name)?;
    if action.script.len() > SCRIPT_BYTES_MAX {
        let why = format!("has more than {SCRIPT_BYTES_MAX} bytes");
        return Err(Error::field(field("script"), why));
    }
    let timeout = action.timeout.unwrap_or_default();
    let timeout = read_duration(timeout)
        .and_then(Timeout::new)
        .map_err(|reason| Error::field(field("timeout"), reason.to_string()))?;
    Ok(ScriptAction {
        id: action.id.clone(),
        name: action.name.clone(),
        script: action.script.as_str().into(),
        timeout: timeout.effective(),
        allowed_to_fail: action.allowed_to_fail,
        is_active: !action.is_inactive,
        sequence: 0,
    })
}

/// Whether an action can have the name that stands in a field.
pub(crate) fn check_name(field: &str, name: &str) -> Result<()> {
    match name.chars().count() {
        1..=200 => Ok(()),
        _ => Err(Error::field(field, "needs 1 to 200 characters")),
    }
}

/// More than there can be is no limit.
fn memory(bytes: u64) -> Option<usize> {
    usize::try_from(bytes).ok().filter(|limit| *limit > 0)
}

/// The profile that stands in a field.
pub(crate) fn profile(field: &str, profile: i32) -> Result<Profile> {
    match pb::Profile::try_from(profile) {
        Ok(pb::Profile::Unspecified | pb::Profile::Goja) => Ok(Profile::Goja),
        Ok(pb::Profile::Lenient) => Ok(Profile::Lenient),
        Err(_) => {
            let why = format!("there is no profile {profile}; there are 1 and 2");
            Err(Error::field(field, why))
        }
    }
}

fn policy(policy: pb::HttpPolicy) -> HttpPolicy {
    HttpPolicy {
        deny_list: policy.deny_list,
        max_body_bytes: Some(policy.max_body_bytes).filter(|bytes| *bytes > 0),
        no_network: policy.no_network,
    }
}

fn test(test: pb::TestOptions) -> Result<TestOptions> {
    if test.http_mocks.len() > MOCKS_MAX {
        let why = format!("there may be {MOCKS_MAX}");
        return Err(Error::field("test.http_mocks", why));
    }
    let mocks = test.http_mocks.into_iter().enumerate();
    let mocks: Result<_, _> = mocks.map(|(at, it)| mock(at, it)).collect();
    Ok(TestOptions {
        http_mocks: mocks?,
        allow_network: test.allow_network,
        now: test.now.map(now).transpose()?,
        random_seed: Some(test.random_seed).filter(|seed| *seed != 0),
        fail_lookups: test.fail_lookups,
        fail_metadata_writes: test.fail_metadata_writes,
    })
}

fn mock(at: usize, mock: pb::HttpMock) -> Result<HttpMock> {
    let status = match mock.status {
        0 => 200,
        status => u16::try_from(status)
            .ok()
            .filter(|status| (100..=999).contains(status))
            .ok_or_else(|| {
                let field = format!("test.http_mocks[{at}].status");
                Error::field(
                    field,
                    format!("{status} is no HTTP status; there are 100 to 999"),
                )
            })?,
    };
    let mut headers: Vec<_> = mock
        .headers
        .into_iter()
        .map(|(name, values)| (name, values.values))
        .collect();
    headers.sort();
    Ok(HttpMock {
        method: mock.method,
        url_pattern: mock.url_pattern,
        status,
        body: mock.body,
        headers,
        error: Some(mock.error).filter(|error| !error.is_empty()),
    })
}

fn now(time: prost_types::Timestamp) -> Result<Timestamp> {
    // `Date` begins there for the engine
    let is_in_range = |time: &Timestamp| *time >= Timestamp::from_micros(0);
    read_timestamp(time)
        .filter(is_in_range)
        .ok_or_else(|| Error::field("test.now", "is out of range: it begins with 1970"))
}
