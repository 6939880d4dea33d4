//! The story with the `zitadel` crate: its own generated messages, its own channel and
//! its own interceptor for a personal access token, over plaintext HTTP/2.

use std::{env, error::Error, fmt::Debug};

use pbjson_types::Duration;
use prost::Message;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::Channel;
use tonic::{Code, IntoRequest, Request, Response, Status};
use zitadel::api::clients::ClientBuilder;
use zitadel::api::interceptors::AccessTokenInterceptor;
use zitadel::api::zitadel::action::v1::{ActionNameQuery, ActionState};
use zitadel::api::zitadel::management::v1::management_service_client::ManagementServiceClient;
use zitadel::api::zitadel::management::v1::{
    ActionQuery, AddOrgRequest, ClearFlowRequest, CreateActionRequest, DeactivateActionRequest,
    DeleteActionRequest, GetActionRequest, GetFlowRequest, GetMyOrgRequest, HealthzRequest,
    ListActionsRequest, ListFlowTriggerTypesRequest, ListFlowTypesRequest, ReactivateActionRequest,
    SetTriggerActionsRequest, UpdateActionRequest, action_query::Query,
};
use zitadel::api::zitadel::v1::{ErrorDetail, ObjectDetails, TextQueryMethod};

type Failure = Box<dyn Error>;
type Client = ManagementServiceClient<InterceptedService<Channel, AccessTokenInterceptor>>;

/// Counts what was checked and turns the first difference into an error.
struct Checks(u32);

impl Checks {
    fn equal<T: PartialEq + Debug>(
        &mut self,
        what: &str,
        got: T,
        wanted: T,
    ) -> Result<(), Failure> {
        self.0 += 1;
        if got == wanted {
            return Ok(());
        }
        Err(format!("{what}\n  expected: {wanted:?}\n  got:      {got:?}").into())
    }

