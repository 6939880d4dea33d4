//! The use cases of the Management API, in domain types.
//!
//! Every method that needs a caller takes an [`Access`], which only [`Management::authorize`]
//! makes: what is not authorised does not compile.

use std::sync::Arc;

use crate::{
    Clock, Command, Context, Error, Outcome, Result, Timestamp,
    action::{Action, ActionDraft, ScriptLimit},
    caller::{Access, bearer_token},
    command::Precondition,
    error::{ActionOperation, FlowOperation},
    flow::{Flow, FlowType, TriggerType},
    id::{ActionId, OrgId},
    listing::{ActionPage, ActionSearch},
    org::Org,
    ports::Repository,
    role::Permission,
    suspension::{Suspension, SuspensionReason},
    token::TokenHash,
};

/// The use cases on one repository. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Management {
    repository: Arc<dyn Repository>,
    clock: Arc<dyn Clock>,
    settings: Settings,
}

/// What an installation may set.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How long a script may be.
    pub script_limit: ScriptLimit,
    /// The host that generated domains end with.
    pub external_domain: String,
}

// === impl Management ===

impl Management {
    /// The use cases on `repository`.
    pub fn new(repository: Arc<dyn Repository>, clock: Arc<dyn Clock>, settings: Settings) -> Self {
        Self {
            repository,
            clock,
            settings,
        }
    }

    /// How long a script may be.
    pub fn script_limit(&self) -> ScriptLimit {
        self.settings.script_limit
    }

    /// The current time.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Finds out who calls and whether they may, in the order that callers rely on: header,
    /// token, organisation, membership, permission.
    ///
    /// `org` is the organisation that the call names; without one (absent, empty or blank) it is
    /// about the caller's own.
    pub async fn authorize(
        &self,
        authorization: Option<&str>,
        org: Option<&str>,
        permission: Permission,
    ) -> Result<Access> {
        let hash = TokenHash::of(bearer_token(authorization)?);
        let caller = self
            .repository
            .caller(hash)
            .await?
            .ok_or(Error::TokenInvalid)?;
        if !caller.is_valid(self.clock.now()) {
            return Err(Error::TokenInvalid);
        }
        let org = match org.map(str::trim).unwrap_or_default() {
            "" => caller.org.clone(),
            named => OrgId::new(named),
        };
        self.repository.org(&org).await?.ok_or(Error::OrgNotFound)?;
        caller.permit(&org, permission)?;
        Ok(Access { caller, org })
    }

    /// Adds an action, active at once.
    pub async fn create_action(
        &self,
        access: &Access,
        draft: ActionDraft,
        precondition: Precondition,
    ) -> Result<Outcome> {
        let org = access.org.clone();
        self.execute(access, Command::CreateAction { org, draft }, precondition)
            .await
    }

    /// Replaces what a caller can set of an action.
    pub async fn update_action(
        &self,
        access: &Access,
        id: ActionId,
        draft: ActionDraft,
        precondition: Precondition,
    ) -> Result<Outcome> {
        let org = access.org.clone();
        self.execute(
            access,
            Command::UpdateAction { org, id, draft },
            precondition,
        )
        .await
    }

    /// Lets an action be skipped.
    pub async fn deactivate_action(
        &self,
        access: &Access,
        id: ActionId,
        precondition: Precondition,
    ) -> Result<Outcome> {
        let org = access.org.clone();
        self.execute(access, Command::DeactivateAction { org, id }, precondition)
            .await
    }

    /// Lets an action run again.
    pub async fn reactivate_action(
        &self,
        access: &Access,
        id: ActionId,
        precondition: Precondition,
    ) -> Result<Outcome> {
        let org = access.org.clone();
        self.execute(access, Command::ReactivateAction { org, id }, precondition)
            .await
    }

    /// Deletes an action for ever and takes it out of every flow.
    pub async fn delete_action(
        &self,
        access: &Access,
        id: ActionId,
        precondition: Precondition,
    ) -> Result<Outcome> {
        let org = access.org.clone();
        self.execute(access, Command::DeleteAction { org, id }, precondition)
            .await
    }

