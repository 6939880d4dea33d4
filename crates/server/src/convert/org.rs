//! Organisations as messages.

use portcullis_core::{
    org::{self, Org},
    validation::Violation,
};
use portcullis_proto::zitadel::org::v1 as message;

use super::object::details;

pub(crate) fn org(org: &Org) -> message::Org {
    message::Org {
        id: org.id.to_string(),
        details: Some(details(&org.details)),
        state: message::OrgState::Active.into(),
        name: org.name.clone(),
        primary_domain: org.primary_domain.clone(),
    }
}

pub(crate) fn check_name(name: &str) -> Result<(), Violation> {
    org::check_name(name).map_err(|reason| Violation::new("AddOrgRequest", "Name", reason))
}
