//! The suite as its authors publish it: groups of requests, each to be sent by several methods.

use anyhow::Context as _;
use prost_reflect::{DescriptorPool, DynamicMessage, MethodDescriptor, ServiceDescriptor};

const SUITE: &str = include_str!(concat!(env!("OUT_DIR"), "/suite.json"));
const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));
const PACKAGE: &str = "google.showcase.v1beta1";

/// One request by one method.
pub struct Pair {
    pub method: MethodDescriptor,
    pub request: DynamicMessage,
}

/// Every descriptor of the service.
pub fn pool() -> anyhow::Result<DescriptorPool> {
    Ok(DescriptorPool::decode(DESCRIPTORS)?)
}

/// All pairs, in the order of the suite.
pub fn pairs(pool: &DescriptorPool) -> anyhow::Result<Vec<Pair>> {
    let descriptor = pool
        .get_message_by_name(&format!("{PACKAGE}.ComplianceSuite"))
        .context("no message ComplianceSuite")?;
    let mut json = serde_json::Deserializer::from_str(SUITE);
    let suite = DynamicMessage::deserialize(descriptor, &mut json)?;
    let service = pool
        .get_service_by_name(&format!("{PACKAGE}.Compliance"))
        .context("no service Compliance")?;

    let mut pairs = Vec::new();
    for group in list(&suite, "group") {
        let group = group.as_message().context("a group is a message")?;
        for rpc in list(group, "rpcs") {
            let name = rpc.as_str().context("a method is named by text")?;
            let method = method(&service, name)?;
            for request in list(group, "requests") {
                let request = request.as_message().context("a request is a message")?;
                pairs.push(Pair {
                    method: method.clone(),
                    request: request.clone(),
                });
            }
        }
    }
    Ok(pairs)
}

fn list(message: &DynamicMessage, field: &str) -> Vec<prost_reflect::Value> {
    let value = message.get_field_by_name(field);
    let items = value.as_deref().and_then(prost_reflect::Value::as_list);
    items.unwrap_or_default().to_vec()
}

/// A method by the suite's notation, `Compliance.RepeatDataBody`.
fn method(service: &ServiceDescriptor, name: &str) -> anyhow::Result<MethodDescriptor> {
    let short = name.rsplit('.').next().unwrap_or(name);
    let mut methods = service.methods();
    methods
        .find(|method| method.name() == short)
        .with_context(|| format!("no method {name}"))
}
