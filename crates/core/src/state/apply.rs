//! Applying events, one arm each. Events are facts: applying never refuses.

use std::{collections::BTreeSet, sync::Arc};

use crate::{
    AggregateKind, Event, EventData, Timestamp,
    action::{Action, ActionName, ActionState, Details, Script, Timeout},
    flow::{FlowRecord, FlowType, TriggerList, TriggerType},
    id::{ActionId, OrgId, UserId},
    org::Org,
    role::Role,
    suspension::{Suspension, SuspensionReason},
    token::Token,
    user::{Scope, User},
};

use super::State;

impl State {
    /// Brings the state forward by one event.
    pub fn apply(&mut self, event: &Event) {
        self.sequences
            .insert(event.aggregate.clone(), event.sequence);
        match event.aggregate.kind {
            AggregateKind::Action => self.apply_to_action(event),
            AggregateKind::Org => self.apply_to_org(event),
            AggregateKind::User => self.apply_to_user(event),
            AggregateKind::Instance => {
                if let EventData::InstanceMemberAdded { user, roles } = &event.data {
                    self.first_user.get_or_insert_with(|| user.clone());
                    self.set_member(user, Scope::Instance, roles.clone());
                }
            }
        }
    }

    fn apply_to_action(&mut self, event: &Event) {
        let id = ActionId::new(event.aggregate.id.as_str());
        match &event.data {
            EventData::ActionAdded {
                name,
                script,
                timeout,
                allowed_to_fail,
            } => {
                let action = Action {
                    id: id.clone(),
                    state: ActionState::Active,
                    name: ActionName::stored(name),
                    script: Script::stored(script),
                    timeout: Timeout::stored(*timeout),
                    allowed_to_fail: *allowed_to_fail,
                    details: first_details(event),
                };
                self.action_names
                    .insert((event.owner.clone(), action.name.key()), id.clone());
                self.actions.insert(id, Arc::new(action));
            }
            EventData::ActionRemoved => {
                if let Some(action) = self.actions.remove(&id) {
                    self.action_names
                        .remove(&(event.owner.clone(), action.name.key()));
                }
            }
            data => self.change_action(&id, event, data),
        }
    }

    fn change_action(&mut self, id: &ActionId, event: &Event, data: &EventData) {
        let Some(stored) = self.actions.get_mut(id) else {
            return;
        };
        let action = Arc::make_mut(stored);
        touch(&mut action.details, event);
        match data {
            EventData::ActionDeactivated => action.state = ActionState::Inactive,
            EventData::ActionReactivated => action.state = ActionState::Active,
            EventData::ActionChanged {
                name,
                script,
                timeout,
                allowed_to_fail,
            } => {
                if let Some(name) = name {
                    let name = ActionName::stored(name);
                    self.action_names
                        .remove(&(event.owner.clone(), action.name.key()));
                    self.action_names
                        .insert((event.owner.clone(), name.key()), id.clone());
                    action.name = name;
                }
                if let Some(script) = script {
                    action.script = Script::stored(script);
                }
                if let Some(timeout) = timeout {
                    action.timeout = Timeout::stored(*timeout);
                }
                if let Some(allowed) = allowed_to_fail {
                    action.allowed_to_fail = *allowed;
                }
            }
            _ => {}
        }
    }

    fn apply_to_org(&mut self, event: &Event) {
        let id = OrgId::new(event.aggregate.id.as_str());
        if let EventData::OrgAdded { name } = &event.data {
            let org = Org {
                id: id.clone(),
                name: name.clone(),
                primary_domain: String::new(),
                details: first_details(event),
            };
            self.orgs.insert(id, org);
            return;
        }
        if let Some(org) = self.orgs.get_mut(&id) {
            touch(&mut org.details, event);
            if let EventData::OrgDomainPrimarySet { domain } = &event.data {
                org.primary_domain.clone_from(domain);
            }
        }
        match &event.data {
            EventData::TriggerActionsSet {
                flow,
                trigger,
                actions,
            } => {
                self.set_trigger(event, *flow, *trigger, actions);
            }
            EventData::TriggerActionsCascadeRemoved { flow, action } => {
                self.hide_action(event, *flow, action);
            }
            EventData::FlowCleared { flow } => {
                self.flows.remove(&(id, *flow));
            }
            EventData::TriggerSuspended {
                flow,
                trigger,
                reason,
            } => {
                let suspension = Suspension {
                    flow: *flow,
                    trigger: *trigger,
                    reason: SuspensionReason::stored(reason),
                    suspended_at: event.created_at,
                    suspended_by: event.creator.clone(),
                };
                self.suspensions.insert((id, *flow, *trigger), suspension);
            }
            EventData::TriggerResumed { flow, trigger } => {
                self.suspensions.remove(&(id, *flow, *trigger));
            }
            EventData::OrgMemberAdded { user, roles }
            | EventData::OrgMemberChanged { user, roles } => {
                self.set_member(user, Scope::Org(id), roles.clone());
            }
            EventData::OrgMemberRemoved { user } => {
                self.members.remove(&(user.clone(), Scope::Org(id)));
            }
            _ => {}
        }
    }

    fn set_trigger(
        &mut self,
        event: &Event,
        flow: FlowType,
        trigger: TriggerType,
        actions: &[ActionId],
    ) {
        let record = self
            .flows
            .entry((event.owner.clone(), flow))
            .or_insert_with(|| FlowRecord {
                details: first_details(event),
                triggers: std::collections::BTreeMap::new(),
            });
        touch(&mut record.details, event);
        let list = TriggerList {
            recorded: actions.to_vec(),
            visible: actions.to_vec(),
        };
        record.triggers.insert(trigger, list);
    }

    fn hide_action(&mut self, event: &Event, flow: FlowType, action: &ActionId) {
        let Some(record) = self.flows.get_mut(&(event.owner.clone(), flow)) else {
            return;
        };
        touch(&mut record.details, event);
        for list in record.triggers.values_mut() {
            list.visible.retain(|id| id != action);
        }
    }

    fn apply_to_user(&mut self, event: &Event) {
        let id = UserId::new(event.aggregate.id.as_str());
        match &event.data {
            EventData::UserMachineAdded { name } => {
                let user = User {
                    id: id.clone(),
                    org: event.owner.clone(),
                    name: name.clone(),
                    created_at: event.created_at,
                };
                self.users.insert(id, user);
            }
            EventData::UserRemoved => {
                self.users.remove(&id);
                self.members.retain(|(user, _), _| *user != id);
            }
            EventData::UserTokenAdded {
                token,
                hash,
                expires_at,
                preset,
            } => {
                let stored = Token {
                    id: token.clone(),
                    user: id,
                    hash: *hash,
                    created_at: event.created_at,
                    expires_at: *expires_at,
                    preset: *preset,
                };
                self.tokens.insert(token.clone(), stored);
            }
            EventData::UserTokenRemoved { token } => {
                self.tokens.remove(token);
            }
            _ => {}
        }
    }

    fn set_member(&mut self, user: &UserId, scope: Scope, roles: BTreeSet<Role>) {
        self.members.insert((user.clone(), scope), roles);
    }
}

fn first_details(event: &Event) -> Details {
    let at: Timestamp = event.created_at;
    let owner = event.owner.clone();
    Details {
        sequence: event.sequence,
        created_at: at,
        changed_at: at,
        owner,
    }
}

fn touch(details: &mut Details, event: &Event) {
    details.sequence = event.sequence;
    details.changed_at = event.created_at;
}
