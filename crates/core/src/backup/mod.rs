//! Backup and restore (product.md D9): one file without secrets, and a restored copy that sends nothing by itself.
//!
//! The file is two lines and a database: a magic line, the manifest as JSON, and what `VACUUM INTO` copied. Keys and
//! secrets are in no table, so they cannot be in it; downloaded videos are files of their own and stay where they are.

mod container;
mod restore;

use std::path::Path;

use uuid::Uuid;

use crate::core::Core;
use crate::error::{CoreError, Result};
use crate::store;
use crate::view::BackupInfo;

pub use container::inspect as inspect_backup;
pub use restore::restore;

impl Core {
    /// Writes everything that this app knows into one new file. It holds no key and no secret; work goes on meanwhile.
    ///
    /// # Errors
    /// [`CoreError::NotNow`] where there is a file of this name already; a folder that cannot be written, a full disk: then
    /// nothing is left of it.
    pub async fn backup(&self, target: &Path) -> Result<BackupInfo> {
        let (target, now, id) = (target.to_owned(), self.now(), self.0.ports.random.uuid(self.now()));
        let app_version = self.0.options.version.clone();
        self.0
            .store
            .read("make a backup", move |connection| {
                if target.exists() {
                    return Err(CoreError::NotNow("there is a file of this name already"));
                }
                let copy = beside(&target, id, "copy");
                let whole = beside(&target, id, "part");
                let made = (|| {
                    connection
                        .execute("VACUUM INTO ?1", [copy.to_string_lossy()])
                        .map_err(store::failed("copy the database"))?;
                    let schema = store::format_of(connection)?;
                    let info = container::describe(&copy, app_version, schema, now)?;
                    container::write(&whole, &info, &copy)?;
                    container::put_in_place(&whole, &target)?;
                    Ok(info)
                })();
                for left_over in [&copy, &whole] {
                    drop(std::fs::remove_file(left_over));
                }
                made
            })
            .await
    }
}

/// A hidden name in the folder of `target`, so that the last step is a rename within one file system.
fn beside(target: &Path, id: Uuid, what: &str) -> std::path::PathBuf {
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    folder.join(format!(".tikvod-{what}-{}", id.simple()))
}
