//! `portcullis user`

use std::collections::BTreeSet;

use clap::Subcommand;
use portcullis_core::{
    Command,
    id::{OrgId, UserId},
    ports::UserSummary,
    role::Role,
    user::{Membership, Scope},
};
use serde_json::{Value, json};

use super::{
    Error,
    output::{Answer, Format, date},
    session::{Session, execute},
};

#[derive(Debug, Subcommand)]
pub(super) enum UserCommand {
    /// Add a service user
    Add {
        /// Its name, unique in the organisation without regard to case
        name: String,
        /// The organisation it belongs to
        #[arg(long, value_name = "ID")]
        org: String,
        /// What it may do: IAM_… everywhere, ORG_… in its organisation; several with commas or by
        /// giving --role again
        #[arg(
            long = "role",
            value_name = "ROLE",
            required = true,
            value_delimiter = ','
        )]
        roles: Vec<Role>,
    },
    /// List the users, oldest first
    List,
    /// Remove a user; its tokens and memberships end with it
    Remove {
        /// The user
        id: String,
    },
}

pub(super) fn run(session: &Session, command: UserCommand, format: Format) -> Result<(), Error> {
    let answer = match command {
        UserCommand::Add { name, org, roles } => {
            add(session, &name, &org, &roles.into_iter().collect())?
        }
        UserCommand::List => list(session)?,
        UserCommand::Remove { id } => remove(session, &id)?,
    };
    answer.print(format)
}

fn add(session: &Session, name: &str, org: &str, roles: &BTreeSet<Role>) -> Result<Answer, Error> {
    let command = Command::AddUser {
        org: OrgId::new(org),
        name: name.to_owned(),
        roles: roles.clone(),
    };
    let id = session.write(async |repository| Ok(execute(&*repository, command).await?.id))?;
    Ok(Answer {
        text: format!("{id}  {name}: {}", join(roles)),
        json: json!({ "id": id, "name": name, "org": org, "roles": names(roles) }),
    })
}

fn list(session: &Session) -> Result<Answer, Error> {
    let users = session.read(async |repository| Ok(repository.users().await?))?;
    let rows = users.into_iter().map(|UserSummary { user, memberships }| {
        let created = date(user.created_at);
        let places: Vec<_> = memberships.iter().map(describe).collect();
        let json = json!({
            "id": user.id.as_str(),
            "name": user.name,
            "org": user.org.as_str(),
            "memberships": memberships.iter().map(membership_json).collect::<Vec<_>>(),
            "createdAt": created,
        });
        let (id, org) = (user.id.to_string(), user.org.to_string());
        ([id, user.name, org, created, places.join("; ")], json)
    });
    Ok(Answer::list(
        ["ID", "NAME", "ORG", "CREATED", "ROLES"],
        rows,
    ))
}

fn remove(session: &Session, id: &str) -> Result<Answer, Error> {
    let command = Command::RemoveUser {
        user: UserId::new(id),
    };
    session.write(async |repository| execute(&*repository, command).await)?;
    Ok(Answer {
        text: format!("removed {id}"),
        json: json!({ "id": id }),
    })
}

fn describe(membership: &Membership) -> String {
    let roles = join(&membership.roles);
    match &membership.scope {
        Scope::Instance => roles,
        Scope::Org(org) => format!("{roles} in {org}"),
    }
}

/// An organisation of `null` is the whole instance.
fn membership_json(membership: &Membership) -> Value {
    let org = match &membership.scope {
        Scope::Instance => None,
        Scope::Org(org) => Some(org.as_str()),
    };
    json!({ "org": org, "roles": names(&membership.roles) })
}

fn join(roles: &BTreeSet<Role>) -> String {
    names(roles).join(", ")
}

fn names(roles: &BTreeSet<Role>) -> Vec<&'static str> {
    roles.iter().map(|role| role.name()).collect()
}
