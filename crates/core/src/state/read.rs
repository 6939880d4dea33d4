//! What callers read, answered from the state.

use std::sync::Arc;

use crate::{
    action::Action,
    caller::Caller,
    flow::{Flow, FlowType, TriggerActions, TriggerType},
    id::{ActionId, OrgId, UserId},
    listing::{ActionColumn, ActionOrder, ActionPage, ActionSearch},
    suspension::Suspension,
    token::TokenHash,
    user::Membership,
};

use super::State;

impl State {
    /// The caller with a token.
    pub fn caller(&self, hash: &TokenHash) -> Option<Caller> {
        let token = self.tokens.values().find(|token| token.hash == *hash)?;
        let user = self.users.get(&token.user)?;
        Some(Caller {
            user: user.id.clone(),
            org: user.org.clone(),
            expires_at: token.expires_at,
            memberships: self.memberships(&user.id),
        })
    }

    /// Every membership of a user, the instance first, then by organisation.
    pub fn memberships(&self, user: &UserId) -> Vec<Membership> {
        let of_user = self
            .members
            .iter()
            .filter(|((member, _), _)| member == user);
        of_user
            .map(|((_, scope), roles)| Membership {
                scope: scope.clone(),
                roles: roles.clone(),
            })
            .collect()
    }

    /// An action of an organisation.
    pub fn action_of(&self, org: &OrgId, id: &ActionId) -> Option<Arc<Action>> {
        self.actions
            .get(id)
            .filter(|action| action.details.owner == *org)
            .cloned()
    }

    /// A page of an organisation's actions.
    pub fn search(&self, org: &OrgId, search: &ActionSearch) -> ActionPage {
        let mut matching: Vec<_> = self
            .actions
            .values()
            .filter(|action| action.details.owner == *org)
            .filter(|action| search.filters.iter().all(|filter| filter.matches(action)))
            .cloned()
            .collect();
        if let ActionOrder::Column { column, ascending } = search.order {
            matching.sort_by(|a, b| {
                let by_column = match column {
                    ActionColumn::Name => a.name.cmp(&b.name),
                    ActionColumn::Id => a.id.cmp(&b.id),
                    ActionColumn::State => a.state.cmp(&b.state),
                };
                if ascending {
                    by_column
                } else {
                    by_column.reverse()
                }
            });
        }
        let total = matching.len() as u64;
        let offset = usize::try_from(search.offset).unwrap_or(usize::MAX);
        let actions = matching
            .into_iter()
            .skip(offset)
            .take(search.limit as usize)
            .collect();
        ActionPage { actions, total }
    }

    /// A flow as callers see it.
    pub fn visible_flow(&self, org: &OrgId, flow: FlowType) -> Option<Flow> {
        let record = self.flows.get(&(org.clone(), flow))?;
        let triggers = record.triggers.iter().filter_map(|(trigger, list)| {
            let actions = self.existing(&list.visible);
            (!actions.is_empty()).then_some((*trigger, actions))
        });
        Some(Flow {
            details: record.details.clone(),
            triggers: triggers.collect(),
        })
    }

    /// What there is to run at a trigger.
    pub fn trigger(&self, org: &OrgId, flow: FlowType, trigger: TriggerType) -> TriggerActions {
        let record = self.flows.get(&(org.clone(), flow));
        let list = record.and_then(|record| record.triggers.get(&trigger));
        let suspension = self.suspensions.get(&(org.clone(), flow, trigger));
        TriggerActions {
            actions: list.map_or_else(Vec::new, |list| self.existing(&list.visible)),
            suspension: suspension.cloned(),
        }
    }

    /// The suspended triggers of an organisation, in the order of their ids.
    pub fn suspensions_of(&self, org: &OrgId) -> Vec<Suspension> {
        let all = self.suspensions.iter();
        all.filter(|((owner, _, _), _)| owner == org)
            .map(|(_, suspension)| suspension.clone())
            .collect()
    }

    fn existing(&self, ids: &[ActionId]) -> Vec<Arc<Action>> {
        let found = ids.iter().filter_map(|id| self.actions.get(id));
        found.cloned().collect()
    }
}
