//! How commands get their arguments: the caller, and one strictly read value.

use serde::de::DeserializeOwned;
use serde_json::Value;
use tauri::ipc::{CommandArg, CommandItem, InvokeBody, InvokeError};
use tauri::{AppHandle, Manager as _, Runtime, State, Webview};
use tikvod_core::Core;
use tikvod_core::view::{AppStatus, Code, FieldProblem, FieldRule};

use super::error::{Answer, Refusal};
use crate::state::AppState;

/// Characters of one text. The core has its own, tighter rules and says which field breaks them; this bounds what
/// reaches it at all.
const TEXT: usize = 20_000;
/// Values in one call, at all depths.
const VALUES: usize = 1_000;

/// Who calls, and what the command works with.
pub(crate) struct Call<R: Runtime> {
    webview: Webview<R>,
}

impl<R: Runtime> Call<R> {
    /// Refuses a caller in another window: the capability files say the same, this holds even if one of them is wrong.
    pub(crate) fn only_from(&self, label: &str) -> Answer<()> {
        if self.webview.label() == label && self.webview.window().label() == label {
            return Ok(());
        }
        Err(Refusal::new(Code::Internal, "This window may not do that."))
    }

    /// The core, or why there is none.
    pub(crate) fn core(&self) -> Answer<Core> {
        self.state().core().map_err(Refusal::from)
    }

    /// What the app holds.
    pub(crate) fn state(&self) -> State<'_, AppState> {
        self.webview.state()
    }

    /// The app.
    pub(crate) fn app(&self) -> &AppHandle<R> {
        self.webview.app_handle()
    }

    /// The calling window.
    pub(crate) fn window(&self) -> tauri::Window<R> {
        self.webview.window()
    }

    /// A status of the core with what only this crate knows.
    pub(crate) fn complete(&self, status: AppStatus) -> AppStatus {
        self.state().complete(status)
    }
}

impl<'de, R: Runtime> CommandArg<'de, R> for Call<R> {
    fn from_command(command: CommandItem<'de, R>) -> Result<Self, InvokeError> {
        Ok(Self { webview: command.message.webview() })
    }
}

/// The one value that a command takes: `{"args": …}`, or nothing where it takes none.
///
/// Tauri would ignore unknown names beside it and answer with serde's text, which quotes what it found; for
/// `set_api_key` that would be the key.
pub(crate) struct Args<T>(pub(crate) T);

impl<'de, R: Runtime, T: DeserializeOwned> CommandArg<'de, R> for Args<T> {
    fn from_command(command: CommandItem<'de, R>) -> Result<Self, InvokeError> {
        let name = command.name;
        read(command.message.payload()).map(Self).map_err(|refusal| {
            tracing::warn!(name, "refused the arguments of a command");
            InvokeError::from(refusal)
        })
    }
}

fn read<T: DeserializeOwned>(payload: &InvokeBody) -> Answer<T> {
    let malformed = || Refusal::new(Code::InvalidInput, "The arguments of this command are not of the right shape.");
    let args = match payload {
        InvokeBody::Json(Value::Null) => &Value::Null,
        InvokeBody::Json(Value::Object(map)) if map.is_empty() => &Value::Null,
        InvokeBody::Json(Value::Object(map)) if map.len() == 1 => map.get("args").ok_or_else(malformed)?,
        _ => return Err(malformed()),
    };
    let mut values = 0;
    bounded("args", args, &mut values)?;
    // Fields by place, which serde would take for a structure, belong to no command.
    if args.is_array() {
        return Err(malformed());
    }
    T::deserialize(args).map_err(|_| malformed())
}

/// Refuses too long a text and too many values. Depth needs no bound: serde_json reads 128 levels at most.
fn bounded(name: &str, value: &Value, values: &mut usize) -> Answer<()> {
    *values += 1;
    let problem = match value {
        Value::String(text) => {
            let actual = text.chars().count();
            (actual > TEXT).then_some((FieldRule::TooLong, TEXT, actual))
        }
        Value::Array(items) => {
            for item in items {
                bounded(name, item, values)?;
            }
            None
        }
        Value::Object(map) => {
            for (name, item) in map {
                bounded(name, item, values)?;
            }
            None
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    };
    let many = (*values > VALUES).then_some((FieldRule::TooMany, VALUES, *values));
    let Some((rule, limit, actual)) = problem.or(many) else { return Ok(()) };
    let number = |n: usize| i32::try_from(n).ok();
    Err(Refusal::fields(vec![FieldProblem {
        field: name.chars().take(64).collect(),
        rule,
        limit: number(limit),
        actual: number(actual),
    }]))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tikvod_core::view::IdArgs;

    use super::*;
    use crate::ipc::dto::SetApiKeyArgs;

    fn of<T: DeserializeOwned>(payload: Value) -> Result<T, Value> {
        read(&InvokeBody::Json(payload)).map_err(|refusal| serde_json::to_value(refusal).expect("JSON"))
    }

    #[test]
    fn arguments_are_one_value_and_nothing_beside_it() {
        assert_eq!(of::<IdArgs>(json!({"args": {"id": "a"}})).map(|args| args.id), Ok("a".to_owned()));
        for bad in [
            json!(null),
            json!({}),
            json!([]),
            json!({"id": "a"}),
            json!({"args": {}}),
            json!({"args": {"id": 1}}),
            json!({"args": {"id": "a", "more": 1}}),
            json!({"args": {"id": "a"}, "more": 1}),
        ] {
            let refusal = of::<IdArgs>(bad.clone()).map(|args| args.id).expect_err(&bad.to_string());
            assert_eq!(refusal["code"], "invalid_input", "{bad}");
        }
        assert!(read::<IdArgs>(&InvokeBody::Raw(b"{}".to_vec())).is_err());
    }

    #[test]
    fn a_command_without_arguments_takes_none() {
        assert_eq!(of::<()>(json!({})), Ok(()));
        assert_eq!(of::<()>(json!(null)), Ok(()));
        assert!(of::<()>(json!({"args": {"id": "a"}})).is_err());
    }

    #[test]
    fn long_texts_and_many_values_stop_here() {
        let long = of::<IdArgs>(json!({"args": {"id": "ä".repeat(TEXT + 1)}})).map(drop).expect_err("too long");
        assert_eq!(long["fields"][0]["field"], "id");
        assert_eq!(long["fields"][0]["rule"], "too_long");
        assert_eq!(long["fields"][0]["actual"], TEXT + 1);
        let many = of::<Vec<u8>>(json!({"args": vec![1; VALUES]})).expect_err("too many");
        assert_eq!(many["fields"][0]["rule"], "too_many");
    }

    #[test]
    fn a_refusal_quotes_nothing_of_what_it_refused() {
        for bad in [
            json!({"args": "tv_live_CANARY"}),
            json!({"args": {"key": ["tv_live_CANARY"]}}),
            json!({"args": {"key": "a", "tv_live_CANARY": 1}}),
        ] {
            let refusal = of::<SetApiKeyArgs>(bad).map(drop).expect_err("refused");
            assert!(!refusal.to_string().contains("CANARY"), "{refusal}");
        }
    }
}
