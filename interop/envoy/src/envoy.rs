//! Envoy as a child process: JSON transcoder in front of a gRPC backend.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use anyhow::{Context as _, bail};
use http_body_util::{BodyExt as _, Empty};
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use tokio::process::{Child, Command};

const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));
/// How often, and how often at most, it is asked whether it is there.
const PATIENCE: (Duration, u32) = (Duration::from_millis(100), 300);

/// Ends with the value.
pub struct Envoy {
    _child: Child,
    pub address: SocketAddr,
    log: PathBuf,
}

impl Envoy {
    /// Starts the binary on free ports.
    pub async fn start(binary: &Path, folder: &Path, backend: SocketAddr) -> anyhow::Result<Self> {
        let descriptors = folder.join("descriptors.bin");
        std::fs::write(&descriptors, DESCRIPTORS)?;
        let config = folder.join("envoy.json");
        std::fs::write(
            &config,
            serde_json::to_vec(&settings(&descriptors, backend))?,
        )?;
        let admin = folder.join("admin");
        let log = std::fs::File::create(folder.join("envoy.log"))?;
        let child = Command::new(binary)
            .arg("-c")
            .arg(&config)
            .arg("--admin-address-path")
            .arg(&admin)
            .args([
                "--concurrency",
                "1",
                "--use-dynamic-base-id",
                "-l",
                "warning",
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .context("Envoy does not start")?;
        for _ in 0..PATIENCE.1 {
            tokio::time::sleep(PATIENCE.0).await;
            if let Ok(admin) = std::fs::read_to_string(&admin)
                && let Ok(address) = listener(admin.trim()).await
            {
                return Ok(Self {
                    _child: child,
                    address,
                    log: folder.join("envoy.log"),
                });
            }
        }
        let log = std::fs::read_to_string(folder.join("envoy.log"))?;
        bail!("Envoy never listened; its log:\n{log}")
    }

    /// A case that it did not answer, and what it said about that.
    pub fn describe(&self, case: &impl std::fmt::Debug) -> String {
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        format!("{case:?}; the log of Envoy:\n{log}")
    }
}

/// The address of the only listener.
async fn listener(admin: &str) -> anyhow::Result<SocketAddr> {
    let client = Client::builder(TokioExecutor::new()).build_http::<Empty<bytes::Bytes>>();
    let uri = format!("http://{admin}/listeners?format=json").parse()?;
    let answer = client.get(uri).await?.into_body().collect().await?;
    let answer: serde_json::Value = serde_json::from_slice(&answer.to_bytes())?;
    let address = &answer["listener_statuses"][0]["local_address"]["socket_address"];
    let port = address["port_value"].as_u64().context("no listener yet")?;
    Ok(SocketAddr::from(([127, 0, 0, 1], u16::try_from(port)?)))
}

fn settings(descriptors: &Path, backend: SocketAddr) -> serde_json::Value {
    let address = |port: u16| serde_json::json!({ "socket_address": { "address": "127.0.0.1", "port_value": port } });
    let transcoder = serde_json::json!({
        "@type": "type.googleapis.com/envoy.extensions.filters.http.grpc_json_transcoder.v3.GrpcJsonTranscoder",
        "proto_descriptor": descriptors,
        "services": ["oracle.v1.Oracle"],
        "convert_grpc_status": true,
        "request_validation_options": {
            "reject_unknown_method": true,
            "reject_unknown_query_parameters": true,
        },
    });
    let manager = serde_json::json!({
        "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "oracle",
        "route_config": { "virtual_hosts": [{
            "name": "all", "domains": ["*"],
            "routes": [{ "match": { "prefix": "/" }, "route": { "cluster": "backend" } }],
        }] },
        "http_filters": [
            { "name": "transcoder", "typed_config": transcoder },
            { "name": "router", "typed_config": {
                "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router",
            } },
        ],
    });
    serde_json::json!({
        "admin": { "address": address(0) },
        "static_resources": {
            "listeners": [{
                "address": address(0),
                "filter_chains": [{ "filters": [{ "name": "http", "typed_config": manager }] }],
            }],
            "clusters": [{
                "name": "backend",
                "load_assignment": { "cluster_name": "backend", "endpoints": [{
                    "lb_endpoints": [{ "endpoint": { "address": address(backend.port()) } }],
                }] },
                "typed_extension_protocol_options": {
                    "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
                        "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                        "explicit_http_config": { "http2_protocol_options": {} },
                    },
                },
            }],
        },
    })
}
