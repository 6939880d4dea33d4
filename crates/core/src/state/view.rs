//! What decisions read, answered from the state.

use crate::{
    Result,
    action::Action,
    decide::View,
    flow::{FlowRecord, FlowType, TriggerType},
    id::{ActionId, OrgId, TokenId, UserId},
    letter_case,
    org::{self, Org},
    suspension::Suspension,
    token::{Token, TokenHash},
    user::{Scope, User},
};

use super::State;

impl View for State {
    fn action(&self, id: &ActionId) -> Result<Option<Action>> {
        Ok(self.actions.get(id).map(|action| Action::clone(action)))
    }

    fn action_named(&self, org: &OrgId, key: &str) -> Result<Option<ActionId>> {
        Ok(self
            .action_names
            .get(&(org.clone(), key.to_owned()))
            .cloned())
    }

    fn flow(&self, org: &OrgId, flow: FlowType) -> Result<Option<FlowRecord>> {
        Ok(self.flows.get(&(org.clone(), flow)).cloned())
    }

    fn flows_showing(&self, org: &OrgId, action: &ActionId) -> Result<Vec<FlowType>> {
        let mut found = Vec::new();
        for flow in FlowType::ALL {
            let Some(record) = self.flows.get(&(org.clone(), flow)) else {
                continue;
            };
            let lists = record
                .triggers
                .values()
                .filter(|list| list.visible.contains(action));
            found.extend(lists.map(|_| flow));
        }
        Ok(found)
    }

    fn suspension(
        &self,
        org: &OrgId,
        flow: FlowType,
        trigger: TriggerType,
    ) -> Result<Option<Suspension>> {
        Ok(self.suspensions.get(&(org.clone(), flow, trigger)).cloned())
    }

    fn org(&self, id: &OrgId) -> Result<Option<Org>> {
        Ok(self.orgs.get(id).cloned())
    }

    fn org_named(&self, key: &str) -> Result<Option<OrgId>> {
        let found = self
            .orgs
            .values()
            .find(|org| org::name_key(&org.name) == key);
        Ok(found.map(|org| org.id.clone()))
    }

    fn org_with_domain(&self, domain: &str) -> Result<Option<OrgId>> {
        let found = self.orgs.values().find(|org| org.primary_domain == domain);
        Ok(found.map(|org| org.id.clone()))
    }

    fn user(&self, id: &UserId) -> Result<Option<User>> {
        Ok(self.users.get(id).cloned())
    }

    fn user_named(&self, org: &OrgId, key: &str) -> Result<Option<UserId>> {
        let mut of_org = self.users.values().filter(|user| user.org == *org);
        let found = of_org.find(|user| letter_case::lower(&user.name) == key);
        Ok(found.map(|user| user.id.clone()))
    }

    fn memberships_in_orgs(&self, user: &UserId) -> Result<Vec<OrgId>> {
        let scopes = self.members.keys().filter(|(member, _)| member == user);
        let orgs = scopes.filter_map(|(_, scope)| match scope {
            Scope::Org(org) => Some(org.clone()),
            Scope::Instance => None,
        });
        Ok(orgs.collect())
    }

    fn token(&self, id: &TokenId) -> Result<Option<Token>> {
        Ok(self.tokens.get(id).cloned())
    }

    fn token_with_hash(&self, hash: &TokenHash) -> Result<Option<TokenId>> {
        let found = self.tokens.values().find(|token| token.hash == *hash);
        Ok(found.map(|token| token.id.clone()))
    }

    fn tokens_of(&self, user: &UserId) -> Result<Vec<Token>> {
        Ok(self
            .tokens
            .values()
            .filter(|token| token.user == *user)
            .cloned()
            .collect())
    }

    fn first_user(&self) -> Result<Option<UserId>> {
        Ok(self.first_user.clone())
    }
}
