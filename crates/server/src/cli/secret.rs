//! `portcullis secret`

use std::io::{self, IsTerminal as _, Read as _, Write as _};

use clap::Subcommand;
use portcullis_core::{
    id::OrgId,
    ports::Repository,
    secret::{SecretName, SecretValue},
};
use serde_json::json;
use zeroize::Zeroizing;

use super::{
    Error,
    output::{Answer, Format, date},
    session::Session,
};

#[derive(Debug, Subcommand)]
pub(super) enum SecretCommand {
    /// Keep a secret, read from stdin without the line's end
    Set {
        /// Letters, digits, `_`, `-` and `.`; at most 100
        #[arg(value_parser = name)]
        name: SecretName,
        /// Whose scripts can read it
        #[arg(long, value_name = "ID")]
        org: String,
    },
    /// List the names of an organisation's secrets
    List {
        /// The organisation
        #[arg(long, value_name = "ID")]
        org: String,
    },
    /// Forget a secret; needs no key
    Delete {
        /// Its name
        #[arg(value_parser = name)]
        name: SecretName,
        /// The organisation
        #[arg(long, value_name = "ID")]
        org: String,
    },
    /// Seal the secrets of all organisations with a new key, and forget the old one
    ///
    /// A running server goes on. Keys of PORTCULLIS_SECRETS_KEY stay as they are: the first of them
    /// seals everything, and the others can be taken away then.
    Rotate,
}

pub(super) fn run(session: &Session, command: SecretCommand, format: Format) -> Result<(), Error> {
    let answer = match command {
        SecretCommand::Set { name, org } => set(session, &name, &OrgId::new(org))?,
        SecretCommand::List { org } => list(session, &OrgId::new(org))?,
        SecretCommand::Delete { name, org } => delete(session, &name, &OrgId::new(org))?,
        SecretCommand::Rotate => rotate(session)?,
    };
    answer.print(format)
}

fn name(text: &str) -> Result<SecretName, String> {
    SecretName::parse(text).map_err(|reason| reason.to_string())
}

fn set(session: &Session, name: &SecretName, org: &OrgId) -> Result<Answer, Error> {
    let value = value()?;
    session.secrets(async |repository, vault| {
        known(&*repository, org).await?;
        Ok(vault.set(org, name, &value).await?)
    })?;
    Ok(changed("kept", name, org))
}

fn list(session: &Session, org: &OrgId) -> Result<Answer, Error> {
    let found = session.secrets(async |repository, vault| {
        known(&*repository, org).await?;
        Ok(vault.list(org).await?)
    })?;
    let rows = found.into_iter().map(|secret| {
        let (name, changed) = (secret.name.as_str().to_owned(), date(secret.changed_at));
        let json = json!({ "name": name, "changedAt": changed });
        ([name, changed], json)
    });
    Ok(Answer::list(["NAME", "CHANGED"], rows))
}

fn delete(session: &Session, name: &SecretName, org: &OrgId) -> Result<Answer, Error> {
    session.secrets(async |repository, vault| {
        known(&*repository, org).await?;
        Ok(vault.delete(org, name).await?)
    })?;
    Ok(changed("deleted", name, org))
}

fn rotate(session: &Session) -> Result<Answer, Error> {
    let rotation = session.secrets(async |_, vault| Ok(vault.rotate().await?))?;
    let (key, resealed) = (rotation.key, rotation.resealed);
    Ok(Answer {
        text: format!("sealed {resealed} secrets anew with key {key}"),
        json: json!({ "key": key.as_str(), "resealed": resealed }),
    })
}

fn changed(done: &str, name: &SecretName, org: &OrgId) -> Answer {
    let name = name.as_str();
    Answer {
        text: format!("{done} {name} of organisation {org}"),
        json: json!({ "name": name, "org": org.as_str() }),
    }
}

async fn known(repository: &dyn Repository, org: &OrgId) -> Result<(), Error> {
    let found = repository.org(org).await?;
    found.ok_or(portcullis_core::Error::OrgNotFound)?;
    Ok(())
}

/// The value from stdin. One end of a line goes, for `echo` adds it.
fn value() -> Result<SecretValue, Error> {
    let stdin = io::stdin().lock();
    if stdin.is_terminal() {
        // Only a hint: without a reader of stderr the value is as good.
        let _ = writeln!(io::stderr(), "the value, then the end of input (Ctrl-D):");
    }
    let usage = |why: String| Error::Usage(format!("the value on stdin: {why}"));
    let mut text = Zeroizing::new(String::new());
    stdin
        .take(SecretValue::BYTES_MAX as u64 + 3)
        .read_to_string(&mut text)
        .map_err(|error| usage(error.to_string()))?;
    let line = text.strip_suffix('\n').unwrap_or(&text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    SecretValue::parse(line).map_err(|reason| usage(reason.to_string()))
}
