//! The REST ceiling: axum and serde_json, actions in memory, no token looked at.
//!
//!     peer-axum ACTIONS-FILE

use std::{collections::HashMap, env, path::Path as File, sync::Arc};

use anyhow::Context;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::serve::ListenerExt;
use axum::{Json, Router};
use portcullis_bench::stored::{self, Answer};
use tokio::net::TcpListener;

type Answers = Arc<HashMap<String, Answer>>;

async fn get_action(
    State(answers): State<Answers>,
    Path(id): Path<String>,
) -> Result<Json<Answer>, StatusCode> {
    let answer = answers.get(&id).ok_or(StatusCode::NOT_FOUND)?;
    Ok(Json(answer.clone()))
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let file = env::args().nth(1).context("peer-axum ACTIONS-FILE")?;
    let actions = stored::read(File::new(&file))?.into_iter();
    let answers: HashMap<_, _> = actions
        .map(|action| (action.id.clone(), Answer { action }))
        .collect();
    let router = Router::new()
        .route("/management/v1/actions/{id}", get(get_action))
        .with_state(Arc::new(answers));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}", listener.local_addr()?);
    let listener = listener.tap_io(|stream| {
        // A stream that is already gone shows when it is read.
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, router).await?;
    Ok(())
}
