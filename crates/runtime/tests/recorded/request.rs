//! A `TestActionRequest` as the runtime takes it.

use std::time::Duration;

use bytes::BytesMut;
use portcullis_core::{
    flow::{FlowType, TriggerType},
    script::{HttpMock, HttpPolicy, Profile, ScriptAction, TestOptions, TriggerRun},
};
use portcullis_gateway::json;
use portcullis_proto::portcullis::runtime::v1 as pb;
use serde_json::Value;

pub(crate) fn run(request: &Value) -> TriggerRun {
    let text = request.to_string();
    let options = json::Options::new();
    let request: pb::TestActionRequest = json::decode(text.as_bytes(), &options).unwrap();
    let mut context = BytesMut::new();
    let names = json::Options::new().proto_names(true).enum_numbers(true);
    json::encode(&request.context.unwrap_or_default(), &names, &mut context).unwrap();
    let test = request.test.unwrap_or_default();
    TriggerRun {
        flow: FlowType::from_id(request.flow_type.try_into().unwrap()).unwrap(),
        trigger: TriggerType::from_id(request.trigger_type.try_into().unwrap()).unwrap(),
        actions: request.actions.into_iter().map(action).collect(),
        context: String::from_utf8(context.to_vec()).unwrap(),
        profile: match request.options.unwrap_or_default().profile() {
            pb::Profile::Lenient => Profile::Lenient,
            _ => Profile::Goja,
        },
        memory_limit: None,
        http: HttpPolicy::default(),
        until: None,
        test: Some(TestOptions {
            http_mocks: test.http_mocks.into_iter().map(mock).collect(),
            allow_network: test.allow_network,
            fail_lookups: test.fail_lookups,
            fail_metadata_writes: test.fail_metadata_writes,
            ..TestOptions::default()
        }),
    }
}

fn action(action: pb::TestedAction) -> ScriptAction {
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

fn mock(mock: pb::HttpMock) -> HttpMock {
    let headers = mock.headers.into_iter();
    HttpMock {
        method: mock.method,
        url_pattern: mock.url_pattern,
        status: match mock.status {
            0 => 200,
            status => status.try_into().unwrap(),
        },
        body: mock.body,
        headers: headers.map(|(name, it)| (name, it.values)).collect(),
        error: Some(mock.error).filter(|error| !error.is_empty()),
    }
}
