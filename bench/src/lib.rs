//! What the peers and the load generator share: the generated messages and the stored actions.
//!
//! Knows nothing of Portcullis but its messages.

pub mod stored;

/// The messages and the service, generated from the project's `.proto` files.
#[allow(clippy::all, missing_docs, rustdoc::all, reason = "generated")]
pub mod packages {
    include!(concat!(env!("OUT_DIR"), "/packages.rs"));
}

pub use packages::zitadel;

/// The script of every action: about 300 characters, as short real ones are.
pub const SCRIPT: &str = "function addRoles(ctx, api) {\n  const grants = ctx.v1.user.grants;\n  if (!grants || grants.count === 0) {\n    return;\n  }\n  const roles = [];\n  grants.grants.forEach((grant) => {\n    grant.roles.forEach((role) => roles.push(role));\n  });\n  api.v1.claims.setClaim('roles', roles);\n}\n";
