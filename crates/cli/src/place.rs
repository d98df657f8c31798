//! Where things are, and what the environment said. The same folders as the app's (src-tauri/platform/paths.rs).

use std::env;
use std::path::PathBuf;

use secrecy::SecretString;
use tikvod_api::BaseUrl;

use crate::failure::{Exit, Failure, Result};

/// The app's identifier: the name of its data folder (tauri.conf.json).
pub(crate) const IDENTIFIER: &str = "com.tikvod.desktop";

/// Folders, address and key of this run.
pub(crate) struct Place {
    /// Data folder.
    pub(crate) data: PathBuf,
    /// Where videos are saved.
    pub(crate) downloads: PathBuf,
    /// `TIKVOD_BASE_URL`, checked.
    pub(crate) base_url: Option<String>,
}

impl Place {
    /// Reads the environment.
    pub(crate) fn of_environment() -> Result<Self> {
        let usage = |message: String| Failure::new(Exit::Usage, "usage", message);
        let chosen = env::var_os("TIKVOD_DATA_DIR").filter(|dir| !dir.is_empty()).map(PathBuf::from);
        let data = match chosen {
            Some(dir) => std::path::absolute(dir).ok(),
            None => dirs::data_local_dir().map(|dir| dir.join(IDENTIFIER)),
        };
        let data = data.ok_or_else(|| usage("This system names no data folder: set TIKVOD_DATA_DIR.".into()))?;
        let videos = dirs::video_dir().or_else(|| dirs::home_dir().map(|home| home.join("Videos")));
        let downloads = videos.unwrap_or_else(|| data.join("Videos")).join("TikVod");
        let base_url = match env::var_os("TIKVOD_BASE_URL").filter(|text| !text.is_empty()) {
            None => None,
            // A wrong one must not be ignored, for then the requests would go to TikVod.
            Some(text) => {
                let text = text.into_string().map_err(|_| usage("TIKVOD_BASE_URL is not text.".into()))?;
                BaseUrl::parse(&text).map_err(|error| usage(format!("TIKVOD_BASE_URL cannot be used: {error}.")))?;
                Some(text)
            }
        };
        Ok(Self { data, downloads, base_url })
    }
}

/// `TIKVOD_API_KEY`, where set.
pub(crate) fn key_of_environment() -> Option<SecretString> {
    env::var("TIKVOD_API_KEY").ok().filter(|key| !key.trim().is_empty()).map(SecretString::from)
}

/// Refuses a key among the arguments, without repeating it.
pub(crate) fn refuse_keys(args: &[std::ffi::OsString]) -> Result<()> {
    let shaped = |text: &str| {
        ["tv_live_", "tv_test_"].iter().any(|prefix| {
            text.split(prefix).skip(1).any(|rest| rest.chars().take_while(char::is_ascii_alphanumeric).count() >= 8)
        })
    };
    if !args.iter().skip(1).any(|arg| shaped(&arg.to_string_lossy())) {
        return Ok(());
    }
    Err(Failure::new(
        Exit::Usage,
        "usage",
        "A key is never given as an argument: other programs can read it there. Pipe it into `tikvod auth login`, or \
         set TIKVOD_API_KEY. If this key is in your shell's history now, replace it."
            .into(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_wherever_it_stands() {
        let args = |arg: &str| vec!["tikvod".into(), arg.into()];
        for arg in ["tv_live_0123456789", "--key=tv_test_abcdefgh1", "x tv_live_ tv_live_12345678"] {
            let refused = refuse_keys(&args(arg)).expect_err(arg);
            assert!(!refused.message.contains("0123"), "it is not repeated");
        }
        for arg in ["tv_live_", "what does tv_live_… mean?", "--json"] {
            assert!(refuse_keys(&args(arg)).is_ok(), "{arg}");
        }
    }

    #[test]
    fn the_data_folder_is_the_apps() {
        let config = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tauri.conf.json"));
        let config: serde_json::Value = serde_json::from_str(&config.expect("the app's configuration")).expect("JSON");
        assert_eq!(config["identifier"], IDENTIFIER);
    }
}
