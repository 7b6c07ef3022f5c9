//! A URL to the bytes of a page.
//!
//! Input: an `http(s)://` URL. Output: an input whose bytes come while they are read, its format, charset and final URL.
//! Invariant: nothing but status 200 is taken; time and size have limits. Without the feature `http` every URL is an error.

#[cfg(feature = "http")]
use super::Format;
use super::{Input, Options};
use crate::error::{Error, Result};

#[cfg(not(feature = "http"))]
pub(super) fn open(_url: &str, _options: &Options) -> Result<Input<'static>> {
    Err(Error::input(
        "this build reads no URLs: build it with `cargo build --features http`, or save the page and give its file",
    ))
}

#[cfg(feature = "http")]
fn format_of(media_type: &str) -> Option<Format> {
    Some(match media_type {
        "text/plain" => Format::Plain,
        "text/markdown" => Format::Markdown,
        "text/html" | "application/xhtml+xml" => Format::Html,
        "application/json" | "application/ld+json" => Format::Json,
        "application/jsonl" | "application/x-ndjson" | "application/json-lines" => Format::JsonLines,
        _ => return None,
    })
}

/// Fetches a page; redirects are followed.
#[cfg(feature = "http")]
pub(super) fn open(url: &str, options: &Options) -> Result<Input<'static>> {
    use std::io::BufReader;
    use ureq::ResponseExt;

    let agent = ureq::Agent::config_builder()
        .timeout_global(Some(options.timeout))
        .http_status_as_error(false)
        .user_agent(concat!("rapporteur/", env!("CARGO_PKG_VERSION")))
        .accept("text/html, application/xhtml+xml, text/plain, text/markdown, application/json, application/x-ndjson")
        .build()
        .new_agent();
    let response = agent.get(url).call().map_err(|e| match e {
        ureq::Error::Timeout(_) => {
            Error::input(format!("no answer within {} s: try again, or give more time", options.timeout.as_secs_f32()))
        }
        e => Error::input(format!("cannot be fetched: {e}")),
    })?;
    let status = response.status();
    if status != 200 {
        let reason = status.canonical_reason().unwrap_or("no reason given");
        return Err(Error::input(format!(
            "the server answered {} ({reason}): expected 200 and a page",
            status.as_u16()
        )));
    }
    let found = url::Url::parse(&response.get_uri().to_string()).ok();
    let body = response.into_body();
    let media_type = body.mime_type().map(str::to_ascii_lowercase);
    let format = media_type.as_deref().and_then(format_of);
    if let Some(other) = media_type.filter(|_| format.is_none()) {
        return Err(Error::input(format!("media type `{other}`: expected HTML, plain text, Markdown or JSON")));
    }
    if format != Some(Format::JsonLines) && body.content_length().is_some_and(|n| n > options.limit()) {
        return Err(super::decode::too_large(options.limit()));
    }
    let charset = body.charset().map(str::to_owned);
    Ok(Input { charset, url: found, ..Input::new(url, BufReader::new(body.into_reader()), format) })
}
