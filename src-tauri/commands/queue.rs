//! The queue.

use tauri::Runtime;
use tikvod_core::view::{DecideArgs, GoOnArgs, IdArgs, MoveItemArgs, QueueItem, QueueView, RetryArgs, RollbackView};

use crate::ipc::args::Call;
use crate::ipc::error::Answer;

pub(crate) async fn get_queue<R: Runtime>(call: Call<R>, (): ()) -> Answer<QueueView> {
    Ok(call.core()?.queue().await?)
}

pub(crate) async fn cancel_item<R: Runtime>(call: Call<R>, args: IdArgs) -> Answer<QueueItem> {
    Ok(call.core()?.cancel_item(args).await?)
}

pub(crate) async fn retry_item<R: Runtime>(call: Call<R>, args: RetryArgs) -> Answer<QueueItem> {
    Ok(call.core()?.retry_item(args).await?)
}

pub(crate) async fn decide_item<R: Runtime>(call: Call<R>, args: DecideArgs) -> Answer<QueueItem> {
    Ok(call.core()?.decide_item(args).await?)
}

pub(crate) async fn move_item<R: Runtime>(call: Call<R>, args: MoveItemArgs) -> Answer<()> {
    Ok(call.core()?.move_item(args).await?)
}

pub(crate) async fn rollback<R: Runtime>(call: Call<R>, (): ()) -> Answer<RollbackView> {
    Ok(call.core()?.rollback().await?)
}

pub(crate) async fn go_on<R: Runtime>(call: Call<R>, args: GoOnArgs) -> Answer<RollbackView> {
    Ok(call.core()?.go_on(args).await?)
}
