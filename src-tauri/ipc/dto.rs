//! Shapes of the commands that only this crate knows: links, window buttons, the typed key.

use secrecy::SecretString;
use serde::Deserialize;
use ts_rs::TS;

/// Pages that the app can open in the browser; a closed list.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// TikVod's dashboard.
    Dashboard,
    /// Where keys are made.
    ApiKeys,
    /// Where credits are bought.
    TopUp,
    /// Where social accounts are connected.
    Accounts,
}

impl Link {
    /// Its address.
    pub fn url(self) -> &'static str {
        match self {
            Self::Dashboard => "https://app.tikvod.com/",
            Self::ApiKeys => "https://app.tikvod.com/settings/api-keys",
            Self::TopUp => "https://app.tikvod.com/settings/billing",
            Self::Accounts => "https://app.tikvod.com/settings/accounts",
        }
    }
}

/// Arguments of `open_link`.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OpenLinkArgs {
    /// Which page.
    pub link: Link,
}

/// Buttons of the title bar.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WindowAction {
    /// To the task bar.
    Minimize,
    /// To full size and back.
    ToggleMaximize,
    /// Ends the app.
    Close,
}

/// Arguments of `window_control`.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct WindowControlArgs {
    /// Which button.
    pub action: WindowAction,
}

/// Arguments of `set_api_key`, the only shape that holds a key; it goes one way.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SetApiKeyArgs {
    /// The key as typed.
    #[ts(type = "string")]
    pub key: SecretString,
}
