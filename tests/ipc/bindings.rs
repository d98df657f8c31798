//! ui/src/lib/ipc/bindings.ts is what the Rust types and the table of commands say.
//!
//! `cargo xtask bindings` runs this with `TIKVOD_WRITE_BINDINGS=1`, which writes the file.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use tikvod_core::view::*;
use tikvod_desktop::ipc::TABLE;
use tikvod_desktop::ipc::dto::{Link, OpenLinkArgs, SetApiKeyArgs, WindowAction, WindowControlArgs};
use tikvod_desktop::window::{KEY_ENTRY, MAIN};
use ts_rs::TS;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/src/lib/ipc/bindings.ts");

fn rendered() -> String {
    let config = ts_rs::Config::default();
    let mut out = String::from(
        "// Generated from crates/core/src/view and the command table by `cargo xtask bindings`. Do not edit.\n\n",
    );
    macro_rules! types {
        ($($name:ident)*) => { $( declare::<$name>(&mut out, &config); )* };
    }
    types! {
        Code FieldRule FieldProblem ErrorView
        AccountKind KeyStorage AccountView Connection Credits Theme SandboxSpeed Settings SettingsPatch AppStatus
        Entity Change Changes
        MetadataPair VideoForm TakeLine Take Draft Voice StyleInfo CaptionStyle Language Limits Catalogue
        DraftCard RenameDraftArgs PresetOptions Preset SavePresetArgs ImportPresetsArgs ImportedPresets
        SaveDraftArgs PreviewArgs QueueVideoArgs
        QueueState HeldReason RequestMeter QueueItem QueueView Decision DecideArgs IdArgs RetryArgs MoveItemArgs
        FrozenWhy FrozenKind FrozenItem Frozen RollbackView GoOnArgs
        LedgerKind LedgerEntry Drift LedgerView LedgerQuery SavedFile
        LibrarySort LibraryQuery DownloadState DownloadView VideoCard LibraryPage ScriptSegment VideoDetail
        Horizon PlanState PlanView NewPlanArgs UpdatePlanArgs PlanRangeArgs PlanVerdict SettlePlanArgs
        SocialAccount AddSocialAccountArgs InboxView InboxOnArgs
        Link OpenLinkArgs WindowAction WindowControlArgs SetApiKeyArgs
    }
    commands(
        &mut out,
        "Every command that the main window can call: its arguments and what comes back.",
        "Commands",
        MAIN,
    );
    commands(&mut out, "The one command of the window in which a key is typed.", "KeyEntryCommands", KEY_ENTRY);
    out
}

fn declare<T: TS>(out: &mut String, config: &ts_rs::Config) {
    if let Some(words) = T::docs() {
        out.push_str(&words);
    }
    let _ = writeln!(out, "export {}", T::decl(config));
}

fn commands(out: &mut String, words: &str, name: &str, window: &str) {
    let _ = writeln!(out, "\n/** {words} */\nexport type {name} = {{");
    for command in TABLE.iter().filter(|command| command.window == window) {
        let _ = writeln!(out, "  {}: {{ args: {}; result: {} }};", command.name, (command.args)(), (command.answer)());
    }
    out.push_str("};\n");
}

#[test]
fn bindings_are_current() {
    let rendered = rendered();
    if std::env::var_os("TIKVOD_WRITE_BINDINGS").is_some_and(|value| value == "1") {
        std::fs::write(FILE, &rendered).expect("the file can be written");
    }
    let kept = std::fs::read_to_string(FILE).expect("the file is there");
    let differs = kept.lines().zip(rendered.lines()).position(|(kept, rendered)| kept != rendered);
    assert!(
        kept == rendered,
        "ui/src/lib/ipc/bindings.ts is not what the Rust types say (first different line: {:?}). \
         Write it with: cargo xtask bindings",
        differs.map(|line| line + 1)
    );
}

#[test]
fn bindings_name_nothing_that_they_do_not_declare() {
    let text = without_comments(rendered().split_once("\n\n").map_or("", |(_, types)| types));
    let words = |text: &str| -> BTreeSet<String> {
        text.split(|c: char| !c.is_alphanumeric() && c != '_').map(str::to_owned).collect()
    };
    let declared: BTreeSet<String> = text
        .lines()
        .filter_map(|line| line.strip_prefix("export type ")?.split(' ').next().map(str::to_owned))
        .collect();
    let named = words(&text).into_iter().filter(|word| word.starts_with(|c: char| c.is_ascii_uppercase()));
    let missing: Vec<String> = named.filter(|word| word != "Array" && !declared.contains(word)).collect();
    assert!(missing.is_empty(), "not in the list of types: {missing:?}");
    for unwanted in ["bigint", "any", "unknown"] {
        let types = text.lines().filter(|line| !line.starts_with("export type") || line.contains('{'));
        assert!(types.clone().all(|line| !words(line).contains(unwanted)), "{unwanted} crosses to the window");
    }
}

fn without_comments(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/**") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    out + rest
}
