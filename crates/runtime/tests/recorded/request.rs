//! A `TestActionRequest` as the runtime takes it.

use std::time::Duration;

use bytes::BytesMut;
use portcullis_core::{
    flow::{FlowType, TriggerType},
    script::{HttpPolicy, Profile, ScriptAction, TestOptions, TriggerRun},
};
use portcullis_gateway::json;
use portcullis_proto::portcullis::runtime::v1::{TestActionRequest, TestedAction};
use serde_json::Value;

pub(crate) fn run(request: &Value) -> TriggerRun {
    let text = request.to_string();
    let options = json::Options::new();
    let request: TestActionRequest = json::decode(text.as_bytes(), &options).unwrap();
    let mut context = BytesMut::new();
    let names = json::Options::new().proto_names(true).enum_numbers(true);
    json::encode(&request.context.unwrap_or_default(), &names, &mut context).unwrap();
    let test = request.test.unwrap_or_default();
    TriggerRun {
        flow: FlowType::from_id(request.flow_type.try_into().unwrap()).unwrap(),
        trigger: TriggerType::from_id(request.trigger_type.try_into().unwrap()).unwrap(),
        actions: request.actions.into_iter().map(action).collect(),
        context: String::from_utf8(context.to_vec()).unwrap(),
        profile: Profile::Goja,
        memory_limit: None,
        http: HttpPolicy::default(),
        until: None,
        test: Some(TestOptions {
            allow_network: test.allow_network,
            fail_lookups: test.fail_lookups,
            fail_metadata_writes: test.fail_metadata_writes,
            ..TestOptions::default()
        }),
    }
}

fn action(action: TestedAction) -> ScriptAction {
    let timeout = action.timeout.unwrap_or_default();
    let seconds = Duration::from_secs(timeout.seconds.try_into().unwrap());
    ScriptAction {
        id: action.id,
        name: action.name,
        script: action.script.into(),
        timeout: seconds + Duration::from_nanos(timeout.nanos.try_into().unwrap()),
        allowed_to_fail: action.allowed_to_fail,
        is_active: !action.is_inactive,
        sequence: 0,
    }
}
