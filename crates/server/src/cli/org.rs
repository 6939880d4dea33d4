//! `portcullis org`

use clap::Subcommand;
use portcullis_core::{Command, id::OrgId, org};
use serde_json::json;

use super::{
    Error,
    output::{Answer, Format, date},
    session::{Session, execute},
};

#[derive(Debug, Subcommand)]
pub(super) enum OrgCommand {
    /// Add an organisation
    Add {
        /// Its name, unique without regard to case
        name: String,
    },
    /// List the organisations, oldest first
    List,
}

pub(super) fn run(session: &Session, command: OrgCommand, format: Format) -> Result<(), Error> {
    let answer = match command {
        OrgCommand::Add { name } => add(session, name)?,
        OrgCommand::List => list(session)?,
    };
    answer.print(format)
}

fn add(session: &Session, name: String) -> Result<Answer, Error> {
    org::check_name(&name).map_err(|reason| Error::Usage(format!("NAME: {reason}")))?;
    let command = Command::AddOrg {
        name,
        host: session.external_domain(),
        owner: None,
    };
    let (id, org) = session.write(async |repository| {
        let id = execute(&*repository, command).await?.id;
        let org = repository.org(&OrgId::new(&*id)).await?;
        Ok((id, org.ok_or(portcullis_core::Error::OrgNotFound)?))
    })?;
    Ok(Answer {
        text: format!("{id}  {} ({})", org.name, org.primary_domain),
        json: json!({ "id": id, "name": org.name, "primaryDomain": org.primary_domain }),
    })
}

fn list(session: &Session) -> Result<Answer, Error> {
    let orgs = session.read(async |repository| Ok(repository.orgs().await?))?;
    let rows = orgs.into_iter().map(|org| {
        let id = org.id.to_string();
        let created = date(org.details.created_at);
        let json = json!({
            "id": id,
            "name": org.name,
            "primaryDomain": org.primary_domain,
            "createdAt": created,
        });
        ([id, org.name, org.primary_domain, created], json)
    });
    Ok(Answer::list(["ID", "NAME", "DOMAIN", "CREATED"], rows))
}
