//! Decisions about organisations.

use std::collections::BTreeSet;

use crate::{
    Aggregate, Error, Result,
    event::EventData,
    id::{IdSource, OrgId, TokenId, UserId},
    org,
    role::Role,
    token::TokenHash,
};

use super::{Decision, View};

pub(super) fn add(
    view: &impl View,
    name: &str,
    host: &str,
    owner: Option<&UserId>,
    ids: &mut IdSource,
) -> Result<Decision> {
    // A domain must remain of the name as sent; only then is the name trimmed.
    org::domain_label(name).ok_or(Error::OrgDomainEmpty)?;
    let name = name.trim();
    if name.is_empty() {
        return Err(Error::OrgNameEmpty);
    }
    let domain = org::primary_domain(name, host).ok_or(Error::OrgDomainEmpty)?;
    if view.org_named(&org::name_key(name))?.is_some() {
        return Err(Error::OrgNameTaken);
    }
    if view.org_with_domain(&domain)?.is_some() {
        return Err(Error::OrgDomainTaken(domain));
    }
    let id: OrgId = ids.next_id();
    let mut decision = Decision::about(&id, Aggregate::org(&id), &id)
        .event(EventData::OrgAdded {
            name: name.to_owned(),
        })
        .event(EventData::OrgDomainAdded {
            domain: domain.clone(),
        })
        .event(EventData::OrgDomainVerified {
            domain: domain.clone(),
        })
        .event(EventData::OrgDomainPrimarySet { domain });
    if let Some(user) = owner {
        let roles = BTreeSet::from([Role::OrgOwner]);
        decision = decision.event(EventData::OrgMemberAdded {
            user: user.clone(),
            roles,
        });
    }
    Ok(decision)
}

pub(super) fn initialise(
    view: &impl View,
    (org_name, host): (&str, &str),
    user_name: &str,
    (hash, preset): (TokenHash, bool),
    ids: &mut IdSource,
) -> Result<Decision> {
    if view.first_user()?.is_some() {
        return Err(Error::AlreadyInitialised);
    }
    if view.token_with_hash(&hash)?.is_some() {
        return Err(Error::TokenTaken);
    }
    let decision = add(view, org_name, host, None, ids)?;
    let org = decision.owner.clone();
    let user: UserId = ids.next_id();
    let token: TokenId = ids.next_id();
    let roles = BTreeSet::from([Role::IamOwner]);
    let instance = OrgId::new("");
    Ok(decision
        .event_of(
            Aggregate::user(&user),
            &org,
            EventData::UserMachineAdded {
                name: user_name.to_owned(),
            },
        )
        .event_of(
            Aggregate::instance(),
            &instance,
            EventData::InstanceMemberAdded {
                user: user.clone(),
                roles,
            },
        )
        .event_of(
            Aggregate::user(&user),
            &org,
            EventData::UserTokenAdded {
                token,
                hash,
                expires_at: None,
                preset,
            },
        ))
}
