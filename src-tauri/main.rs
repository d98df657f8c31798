//! The program.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

use tikvod_desktop::Wishes;

fn main() -> ExitCode {
    // reqwest is built without a provider of its own, so that no second cryptography gets in; without this line it
    // panics at the first client.
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        eprintln!("tikvod: TLS was set up twice");
    }
    match base_url() {
        Ok(base_url) => tikvod_desktop::run(Wishes { base_url }),
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

/// `TIKVOD_BASE_URL`: all that stands before `/voices`. A wrong one must not be ignored, for then the requests would go
/// to TikVod.
fn base_url() -> Result<Option<String>, String> {
    let Some(text) = std::env::var_os("TIKVOD_BASE_URL").filter(|text| !text.is_empty()) else { return Ok(None) };
    let text = text.into_string().map_err(|_| "TIKVOD_BASE_URL cannot be used: it is not text.".to_owned())?;
    tikvod_api::BaseUrl::parse(&text).map_err(|error| format!("TIKVOD_BASE_URL cannot be used: {error}."))?;
    Ok(Some(text))
}
