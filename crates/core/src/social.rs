//! The book of social accounts that posts go to.

use crate::core::Core;
use crate::error::{CoreError, Result};
use crate::store::social_accounts::{self, SocialAccountRow};
use crate::view::{AddSocialAccountArgs, FieldProblem, FieldRule, IdArgs, SocialAccount};

/// Longest platform, id and name, characters.
const LONGEST: usize = 200;

impl Core {
    /// The book, by platform and name.
    ///
    /// # Errors
    /// [`CoreError::NoAccount`], or when the database fails.
    pub async fn social_accounts(&self) -> Result<Vec<SocialAccount>> {
        let account = self.account_id().await?;
        self.0
            .store
            .read("read the social accounts", move |connection| {
                let rows = social_accounts::list(connection, &account)?;
                Ok(rows.into_iter().map(SocialAccountRow::view).collect())
            })
            .await
    }

    /// Puts an account into the book. The same platform and id are the same entry, also after it was removed; a name
    /// that is given with it is its new name.
    ///
    /// # Errors
    /// [`CoreError::Invalid`] for an empty or overlong field, [`CoreError::NoAccount`].
    pub async fn add_social_account(&self, args: AddSocialAccountArgs) -> Result<SocialAccount> {
        let [platform, remote_id, name] =
            [args.platform, args.account_id, args.name].map(|text| text.trim().to_owned());
        let problems: Vec<_> =
            [check("platform", &platform, true), check("accountId", &remote_id, true), check("name", &name, false)]
                .into_iter()
                .flatten()
                .collect();
        if !problems.is_empty() {
            return Err(CoreError::Invalid(problems));
        }
        let (account_id, id, now) = (self.account_id().await?, self.new_id(), self.now());
        self.0
            .store
            .write("add a social account", move |tx| {
                let row = match social_accounts::of_remote(tx, &account_id, &platform, &remote_id)? {
                    Some(known) => {
                        let name = if name.is_empty() { known.name } else { name };
                        SocialAccountRow { name, removed_at: None, ..known }
                    }
                    None => SocialAccountRow {
                        id,
                        account_id,
                        platform,
                        name: if name.is_empty() { remote_id.clone() } else { name },
                        remote_id,
                        created_at: now,
                        removed_at: None,
                    },
                };
                social_accounts::put(tx, &row)?;
                Ok(row.view())
            })
            .await
    }

    /// Takes an account out of the book. Its plans and posts stay as they are.
    ///
    /// # Errors
    /// [`CoreError::NotFound`] when it is not in the book.
    pub async fn remove_social_account(&self, args: IdArgs) -> Result<()> {
        let (account_id, now) = (self.account_id().await?, self.now());
        self.0
            .store
            .write("remove a social account", move |tx| {
                let row = social_accounts::get(tx, &account_id, &args.id)?;
                let row = row.filter(|row| row.removed_at.is_none()).ok_or(CoreError::NotFound("social account"))?;
                social_accounts::put(tx, &SocialAccountRow { removed_at: Some(now), ..row })
            })
            .await
    }
}

fn check(field: &str, text: &str, required: bool) -> Option<FieldProblem> {
    let problem = |rule, limit, actual| Some(FieldProblem { field: field.to_owned(), rule, limit, actual });
    let length = text.chars().count();
    if text.is_empty() && required {
        problem(FieldRule::Required, None, None)
    } else if length > LONGEST {
        problem(FieldRule::TooLong, i32::try_from(LONGEST).ok(), i32::try_from(length).ok())
    } else if text.chars().any(char::is_control) {
        problem(FieldRule::UnknownValue, None, None)
    } else {
        None
    }
}