    /// One action.
    pub async fn action(&self, access: &Access, id: &ActionId) -> Result<Arc<Action>> {
        let found = self.repository.action(&access.org, id).await?;
        found.ok_or(Error::ActionNotFound(ActionOperation::Get))
    }

    /// A page of actions.
    pub async fn actions(&self, access: &Access, search: &ActionSearch) -> Result<ActionPage> {
        if search.limit > ActionSearch::LIMIT_MAX {
            return Err(Error::LimitExceeded {
                max: ActionSearch::LIMIT_MAX,
            });
        }
        self.repository.actions(&access.org, search).await
    }

    /// A flow; `None` when nothing is set, which is no error.
    pub async fn flow(&self, access: &Access, flow: FlowType) -> Result<Option<Flow>> {
        self.repository.flow(&access.org, flow).await
    }

    /// The triggers of a flow, given as callers spell it.
    pub fn trigger_types(flow: &str) -> Result<&'static [TriggerType]> {
        let flow = FlowType::parse(flow);
        Ok(flow
            .ok_or(Error::FlowTypeMissing(FlowOperation::ListTriggerTypes))?
            .triggers())
    }

    /// Sets the actions of a trigger; flow and trigger as callers spell them.
    pub async fn set_trigger_actions(
        &self,
        access: &Access,
        (flow, trigger): (&str, &str),
        actions: Vec<ActionId>,
        precondition: Precondition,
    ) -> Result<Outcome> {
        let missing = Error::FlowTypeMissing(FlowOperation::SetTriggerActions);
        let flow = FlowType::parse(flow).ok_or(missing)?;
        let trigger = TriggerType::parse(trigger).ok_or(Error::TriggerTypeInvalid)?;
        let org = access.org.clone();
        let command = Command::SetTriggerActions {
            org,
            flow,
            trigger,
            actions,
        };
        self.execute(access, command, precondition).await
    }

    /// Forgets everything that was set in a flow, given as callers spell it.
    pub async fn clear_flow(
        &self,
        access: &Access,
        flow: &str,
        precondition: Precondition,
    ) -> Result<Outcome> {
        let missing = Error::FlowTypeMissing(FlowOperation::Clear);
        let flow = FlowType::parse(flow).ok_or(missing)?;
        let org = access.org.clone();
        self.execute(access, Command::ClearFlow { org, flow }, precondition)
            .await
    }

    /// Lets nothing run at a trigger until it is resumed.
    pub async fn suspend_trigger(
        &self,
        access: &Access,
        (flow, trigger): (FlowType, TriggerType),
        reason: SuspensionReason,
    ) -> Result<Outcome> {
        let org = access.org.clone();
        let command = Command::SuspendTrigger {
            org,
            flow,
            trigger,
            reason,
        };
        self.execute(access, command, Precondition::default()).await
    }

    /// Lets a trigger run again.
    pub async fn resume_trigger(
        &self,
        access: &Access,
        (flow, trigger): (FlowType, TriggerType),
    ) -> Result<Outcome> {
        let org = access.org.clone();
        let command = Command::ResumeTrigger { org, flow, trigger };
        self.execute(access, command, Precondition::default()).await
    }

    /// The suspended triggers.
    pub async fn suspensions(&self, access: &Access) -> Result<Vec<Suspension>> {
        self.repository.suspensions(&access.org).await
    }

    /// The organisation of the call.
    pub async fn my_org(&self, access: &Access) -> Result<Arc<Org>> {
        self.repository
            .org(&access.org)
            .await?
            .ok_or(Error::OrgNotFound)
    }

    /// Adds an organisation with the caller as its owner.
    pub async fn add_org(
        &self,
        access: &Access,
        name: String,
        precondition: Precondition,
    ) -> Result<Outcome> {
        let host = self.settings.external_domain.clone();
        let owner = Some(access.caller.user.clone());
        self.execute(access, Command::AddOrg { name, host, owner }, precondition)
            .await
    }

    async fn execute(
        &self,
        access: &Access,
        command: Command,
        precondition: Precondition,
    ) -> Result<Outcome> {
        let creator = access.caller.user.to_string();
        self.repository
            .execute(
                command,
                Context {
                    creator,
                    precondition,
                },
            )
            .await
    }
}
