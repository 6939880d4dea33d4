//! What decisions read, answered from the tables within the writer's transaction.

use portcullis_core::{
    Result,
    action::Action,
    decide::View,
    flow::{FlowRecord, FlowType, TriggerType},
    id::{ActionId, OrgId, TokenId, UserId},
    org::Org,
    suspension::Suspension,
    token::{Token, TokenHash},
    user::{Scope, User},
};
use rusqlite::Connection;

use crate::{
    error::failed,
    tables::{actions, flows, members, meta, orgs, suspensions, tokens, users},
};

/// The tables as one transaction sees them.
pub(crate) struct SqlView<'a>(pub(crate) &'a Connection);

// === impl SqlView ===

impl View for SqlView<'_> {
    fn action(&self, id: &ActionId) -> Result<Option<Action>> {
        actions::find(self.0, id).map_err(failed)
    }

    fn action_named(&self, org: &OrgId, key: &str) -> Result<Option<ActionId>> {
        actions::named(self.0, org, key).map_err(failed)
    }

    fn flow(&self, org: &OrgId, flow: FlowType) -> Result<Option<FlowRecord>> {
        flows::find(self.0, org, flow).map_err(failed)
    }

    fn flows_showing(&self, org: &OrgId, action: &ActionId) -> Result<Vec<FlowType>> {
        flows::showing(self.0, org, action).map_err(failed)
    }

    fn suspension(
        &self,
        org: &OrgId,
        flow: FlowType,
        trigger: TriggerType,
    ) -> Result<Option<Suspension>> {
        suspensions::find(self.0, org, flow, trigger).map_err(failed)
    }

    fn org(&self, id: &OrgId) -> Result<Option<Org>> {
        orgs::find(self.0, id).map_err(failed)
    }

    fn org_named(&self, key: &str) -> Result<Option<OrgId>> {
        orgs::named(self.0, key).map_err(failed)
    }

    fn org_with_domain(&self, domain: &str) -> Result<Option<OrgId>> {
        orgs::with_domain(self.0, domain).map_err(failed)
    }

    fn user(&self, id: &UserId) -> Result<Option<User>> {
        users::find(self.0, id).map_err(failed)
    }

    fn user_named(&self, org: &OrgId, key: &str) -> Result<Option<UserId>> {
        users::named(self.0, org, key).map_err(failed)
    }

    fn memberships_in_orgs(&self, user: &UserId) -> Result<Vec<OrgId>> {
        let all = members::of(self.0, user).map_err(failed)?;
        let orgs = all.into_iter().filter_map(|member| match member.scope {
            Scope::Org(org) => Some(org),
            Scope::Instance => None,
        });
        Ok(orgs.collect())
    }

    fn token(&self, id: &TokenId) -> Result<Option<Token>> {
        tokens::find(self.0, id).map_err(failed)
    }

    fn token_with_hash(&self, hash: &TokenHash) -> Result<Option<TokenId>> {
        let found = tokens::by_hash(self.0, hash).map_err(failed)?;
        Ok(found.map(|token| token.id))
    }

    fn tokens_of(&self, user: &UserId) -> Result<Vec<Token>> {
        tokens::of(self.0, user).map_err(failed)
    }

    fn first_user(&self) -> Result<Option<UserId>> {
        meta::first_user(self.0).map_err(failed)
    }
}
