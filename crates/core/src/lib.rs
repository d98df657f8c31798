//! Everything TikVod Desktop is, without a window.

pub mod view;

#[cfg(test)]
mod t { 
  #[test] fn gen_all() { use ts_rs::TS; let cfg = ts_rs::Config::default(); use crate::view::*;
   let mut out = String::new();
   macro_rules! g { ($($t:ty),*) => { $( out += &format!("export {}\n", <$t>::decl(&cfg)); )* } }
   g!(Code,FieldRule,FieldProblem,ErrorView,AccountKind,KeyStorage,AccountView,Connection,Credits,Theme,SandboxSpeed,Settings,SettingsPatch,AppStatus,Entity,Change,Changes,MetadataPair,VideoForm,TakeLine,Take,Draft,Voice,StyleInfo,CaptionStyle,Language,Limits,Catalogue,SaveDraftArgs,PreviewArgs,QueueVideoArgs,QueueState,HeldReason,RequestMeter,QueueItem,QueueView,Decision,DecideArgs,IdArgs,RetryArgs,MoveItemArgs,LibrarySort,LibraryQuery,DownloadState,DownloadView,VideoCard,LibraryPage,ScriptSegment,VideoDetail,Horizon,PlanState,PlanView,NewPlanArgs,UpdatePlanArgs,PlanRangeArgs,PlanVerdict,SettlePlanArgs,SocialAccount,AddSocialAccountArgs);
   std::fs::write("/tmp/bindings.ts", out).unwrap(); } }
