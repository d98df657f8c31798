//! Never pay twice, never lose what was asked for.

use tikvod_core::view::{IdArgs, LibraryQuery, LibrarySort, QueueState, QueueVideoArgs};

use crate::support::{Place, form, queue, sandbox, state, until};

#[tokio::test(flavor = "multi_thread")]
async fn an_idea_becomes_a_finished_video_for_one_credit() {
    let place = Place::new();
    let core = place.start().await;
    let before = core.choose_sandbox().await.unwrap().credits.unwrap().credits;
    core.update_settings(tikvod_core::view::SettingsPatch { save_finished: Some(true), ..Default::default() })
        .await
        .unwrap();

    let draft = core.open_draft().await.unwrap();
    let preview = |draft_id: String| tikvod_core::view::PreviewArgs {
        draft_id,
        idea: "5 places where the sun never sets".into(),
        style: "Listicle".into(),
        duration: 15,
    };
    let first = core.preview_script(preview(draft.id.clone())).await.unwrap();
    let second = core.preview_script(preview(draft.id.clone())).await.unwrap();
    assert_eq!((first.number, second.number), (1, 2));
    assert_ne!(first.lines, second.lines, "each take differs");
    assert_eq!(core.open_draft().await.unwrap().takes.len(), 2, "takes stay");
    assert_eq!(core.status().await.unwrap().credits.unwrap().credits, before, "previews are free");

    let item = queue(&core, "5 places where the sun never sets").await;
    until("the video is ready", || async { state(&core, &item.id).await == Some(QueueState::Completed) }).await;
    assert_eq!(core.status().await.unwrap().credits.unwrap().credits, before - 1, "one credit");
    let view = core.queue().await.unwrap();
    let done = &view.items[0];
    assert!(done.has_thumbnail && done.credits_used == Some(1) && view.spent_today == 1, "{done:?}");
    let id = done.video_id.clone().unwrap();
    let detail = core.video(IdArgs { id: id.clone() }).await.unwrap();
    assert!(detail.playable && detail.script.len() > 3 && detail.script[0].hook, "{detail:?}");
    assert_eq!(detail.request_ids.len(), 1, "for support");

    let query = LibraryQuery {
        search: "SUN never".into(),
        status: None,
        style: Some("Listicle".into()),
        days: Some(1),
        sort: LibrarySort::Newest,
        offset: 0,
        limit: 10,
    };
    assert_eq!(core.list_videos(query.clone()).await.unwrap().total, 1);
    assert_eq!(core.list_videos(LibraryQuery { search: "moon".into(), ..query }).await.unwrap().total, 0);
    until("the file is saved", || async { core.download_path(IdArgs { id: id.clone() }).await.is_ok() }).await;
    assert!(place.notices.0.lock().unwrap().iter().any(|notice| notice.title == "Ready"));
    core.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_clicks_are_one_video() {
    let place = Place::new();
    let core = place.start().await;
    core.choose_sandbox().await.unwrap();
    let draft = core.open_draft().await.unwrap();
    let args = QueueVideoArgs {
        click_id: draft.click_id.clone(),
        draft_id: draft.id.clone(),
        form: form("why cats land on their feet"),
        hook: None,
        confirm_fence: None,
    };
    let clicks = (0..20).map(|_| core.queue_video(args.clone()));
    let items = futures_util::future::try_join_all(clicks).await.unwrap();
    assert!(items.iter().all(|item| item.id == items[0].id), "one click id is one item");
    assert_ne!(core.open_draft().await.unwrap().click_id, draft.click_id, "the next click is another one");
    assert_eq!(core.queue().await.unwrap().items.len(), 1);
    core.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_waiting_item_is_cancelled_for_free_and_a_queued_one_with_its_credit_back() {
    let mut place = Place::new();
    // At the real pace a job stays queued for 8 to 20 s: long enough to cancel it.
    let sandbox = sandbox(place.data(), |options| options.time_scale = 1.0).await;
    place.base_url = Some(sandbox.base_url().to_owned());
    let core = place.start().await;
    let before = core.enter_key(sandbox.live_key().into()).await.unwrap().credits.unwrap().credits;
    let pause = |paused| tikvod_core::view::SettingsPatch { paused: Some(paused), ..Default::default() };
    core.update_settings(pause(true)).await.unwrap();
    let waiting = queue(&core, "first").await;
    let second = queue(&core, "second").await;
    core.move_item(tikvod_core::view::MoveItemArgs { id: second.id.clone(), position: 1 }).await.unwrap();
    let order: Vec<_> = core.queue().await.unwrap().items.into_iter().map(|item| item.id).collect();
    assert_eq!(order, [second.id.clone(), waiting.id.clone()]);
    let cancelled = core.cancel_item(IdArgs { id: waiting.id }).await.unwrap();
    assert_eq!((cancelled.state, cancelled.credits_used), (QueueState::Cancelled, None));

    core.update_settings(pause(false)).await.unwrap();
    until("it is queued", || async { state(&core, &second.id).await == Some(QueueState::Queued) }).await;
    assert_eq!(core.status().await.unwrap().credits.unwrap().credits, before - 1);
    let cancelled = core.cancel_item(IdArgs { id: second.id }).await.unwrap();
    assert_eq!((cancelled.state, cancelled.credits_refunded), (QueueState::Cancelled, Some(1)));
    assert_eq!(core.status().await.unwrap().credits.unwrap().credits, before);
    assert_eq!(core.queue().await.unwrap().returned_today, 1);
    core.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_video_says_why_and_costs_nothing() {
    let mut place = Place::new();
    let sandbox = sandbox(place.data(), |_| ()).await;
    place.base_url = Some(sandbox.base_url().to_owned());
    let core = place.start().await;
    core.enter_key(sandbox.live_key().into()).await.unwrap();
    let draft = core.open_draft().await.unwrap();
    let mut bad = form("a voice that is not there");
    bad.voice = "nobody".into();
    let args =
        QueueVideoArgs { click_id: draft.click_id, draft_id: draft.id, form: bad, hook: None, confirm_fence: None };
    let item = core.queue_video(args).await.unwrap();
    until("it is refused", || async { state(&core, &item.id).await == Some(QueueState::Refused) }).await;
    let item = core.queue().await.unwrap().items.remove(0);
    let problem = item.problem.unwrap();
    assert!(problem.message.contains("voice") && problem.request_id.is_some(), "{problem:?}");
    assert_eq!(item.credits_used, None);
    core.shutdown().await;
}
