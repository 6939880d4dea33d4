//! What the suite and a server under test say to each other: one message each way, behind its
//! length in four bytes.

use std::{
    io::{Read as _, Write as _},
    net::SocketAddr,
};

use anyhow::{Context as _, Result};
use prost::Message as _;

use crate::pb::{ServerCompatRequest, ServerCompatResponse};

/// What the suite wants to be served.
pub(crate) fn read() -> Result<ServerCompatRequest> {
    let mut input = std::io::stdin().lock();
    let mut length = [0; 4];
    input
        .read_exact(&mut length)
        .context("reading the request's length")?;
    let mut message = vec![0; usize::try_from(u32::from_be_bytes(length))?];
    input
        .read_exact(&mut message)
        .context("reading the request")?;
    Ok(ServerCompatRequest::decode(message.as_slice())?)
}

/// Tells the suite where it is served, with the certificate it gave.
pub(crate) fn write(address: SocketAddr, served: ServerCompatRequest) -> Result<()> {
    let certificate = served.server_creds.filter(|_| served.use_tls);
    let message = ServerCompatResponse {
        host: address.ip().to_string(),
        port: address.port().into(),
        pem_cert: certificate.unwrap_or_default().cert,
    }
    .encode_to_vec();
    let mut output = std::io::stdout().lock();
    output.write_all(&u32::try_from(message.len())?.to_be_bytes())?;
    output.write_all(&message)?;
    Ok(output.flush()?)
}
