//! Roles and the permissions that they grant.

use std::{fmt, str::FromStr};

/// What a method demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// `org.action.read`
    ActionRead,
    /// `org.action.write`
    ActionWrite,
    /// `org.action.delete`
    ActionDelete,
    /// `org.action.execute`
    ActionExecute,
    /// `org.flow.read`
    FlowRead,
    /// `org.flow.write`
    FlowWrite,
    /// `org.flow.delete`
    FlowDelete,
    /// `org.read`
    OrgRead,
    /// `org.create`
    OrgCreate,
}

/// A role as ZITADEL names it, and `ORG_ACTION_EXECUTOR`, for login servers, which is our own. `IAM_`
/// roles hold on the instance, the others on one organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(
    missing_docs,
    reason = "the names say all there is; `ALL` and `grants` tell the rest"
)]
pub enum Role {
    IamOwner,
    IamOrgManager,
    IamOwnerViewer,
    IamUserManager,
    IamLoginClient,
    OrgOwner,
    OrgOwnerViewer,
    OrgUserManager,
    OrgSettingsManager,
    OrgUserPermissionEditor,
    OrgProjectPermissionEditor,
    OrgActionExecutor,
    SelfManagementGlobal,
}

/// A text that names no role.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown role {0:?}; known roles: {known}", known = Role::ALL.map(Role::name).join(", "))]
pub struct UnknownRole(pub String);

// === impl Role ===

impl Role {
    /// Every role.
    pub const ALL: [Self; 13] = [
        Self::IamOwner,
        Self::IamOrgManager,
        Self::IamOwnerViewer,
        Self::IamUserManager,
        Self::IamLoginClient,
        Self::OrgOwner,
        Self::OrgOwnerViewer,
        Self::OrgUserManager,
        Self::OrgSettingsManager,
        Self::OrgUserPermissionEditor,
        Self::OrgProjectPermissionEditor,
        Self::OrgActionExecutor,
        Self::SelfManagementGlobal,
    ];

    /// The name callers and events use.
    pub fn name(self) -> &'static str {
        match self {
            Self::IamOwner => "IAM_OWNER",
            Self::IamOrgManager => "IAM_ORG_MANAGER",
            Self::IamOwnerViewer => "IAM_OWNER_VIEWER",
            Self::IamUserManager => "IAM_USER_MANAGER",
            Self::IamLoginClient => "IAM_LOGIN_CLIENT",
            Self::OrgOwner => "ORG_OWNER",
            Self::OrgOwnerViewer => "ORG_OWNER_VIEWER",
            Self::OrgUserManager => "ORG_USER_MANAGER",
            Self::OrgSettingsManager => "ORG_SETTINGS_MANAGER",
            Self::OrgUserPermissionEditor => "ORG_USER_PERMISSION_EDITOR",
            Self::OrgProjectPermissionEditor => "ORG_PROJECT_PERMISSION_EDITOR",
            Self::OrgActionExecutor => "ORG_ACTION_EXECUTOR",
            Self::SelfManagementGlobal => "SELF_MANAGEMENT_GLOBAL",
        }
    }

    /// Whether the role holds on the instance and so in every organisation.
    pub fn is_instance_role(self) -> bool {
        self.name().starts_with("IAM_")
    }

    /// Whether the role grants a permission.
    pub fn grants(self, permission: Permission) -> bool {
        use Permission::{
            ActionDelete, ActionExecute, ActionRead, ActionWrite, FlowDelete, FlowRead, FlowWrite,
            OrgCreate, OrgRead,
        };
        let views = matches!(permission, ActionRead | FlowRead | OrgRead);
        let manages = views
            || matches!(
                permission,
                ActionWrite | ActionDelete | FlowWrite | FlowDelete
            );
        match self {
            Self::IamOwner => manages || matches!(permission, ActionExecute | OrgCreate),
            // running actions is for login servers and owners
            Self::IamOrgManager => manages || permission == OrgCreate,
            Self::OrgOwner => manages || permission == ActionExecute,
            Self::IamOwnerViewer | Self::OrgOwnerViewer => views,
            Self::IamUserManager
            | Self::IamLoginClient
            | Self::OrgUserManager
            | Self::OrgSettingsManager
            | Self::OrgUserPermissionEditor
            | Self::OrgProjectPermissionEditor => permission == OrgRead,
            Self::OrgActionExecutor => permission == ActionExecute,
            Self::SelfManagementGlobal => permission == OrgCreate,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Self::ALL
            .into_iter()
            .find(|role| role.name() == text)
            .ok_or_else(|| UnknownRole(text.to_owned()))
    }
}
