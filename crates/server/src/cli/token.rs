//! `portcullis token`

use std::{
    io::{self, Write},
    time::Duration,
};

use clap::Subcommand;
use portcullis_core::{
    Clock, Command, Timestamp,
    id::{TokenId, UserId},
    token::TokenHash,
};
use serde_json::json;

use crate::{config, instance};

use super::{
    Error,
    output::{Answer, Format, date},
    session::{Session, execute},
};

#[derive(Debug, Subcommand)]
pub(super) enum TokenCommand {
    /// Create a token and show it, this once
    Create {
        /// Whose calls it is to carry
        #[arg(long, value_name = "ID")]
        user: String,
        /// How long it is good, such as 30m, 12h or 90d; for ever without
        #[arg(long, value_name = "DURATION", value_parser = parse_expiry)]
        expires: Option<Duration>,
    },
    /// List the tokens that were not revoked, oldest first
    List,
    /// Revoke a token; a running server refuses it from the next call on
    Revoke {
        /// The token's id, not the token
        id: String,
    },
}

pub(super) fn run(
    session: &Session,
    command: TokenCommand,
    clock: &dyn Clock,
    format: Format,
) -> Result<(), Error> {
    match command {
        TokenCommand::Create { user, expires } => {
            let expires_at = expires.map(|duration| clock.now().after(duration));
            create(session, &user, expires_at, format)
        }
        TokenCommand::List => list(session, clock.now())?.print(format),
        TokenCommand::Revoke { id } => revoke(session, &id)?.print(format),
    }
}

fn parse_expiry(text: &str) -> Result<Duration, String> {
    let duration = config::parse_duration(text)?;
    if duration.is_zero() {
        return Err("a token that is never good is of no use".to_owned());
    }
    Ok(duration)
}

fn create(
    session: &Session,
    user: &str,
    expires_at: Option<Timestamp>,
    format: Format,
) -> Result<(), Error> {
    let token = instance::new_token()?;
    let command = Command::AddToken {
        user: UserId::new(user),
        hash: TokenHash::of(&token),
        expires_at,
    };
    let id = session.write(async |repository| Ok(execute(&*repository, command).await?.id))?;
    let answer = Answer {
        json: json!({
            "id": id,
            "token": token,
            "user": user,
            "expiresAt": expires_at.map(date),
        }),
        text: token,
    };
    answer.print(format)?;
    if format == Format::Text {
        // Only a hint: without a reader of stderr the token is as good.
        let _ = writeln!(
            io::stderr(),
            "token {id} for user {user}; it is shown only now, so keep it safe"
        );
    }
    Ok(())
}

fn list(session: &Session, now: Timestamp) -> Result<Answer, Error> {
    let tokens = session.read(async |repository| Ok(repository.tokens().await?))?;
    let rows = tokens.into_iter().map(|token| {
        let created = date(token.created_at);
        let expires_at = token.expires_at.map(date);
        let is_expired = token.expires_at.is_some_and(|at| at <= now);
        let json = json!({
            "id": token.id.as_str(),
            "user": token.user.as_str(),
            "createdAt": created,
            "expiresAt": expires_at,
            "expired": is_expired,
            "preset": token.preset,
        });
        let mut expiry = expires_at.unwrap_or_else(|| "never".to_owned());
        if is_expired {
            expiry.push_str(" (expired)");
        }
        let (id, user) = (token.id.to_string(), token.user.to_string());
        let origin = if token.preset { "preset" } else { "created" };
        ([id, user, created, expiry, origin.to_owned()], json)
    });
    Ok(Answer::list(
        ["ID", "USER", "CREATED", "EXPIRES", "ORIGIN"],
        rows,
    ))
}

fn revoke(session: &Session, id: &str) -> Result<Answer, Error> {
    let command = Command::RemoveToken {
        token: TokenId::new(id),
    };
    session.write(async |repository| execute(&*repository, command).await)?;
    Ok(Answer {
        text: format!("revoked {id}"),
        json: json!({ "id": id }),
    })
}
