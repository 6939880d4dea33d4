//! Decisions about users and their tokens.

use std::collections::BTreeSet;

use crate::{
    Aggregate, Error, Result, Timestamp,
    event::EventData,
    id::{IdSource, OrgId, TokenId, UserId},
    letter_case,
    role::Role,
    token::TokenHash,
    user::User,
    validation::length_between,
};

use super::{Decision, View};

const NAME_MAX: usize = 200;

pub(super) fn add(
    view: &impl View,
    org: &OrgId,
    name: &str,
    roles: &BTreeSet<Role>,
    ids: &mut IdSource,
) -> Result<Decision> {
    length_between(name, 1, NAME_MAX).map_err(Error::UserNameInvalid)?;
    view.org(org)?.ok_or(Error::OrgNotFound)?;
    if view.user_named(org, &letter_case::lower(name))?.is_some() {
        return Err(Error::UserNameTaken);
    }
    let user: UserId = ids.next_id();
    let (instance_roles, org_roles): (BTreeSet<_>, BTreeSet<_>) =
        roles.iter().partition(|role| role.is_instance_role());
    let mut decision =
        Decision::about(&user, Aggregate::user(&user), org).event(EventData::UserMachineAdded {
            name: name.to_owned(),
        });
    if !instance_roles.is_empty() {
        let added = EventData::InstanceMemberAdded {
            user: user.clone(),
            roles: instance_roles,
        };
        decision = decision.event_of(Aggregate::instance(), &OrgId::new(""), added);
    }
    if !org_roles.is_empty() {
        let added = EventData::OrgMemberAdded {
            user,
            roles: org_roles,
        };
        decision = decision.event_of(Aggregate::org(org), org, added);
    }
    Ok(decision)
}

/// Ends a user with its tokens and memberships.
pub(super) fn remove(view: &impl View, id: &UserId) -> Result<Decision> {
    let user = view.user(id)?.ok_or(Error::UserNotFound)?;
    let mut decision = about(&user);
    for token in view.tokens_of(id)? {
        decision = decision.event(EventData::UserTokenRemoved { token: token.id });
    }
    for org in view.memberships_in_orgs(id)? {
        let removed = EventData::OrgMemberRemoved { user: id.clone() };
        decision = decision.event_of(Aggregate::org(&org), &org, removed);
    }
    Ok(decision.event(EventData::UserRemoved))
}

pub(super) fn add_token(
    view: &impl View,
    user: &UserId,
    hash: TokenHash,
    expires_at: Option<Timestamp>,
    ids: &mut IdSource,
) -> Result<Decision> {
    let user = view.user(user)?.ok_or(Error::UserNotFound)?;
    if view.token_with_hash(&hash)?.is_some() {
        return Err(Error::TokenTaken);
    }
    let token: TokenId = ids.next_id();
    let added = EventData::UserTokenAdded {
        token: token.clone(),
        hash,
        expires_at,
        preset: false,
    };
    let mut decision = about(&user).event(added);
    decision.id = token.to_string();
    Ok(decision)
}

pub(super) fn remove_token(view: &impl View, id: &TokenId) -> Result<Decision> {
    let token = view.token(id)?.ok_or(Error::TokenNotFound)?;
    let user = view.user(&token.user)?.ok_or(Error::UserNotFound)?;
    let mut decision = about(&user).event(EventData::UserTokenRemoved { token: id.clone() });
    decision.id = id.to_string();
    Ok(decision)
}

/// Leaves exactly one preset token on the first user; nothing is written when it is there.
pub(super) fn preset_token(
    view: &impl View,
    hash: TokenHash,
    ids: &mut IdSource,
) -> Result<Decision> {
    let first = view.first_user()?.ok_or(Error::UserNotFound)?;
    let user = view.user(&first)?.ok_or(Error::UserNotFound)?;
    let mut decision = about(&user);
    let (same, other): (Vec<_>, Vec<_>) = view
        .tokens_of(&first)?
        .into_iter()
        .partition(|token| token.hash == hash);
    for token in other.into_iter().filter(|token| token.preset) {
        decision = decision.event(EventData::UserTokenRemoved { token: token.id });
    }
    if !same.is_empty() {
        return Ok(decision);
    }
    if view.token_with_hash(&hash)?.is_some() {
        return Err(Error::TokenTaken);
    }
    let token: TokenId = ids.next_id();
    Ok(decision.event(EventData::UserTokenAdded {
        token,
        hash,
        expires_at: None,
        preset: true,
    }))
}

fn about(user: &User) -> Decision {
    Decision::about(&user.id, Aggregate::user(&user.id), &user.org).created_at(user.created_at)
}
