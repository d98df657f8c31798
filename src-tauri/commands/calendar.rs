//! Post plans and the book of social accounts.

use tauri::Runtime;
use tikvod_core::view::{
    AddSocialAccountArgs, IdArgs, NewPlanArgs, PlanRangeArgs, PlanView, SettlePlanArgs, SocialAccount, UpdatePlanArgs,
};

use crate::ipc::args::Call;
use crate::ipc::error::Answer;

pub(crate) async fn list_plans<R: Runtime>(call: Call<R>, args: PlanRangeArgs) -> Answer<Vec<PlanView>> {
    Ok(call.core()?.plans(args).await?)
}

pub(crate) async fn create_plan<R: Runtime>(call: Call<R>, args: NewPlanArgs) -> Answer<PlanView> {
    Ok(call.core()?.create_plan(args).await?)
}

pub(crate) async fn update_plan<R: Runtime>(call: Call<R>, args: UpdatePlanArgs) -> Answer<PlanView> {
    Ok(call.core()?.update_plan(args).await?)
}

pub(crate) async fn drop_plan<R: Runtime>(call: Call<R>, args: IdArgs) -> Answer<()> {
    Ok(call.core()?.drop_plan(args).await?)
}

pub(crate) async fn restore_plan<R: Runtime>(call: Call<R>, args: IdArgs) -> Answer<PlanView> {
    Ok(call.core()?.restore_plan(args).await?)
}

pub(crate) async fn hand_over_plan<R: Runtime>(call: Call<R>, args: IdArgs) -> Answer<PlanView> {
    Ok(call.core()?.hand_over_plan(args).await?)
}

pub(crate) async fn settle_plan<R: Runtime>(call: Call<R>, args: SettlePlanArgs) -> Answer<PlanView> {
    Ok(call.core()?.settle_plan(args).await?)
}

pub(crate) async fn list_social_accounts<R: Runtime>(call: Call<R>, (): ()) -> Answer<Vec<SocialAccount>> {
    Ok(call.core()?.social_accounts().await?)
}

pub(crate) async fn add_social_account<R: Runtime>(call: Call<R>, args: AddSocialAccountArgs) -> Answer<SocialAccount> {
    Ok(call.core()?.add_social_account(args).await?)
}

pub(crate) async fn remove_social_account<R: Runtime>(call: Call<R>, args: IdArgs) -> Answer<()> {
    Ok(call.core()?.remove_social_account(args).await?)
}
