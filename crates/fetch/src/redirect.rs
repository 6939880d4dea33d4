//! What follows from an answer that sends the call elsewhere.

use http::{
    HeaderName, Method, StatusCode,
    header::{
        AUTHORIZATION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LOCATION, CONTENT_TYPE, COOKIE,
        LOCATION, PROXY_AUTHENTICATE, PROXY_AUTHORIZATION, WWW_AUTHENTICATE,
    },
    response::Parts,
};

use crate::{cause::Cause, hop::Hop, policy::Policy, target::Target};

/// What is meant for one host only.
const SECRETS: [HeaderName; 6] = [
    AUTHORIZATION,
    COOKIE,
    HeaderName::from_static("cookie2"),
    PROXY_AUTHENTICATE,
    PROXY_AUTHORIZATION,
    WWW_AUTHENTICATE,
];
/// What describes a body.
const OF_BODY: [HeaderName; 4] = [
    CONTENT_ENCODING,
    CONTENT_LANGUAGE,
    CONTENT_LOCATION,
    CONTENT_TYPE,
];

/// Where an answer sends the call, if it does; one without a place is an answer like others.
pub(crate) fn location(head: &Parts) -> Option<String> {
    let moves = matches!(head.status.as_u16(), 301 | 302 | 303 | 307 | 308);
    let location = head.headers.get(LOCATION).filter(|_| moves)?;
    let location = String::from_utf8_lossy(location.as_bytes()).into_owned();
    Some(location).filter(|location| !location.is_empty())
}

/// Whether the call may go there.
pub(crate) fn check(hop: &Hop, to: &Target, policy: &Policy) -> Result<(), Cause> {
    if hop.redirects >= policy.redirect_limit() {
        return Err(Cause::TooManyRedirects);
    }
    if hop.target.is_https() && !to.is_https() {
        return Err(Cause::Downgrade);
    }
    // an address behind a name is checked when it is connected to
    let host = to.place()?.host;
    match policy.denies_host(&host) {
        Some(entry) => Err(Cause::denied(&host, entry)),
        None => Ok(()),
    }
}

/// The request that goes there.
pub(crate) fn follow(mut hop: Hop, status: StatusCode, to: Target) -> Hop {
    let keeps_body = matches!(status.as_u16(), 307 | 308);
    if !keeps_body {
        hop.body = None;
        remove(&mut hop, &OF_BODY);
        if hop.method != Method::HEAD {
            hop.method = Method::GET;
        }
    }
    if !to.is_within(&hop.origin) {
        remove(&mut hop, &SECRETS);
    }
    hop.referer = Some(hop.target.referer());
    hop.redirects += 1;
    hop.target = to;
    hop
}

fn remove(hop: &mut Hop, names: &[HeaderName]) {
    for name in names {
        hop.headers.remove(name);
    }
}
