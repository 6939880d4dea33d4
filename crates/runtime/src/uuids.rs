//! UUIDs for scripts (RFC 9562).

use uuid::{Builder, NoContext, Timestamp, Uuid};

/// A new UUID.
///
/// # Errors
///
/// With the words of the old engine, when there is no such version or the namespace is no UUID, and
/// when there is nothing random.
pub(crate) fn make(
    version: u32,
    namespace: &str,
    name: &[u8],
    random: &mut dyn FnMut() -> Result<[u8; 16], String>,
    now: (u64, u32),
) -> Result<String, String> {
    let (seconds, nanoseconds) = now;
    let time = || Timestamp::from_unix(NoContext, seconds, nanoseconds);
    let uuid = match version {
        1 => {
            let [a, b, c, d, e, f, ..] = random()?;
            Uuid::new_v1(time(), &[a | 1, b, c, d, e, f])
        }
        3 => Uuid::new_v3(&parse(namespace)?, name),
        4 => Builder::from_random_bytes(random()?).into_uuid(),
        5 => Uuid::new_v5(&parse(namespace)?, name),
        7 => {
            let [a, b, c, d, e, f, g, h, i, j, ..] = random()?;
            let milliseconds = seconds * 1000 + u64::from(nanoseconds / 1_000_000);
            Builder::from_unix_timestamp_millis(milliseconds, &[a, b, c, d, e, f, g, h, i, j])
                .into_uuid()
        }
        _ => return Err(format!("there is no UUID of version {version}")),
    };
    Ok(uuid.to_string())
}

fn parse(namespace: &str) -> Result<Uuid, String> {
    let length = namespace.len();
    Uuid::try_parse(namespace).map_err(|_| match length {
        36 | 38 | 45 | 32 => "invalid UUID format".to_owned(),
        _ => format!("invalid UUID length: {length}"),
    })
}
