//! `portcullis suspend` and `portcullis resume`: the way out when a script locks everyone out.

use clap::Args;
use portcullis_core::{
    Command,
    flow::{FlowType, TriggerType},
    id::OrgId,
    ports::Repository,
    suspension::{Suspension, SuspensionReason},
};
use serde_json::json;

use super::{
    Error,
    output::{Answer, Format, date},
    point,
    session::{Session, execute},
};

#[derive(Debug, Args)]
pub(super) struct SuspendCommand {
    /// The organisation
    #[arg(long, value_name = "ID", required_unless_present = "list")]
    org: Option<String>,
    /// 1 external authentication, 2 tokens, 3 internal authentication, 4 SAML
    #[arg(long, value_name = "ID", required_unless_present = "list", value_parser = point::flow)]
    flow: Option<FlowType>,
    /// 1 post authentication, 2 pre creation, 3 post creation, 4 userinfo, 5 access token, 6 SAML
    #[arg(long, value_name = "ID", required_unless_present = "list", value_parser = point::trigger)]
    trigger: Option<TriggerType>,
    /// Why, for the history; at most 200 characters
    #[arg(long, value_name = "TEXT", default_value = "", value_parser = reason)]
    reason: String,
    /// List the suspended triggers instead, of one organisation or of all
    #[arg(long, conflicts_with_all = ["flow", "trigger", "reason"])]
    list: bool,
}

#[derive(Debug, Args)]
pub(super) struct ResumeCommand {
    /// The organisation
    #[arg(long, value_name = "ID")]
    org: String,
    /// As for `suspend`
    #[arg(long, value_name = "ID", value_parser = point::flow)]
    flow: FlowType,
    /// As for `suspend`
    #[arg(long, value_name = "ID", value_parser = point::trigger)]
    trigger: TriggerType,
}

pub(super) fn suspend(
    session: &Session,
    command: SuspendCommand,
    format: Format,
) -> Result<(), Error> {
    let org = command.org.map(OrgId::new);
    // clap lets these be missing for a list only.
    let (Some(org), Some(flow), Some(trigger)) = (org.clone(), command.flow, command.trigger)
    else {
        return list(session, org)?.print(format);
    };
    point::check(flow, trigger)?;
    let suspended = Command::SuspendTrigger {
        org,
        flow,
        trigger,
        reason: SuspensionReason::stored(command.reason),
    };
    change(session, "suspended", suspended, (flow, trigger))?.print(format)
}

pub(super) fn resume(
    session: &Session,
    command: ResumeCommand,
    format: Format,
) -> Result<(), Error> {
    let (flow, trigger) = (command.flow, command.trigger);
    point::check(flow, trigger)?;
    let org = OrgId::new(command.org);
    let resumed = Command::ResumeTrigger { org, flow, trigger };
    change(session, "resumed", resumed, (flow, trigger))?.print(format)
}

fn change(
    session: &Session,
    done: &str,
    command: Command,
    (flow, trigger): (FlowType, TriggerType),
) -> Result<Answer, Error> {
    let outcome = session.write(async |repository| execute(&*repository, command).await)?;
    let (org, flow, trigger) = (outcome.id, flow.id(), trigger.id());
    Ok(Answer {
        text: format!("{done} trigger {trigger} of flow {flow} in organisation {org}"),
        json: json!({ "org": org, "flow": flow, "trigger": trigger }),
    })
}

fn list(session: &Session, org: Option<OrgId>) -> Result<Answer, Error> {
    let found = session.read(async |repository| suspended(&*repository, org).await)?;
    let rows = found.into_iter().map(|(org, suspension)| {
        let (flow, trigger) = (suspension.flow.id(), suspension.trigger.id());
        let since = date(suspension.suspended_at);
        let (by, reason) = (suspension.suspended_by, suspension.reason);
        let json = json!({
            "org": org.as_str(),
            "flow": flow,
            "trigger": trigger,
            "since": since,
            "by": by,
            "reason": reason.as_str(),
        });
        // On a line of its own, whatever it was given.
        let reason = reason.as_str().replace(char::is_control, " ");
        let (flow, trigger) = (flow.to_string(), trigger.to_string());
        ([org.to_string(), flow, trigger, since, by, reason], json)
    });
    let headings = ["ORG", "FLOW", "TRIGGER", "SINCE", "BY", "REASON"];
    Ok(Answer::list(headings, rows))
}

/// The suspended triggers of one organisation, or of all.
async fn suspended(
    repository: &dyn Repository,
    org: Option<OrgId>,
) -> Result<Vec<(OrgId, Suspension)>, Error> {
    let orgs = match org {
        Some(org) => {
            let known = repository.org(&org).await?;
            known.ok_or(portcullis_core::Error::OrgNotFound)?;
            vec![org]
        }
        None => {
            let all = repository.orgs().await?.into_iter();
            all.map(|org| org.id).collect()
        }
    };
    let mut found = Vec::new();
    for org in orgs {
        let of_org = repository.suspensions(&org).await?.into_iter();
        found.extend(of_org.map(|suspension| (org.clone(), suspension)));
    }
    Ok(found)
}

fn reason(text: &str) -> Result<String, String> {
    let reason = SuspensionReason::parse(text).map_err(|error| error.to_string())?;
    Ok(reason.as_str().to_owned())
}
