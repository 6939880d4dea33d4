//! Who calls, and whether they may.

use std::sync::Arc;

use crate::{
    Error, Result, Timestamp,
    id::{OrgId, UserId},
    role::Permission,
    user::{Membership, Scope},
};

/// The user behind a token, with everything that a decision needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The user.
    pub user: UserId,
    /// The user's own organisation.
    pub org: OrgId,
    /// From when on the token is refused.
    pub expires_at: Option<Timestamp>,
    /// Every membership of the user.
    pub memberships: Vec<Membership>,
}

/// A caller who may do what the method demands, in one organisation.
#[derive(Clone, Debug)]
pub struct Access {
    /// The caller.
    pub caller: Arc<Caller>,
    /// The organisation the call is about; every read and write is limited to it.
    pub org: OrgId,
}

// === impl Caller ===

impl Caller {
    /// Whether the token is still good at `now`.
    pub fn is_valid(&self, now: Timestamp) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }

    /// Whether the caller may do `permission` in `org`: the union over the roles of the
    /// memberships in that organisation and on the instance.
    pub fn permit(&self, org: &OrgId, permission: Permission) -> Result<()> {
        let mut here = self
            .memberships
            .iter()
            .filter(|m| match &m.scope {
                Scope::Instance => true,
                Scope::Org(of) => of == org,
            })
            .peekable();
        if here.peek().is_none() {
            return Err(Error::MembershipNotFound);
        }
        let granted = here
            .flat_map(|m| &m.roles)
            .any(|role| role.grants(permission));
        if granted {
            Ok(())
        } else {
            Err(Error::PermissionDenied)
        }
    }
}

/// The token of an `authorization` value: `Bearer`, without regard to case, one or more blanks,
/// the token, nothing else.
pub fn bearer_token(header: Option<&str>) -> Result<&str> {
    let header = header.unwrap_or_default();
    if header.is_empty() {
        return Err(Error::AuthorizationMissing);
    }
    let (scheme, rest) = header.split_once(' ').ok_or(Error::AuthorizationInvalid)?;
    let token = rest.trim_start_matches(' ');
    if !scheme.eq_ignore_ascii_case("bearer") || token.is_empty() || token.contains(' ') {
        return Err(Error::AuthorizationInvalid);
    }
    Ok(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bearer_values() {
        for good in ["Bearer t", "bearer t", "BEARER   t"] {
            assert!(matches!(bearer_token(Some(good)), Ok("t")), "{good:?}");
        }
        for bad in [
            "Bearer",
            "Bearer ",
            "Basic t",
            "xBearer t",
            "t",
            "Bearer a b",
            " Bearer t",
        ] {
            assert!(
                matches!(bearer_token(Some(bad)), Err(Error::AuthorizationInvalid)),
                "{bad:?}"
            );
        }
        for none in [None, Some("")] {
            assert!(matches!(
                bearer_token(none),
                Err(Error::AuthorizationMissing)
            ));
        }
    }
}
