//! Drafts: kept while they are typed, listed, named, copied, removed and brought back.

use crate::core::Core;
use crate::domain::form;
use crate::error::{CoreError, Result};
use crate::store::{Tx, drafts};
use crate::view::{Draft, DraftCard, FieldProblem, FieldRule, IdArgs, RenameDraftArgs, SaveDraftArgs, Take};

/// Longest form that is kept as a draft, characters of the idea: far above the limit, so that typing is never lost.
const DRAFT_CHARS: usize = 100_000;
/// Longest name of a draft or a preset, characters.
pub(crate) const NAME_CHARS: usize = 80;

/// A name without space around it, or what is wrong with it.
pub(crate) fn name(text: &str) -> Result<&str> {
    let name = text.trim();
    let actual = name.chars().count();
    if actual > NAME_CHARS || name.chars().any(char::is_control) {
        return Err(CoreError::Invalid(vec![FieldProblem {
            field: "name".into(),
            rule: if actual > NAME_CHARS { FieldRule::TooLong } else { FieldRule::Unreadable },
            limit: i32::try_from(NAME_CHARS).ok(),
            actual: i32::try_from(actual).ok(),
        }]));
    }
    Ok(name)
}

impl Core {
    /// The draft that was opened last, or a new one.
    ///
    /// # Errors
    /// [`CoreError::NoAccount`], or when the database fails.
    pub async fn open_draft(&self) -> Result<Draft> {
        let (account, new) = (self.account_id().await?, self.empty_draft());
        self.0
            .store
            .write("open the draft", move |tx| match drafts::newest(tx, &account)? {
                Some(draft) => Ok(draft),
                None => insert(tx, &account, new),
            })
            .await
    }

    /// A new draft with the defaults; the one at hand when nothing was written into it yet.
    ///
    /// # Errors
    /// [`CoreError::NoAccount`], or when the database fails.
    pub async fn new_draft(&self) -> Result<Draft> {
        let (account, new) = (self.account_id().await?, self.empty_draft());
        self.0
            .store
            .write("begin a draft", move |tx| match drafts::newest(tx, &account)? {
                Some(blank) if blank.form.idea.is_empty() && blank.takes.is_empty() && blank.name.is_none() => {
                    Ok(blank)
                }
                _ => insert(tx, &account, new),
            })
            .await
    }

    /// Opens a draft of the list; it is the one that comes back at the start.
    ///
    /// # Errors
    /// [`CoreError::NotFound`] for an unknown or removed draft.
    pub async fn get_draft(&self, args: IdArgs) -> Result<Draft> {
        let (account, now) = (self.account_id().await?, self.now());
        self.0
            .store
            .write("open a draft", move |tx| {
                let draft = drafts::get(tx, &account, &args.id)?.ok_or(CoreError::NotFound("draft"))?;
                drafts::opened(tx, &args.id, now)?;
                Ok(draft)
            })
            .await
    }

    /// All drafts, the one that was changed last first.
    ///
    /// # Errors
    /// [`CoreError::NoAccount`], or when the database fails.
    pub async fn list_drafts(&self) -> Result<Vec<DraftCard>> {
        let account = self.account_id().await?;
        self.0.store.read("list the drafts", move |connection| drafts::list(connection, &account)).await
    }

    /// Keeps a draft's form as it is typed, whatever its limits.
    ///
    /// # Errors
    /// [`CoreError::NotFound`] for an unknown draft.
    pub async fn save_draft(&self, args: SaveDraftArgs) -> Result<()> {
        if args.form.idea.chars().count() > DRAFT_CHARS || args.form.metadata.len() > 100 {
            return Err(CoreError::Invalid(form::check(&args.form)));
        }
        let now = self.now();
        let saved = self.0.store.write("keep the draft", move |tx| drafts::save(tx, &args.id, &args.form, now)).await?;
        found(saved)
    }

    /// Names a draft.
    ///
    /// # Errors
    /// [`CoreError::Invalid`] for a name that is too long, [`CoreError::NotFound`] for an unknown draft.
    pub async fn rename_draft(&self, args: RenameDraftArgs) -> Result<()> {
        let new = Some(name(&args.name)?.to_owned()).filter(|name| !name.is_empty());
        let account = self.account_id().await?;
        let write = move |tx: &Tx<'_>| drafts::rename(tx, &account, &args.id, new.as_deref());
        found(self.0.store.write("rename a draft", write).await?)
    }

    /// A copy of a draft with its takes, to be queued on its own.
    ///
    /// # Errors
    /// [`CoreError::NotFound`] for an unknown draft.
    pub async fn duplicate_draft(&self, args: IdArgs) -> Result<Draft> {
        let (account, blank) = (self.account_id().await?, self.empty_draft());
        let core = self.clone();
        self.0
            .store
            .write("copy a draft", move |tx| {
                let draft = drafts::get(tx, &account, &args.id)?.ok_or(CoreError::NotFound("draft"))?;
                let takes: Vec<_> = draft.takes.into_iter().map(|take| Take { id: core.new_id(), ..take }).collect();
                let copy = Draft { form: draft.form, name: draft.name.as_deref().map(copied), ..blank };
                let copy = insert(tx, &account, copy)?;
                takes.iter().try_for_each(|take| drafts::add_take(tx, &copy.id, take))?;
                Ok(Draft { takes, ..copy })
            })
            .await
    }

    /// Takes a draft off the list. [`Core::restore_draft`] brings it back.
    ///
    /// # Errors
    /// [`CoreError::NotFound`] for an unknown draft.
    pub async fn remove_draft(&self, args: IdArgs) -> Result<()> {
        let (account, now) = (self.account_id().await?, self.now());
        let write = move |tx: &Tx<'_>| {
            drafts::sweep(tx, now)?;
            drafts::set_removed(tx, &account, &args.id, Some(now))
        };
        found(self.0.store.write("remove a draft", write).await?)
    }

    /// Brings a removed draft back.
    ///
    /// # Errors
    /// [`CoreError::NotFound`] for one that was not removed, or is gone.
    pub async fn restore_draft(&self, args: IdArgs) -> Result<()> {
        let account = self.account_id().await?;
        let write = move |tx: &Tx<'_>| drafts::set_removed(tx, &account, &args.id, None);
        found(self.0.store.write("bring a draft back", write).await?)
    }

    fn empty_draft(&self) -> Draft {
        Draft {
            id: self.new_id(),
            click_id: self.new_id(),
            name: None,
            form: form::empty(),
            takes: Vec::new(),
            updated_at: self.now(),
        }
    }
}

fn insert(tx: &Tx<'_>, account: &str, draft: Draft) -> Result<Draft> {
    drafts::insert(tx, account, &draft)?;
    Ok(draft)
}

/// The name of a copy, within the limit.
fn copied(name: &str) -> String {
    let room = NAME_CHARS - " copy".len();
    name.chars().take(room).chain(" copy".chars()).collect()
}

fn found(there: bool) -> Result<()> {
    if there { Ok(()) } else { Err(CoreError::NotFound("draft")) }
}