    /// Demands an error, told apart by its code and by the id in its detail.
    fn refused<T: Debug>(
        &mut self,
        what: &str,
        got: Result<Response<T>, Status>,
        code: Code,
        id: &str,
    ) -> Result<(), Failure> {
        let Err(status) = got else {
            return Err(format!("{what}: expected the error {id}, got {got:?}").into());
        };
        let details = tonic_types::Status::decode(status.details())?.details;
        let detail = match details.first() {
            Some(any) => ErrorDetail::decode(any.value.as_slice())?,
            None => ErrorDetail::default(),
        };
        self.equal(what, (status.code(), detail.id.as_str()), (code, id))?;
        let text = format!("{} ({id})", detail.message);
        self.equal(what, status.message(), text.as_str())
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let mut checks = Checks(0);
    let mut client = connect(&env::var("PORTCULLIS_TOKEN")?).await?;
    client.healthz(HealthzRequest {}).await?;

    let (id, other) = create(&mut client, &mut checks).await?;
    change(&mut client, &mut checks, &id).await?;
    flows(&mut client, &mut checks, &id, &other).await?;
    remove(&mut client, &mut checks, &id).await?;
    orgs(&mut client, &mut checks, &other).await?;

    let mut stranger = connect("wrong").await?;
    let answer = stranger.get_action(GetActionRequest { id: other }).await;
    checks.refused("bad token", answer, Code::Unauthenticated, "AUTH-7fs1e")?;
    println!("{} checks passed", checks.0);
    Ok(())
}

async fn connect(token: &str) -> Result<Client, Failure> {
    ClientBuilder::new(&env::var("PORTCULLIS_URL")?)
        .with_access_token(token)
        .build_management_client()
        .await
}

/// Creates two actions and reads them; answers their ids.
async fn create(client: &mut Client, checks: &mut Checks) -> Result<(String, String), Failure> {
    let hello = CreateActionRequest {
        name: "hello".to_owned(),
        script: "function hello(ctx, api) {}".to_owned(),
        timeout: Some(Duration {
            seconds: 10,
            nanos: 0,
        }),
        allowed_to_fail: true,
    };
    let created = client.create_action(hello.clone()).await?.into_inner();
    checks.equal("create: id", created.id.len(), 18)?;
    checks.equal("create: sequence", sequence(created.details), 1)?;
    let other = CreateActionRequest {
        name: "other".to_owned(),
        ..hello.clone()
    };
    let other = client.create_action(other).await?.into_inner().id;
    let taken = CreateActionRequest {
        name: "HELLO".to_owned(),
        ..hello.clone()
    };
    let answer = client.create_action(taken).await;
    checks.refused(
        "create with a taken name",
        answer,
        Code::AlreadyExists,
        "V3-DKcYh",
    )?;

    let request = GetActionRequest {
        id: created.id.clone(),
    };
    let action = client.get_action(request).await?.into_inner().action;
    let action = action.ok_or("get: no action")?;
    checks.equal("get: id", &action.id, &created.id)?;
    checks.equal("get: state", action.state, ActionState::Active as i32)?;
    let read = (
        action.name,
        action.script,
        action.timeout,
        action.allowed_to_fail,
    );
    let wanted = (
        hello.name,
        hello.script,
        hello.timeout,
        hello.allowed_to_fail,
    );
    checks.equal("get", read, wanted)?;

    let query = Query::ActionNameQuery(ActionNameQuery {
        name: "HEL".to_owned(),
        method: TextQueryMethod::StartsWithIgnoreCase as i32,
    });
    let queries = vec![ActionQuery { query: Some(query) }];
    let request = ListActionsRequest {
        queries,
        ..Default::default()
    };
    let page = client.list_actions(request).await?.into_inner();
    let ids: Vec<_> = page.result.into_iter().map(|action| action.id).collect();
    checks.equal("list by name", ids, vec![created.id.clone()])?;
    checks.equal(
        "list: total",
        page.details.map(|details| details.total_result),
        Some(1),
    )?;
    Ok((created.id, other))
}

async fn change(client: &mut Client, checks: &mut Checks, id: &str) -> Result<(), Failure> {
    let id = id.to_owned();
    let update = UpdateActionRequest {
        id: id.clone(),
        name: "hello2".to_owned(),
        script: "function hello2(ctx, api) {}".to_owned(),
        ..Default::default()
    };
    let updated = client.update_action(update.clone()).await?.into_inner();
    checks.equal("update", sequence(updated.details), 2)?;
    let answer = client.update_action(update).await;
    checks.refused(
        "update without a change",
        answer,
        Code::FailedPrecondition,
        "ACTION-dg4t2",
    )?;

    let request = DeactivateActionRequest { id: id.clone() };
    let answer = client.deactivate_action(request).await?.into_inner();
    checks.equal("deactivate", sequence(answer.details), 3)?;
    let request = ReactivateActionRequest { id };
    let answer = client
        .reactivate_action(request.clone())
        .await?
        .into_inner();
    checks.equal("reactivate", sequence(answer.details), 4)?;
    let answer = client.reactivate_action(request).await;
    checks.refused(
        "reactivate again",
        answer,
        Code::FailedPrecondition,
        "COMMAND-J53zh",
    )
}

async fn flows(
    client: &mut Client,
    checks: &mut Checks,
    id: &str,
    other: &str,
) -> Result<(), Failure> {
    let types = client
        .list_flow_types(ListFlowTypesRequest {})
        .await?
        .into_inner()
        .result;
    let types: Vec<_> = types.into_iter().map(|flow| flow.id).collect();
    checks.equal("flow types", types.join(" ").as_str(), "1 2 3 4")?;
    let mut request = ListFlowTriggerTypesRequest {
        r#type: "1".to_owned(),
    }
    .into_request();
    request
        .metadata_mut()
        .insert("accept-language", "de".parse()?);
    let triggers = client
        .list_flow_trigger_types(request)
        .await?
        .into_inner()
        .result;
    let german = triggers
        .first()
        .and_then(|trigger| trigger.name.clone())
        .unwrap_or_default();
    checks.equal(
        "German",
        german.localized_message.as_str(),
        "Nach Authentifizierung",
    )?;

    let ids = vec![other.to_owned(), id.to_owned()];
    let set = |action_ids| SetTriggerActionsRequest {
        flow_type: "2".to_owned(),
        trigger_type: "4".to_owned(),
        action_ids,
    };
    client.set_trigger_actions(set(ids.clone())).await?;
    let answer = client.set_trigger_actions(set(vec!["1".to_owned()])).await;
    checks.refused(
        "set an unknown action",
        answer,
        Code::FailedPrecondition,
        "COMMAND-dg422",
    )?;
    let get = GetFlowRequest {
        r#type: "2".to_owned(),
    };
    let flow = client
        .get_flow(get.clone())
        .await?
        .into_inner()
        .flow
        .unwrap_or_default();
    let entry = flow.trigger_actions.into_iter().next().unwrap_or_default();
    let trigger = entry.trigger_type.unwrap_or_default();
    checks.equal("get flow: trigger", trigger.id.as_str(), "4")?;
    let set: Vec<_> = entry.actions.into_iter().map(|action| action.id).collect();
    checks.equal("get flow: actions", set, ids)?;

    let clear = ClearFlowRequest {
        r#type: "2".to_owned(),
    };
    client.clear_flow(clear.clone()).await?;
    let answer = client.clear_flow(clear).await;
    checks.refused(
        "clear flow again",
        answer,
        Code::FailedPrecondition,
        "COMMAND-DgGh3",
    )?;
    let flow = client
        .get_flow(get)
        .await?
        .into_inner()
        .flow
        .unwrap_or_default();
    checks.equal("get flow after that", flow.trigger_actions.len(), 0)
}

async fn remove(client: &mut Client, checks: &mut Checks, id: &str) -> Result<(), Failure> {
    let request = DeleteActionRequest { id: id.to_owned() };
    client.delete_action(request.clone()).await?;
    let answer = client.delete_action(request).await;
    checks.refused("delete again", answer, Code::NotFound, "COMMAND-Dgh4h")?;
    let answer = client
        .get_action(GetActionRequest { id: id.to_owned() })
        .await;
    checks.refused("get what is deleted", answer, Code::NotFound, "QUERY-GEfnb")
}

async fn orgs(client: &mut Client, checks: &mut Checks, other: &str) -> Result<(), Failure> {
    let second = env::var("PORTCULLIS_ORG")?;
    let request = in_org(GetMyOrgRequest {}, &second)?;
    let org = client
        .get_my_org(request)
        .await?
        .into_inner()
        .org
        .unwrap_or_default();
    checks.equal(
        "the org of the header",
        (org.id.as_str(), org.name.as_str()),
        (&second, "Second"),
    )?;
    let request = in_org(
        GetActionRequest {
            id: other.to_owned(),
        },
        &second,
    )?;
    let answer = client.get_action(request).await;
    checks.refused(
        "an action of another org",
        answer,
        Code::NotFound,
        "QUERY-GEfnb",
    )?;
    let answer = client.get_my_org(in_org(GetMyOrgRequest {}, "1")?).await;
    checks.refused(
        "an org that is not there",
        answer,
        Code::PermissionDenied,
        "AUTH-Bs7Ds",
    )?;

    let request = AddOrgRequest {
        name: "Third".to_owned(),
    };
    let added = client.add_org(request).await?.into_inner();
    let owner = added.details.unwrap_or_default().resource_owner;
    checks.equal("add org", added.id, owner)
}

fn in_org<T>(message: T, org: &str) -> Result<Request<T>, Failure> {
    let mut request = Request::new(message);
    request
        .metadata_mut()
        .insert("x-zitadel-orgid", org.parse()?);
    Ok(request)
}

fn sequence(details: Option<ObjectDetails>) -> u64 {
    details.unwrap_or_default().sequence
}
