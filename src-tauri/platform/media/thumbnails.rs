//! The custom protocol `tvmedia://localhost/thumb/ID`: cached thumbnails, for the main window only.

use tauri::http::{Method, Request, Response, StatusCode, Uri, header};
use tauri::{Manager as _, Runtime, UriSchemeContext, UriSchemeResponder};
use tikvod_core::Core;

use super::is_id;
use crate::state::AppState;
use crate::window::MAIN;

/// The core writes them; this only bounds what a damaged cache can cost.
const LARGEST: u64 = 4 << 20;

/// Answers a request of the protocol.
#[expect(clippy::needless_pass_by_value, reason = "the signature is Tauri's")]
pub fn answer<R: Runtime>(context: UriSchemeContext<'_, R>, request: Request<Vec<u8>>, responder: UriSchemeResponder) {
    let state = context.app_handle().try_state::<AppState>();
    let core = state.and_then(|state| state.core().ok());
    let asked = (context.webview_label() == MAIN).then(|| asked(request.method(), request.uri())).flatten();
    let (Some(core), Some(id)) = (core, asked) else { return responder.respond(nothing()) };
    tauri::async_runtime::spawn(async move {
        responder.respond(picture(&core, &id).await.map_or_else(nothing, found));
    });
}

/// The id in the request, where it is one that we answer. Windows writes the protocol's name as a host.
fn asked(method: &Method, uri: &Uri) -> Option<String> {
    let ours = matches!(uri.host(), Some("localhost" | "tvmedia.localhost"));
    let id = uri.path().strip_prefix("/thumb/")?;
    (ours && method == Method::GET && is_id(id)).then(|| id.to_owned())
}

async fn picture(core: &Core, id: &str) -> Option<Vec<u8>> {
    let path = core.thumbnail(id).await.ok()?;
    let size = tokio::fs::metadata(&path).await.ok()?.len();
    if size > LARGEST {
        return None;
    }
    let bytes = tokio::fs::read(&path).await.ok()?;
    bytes.starts_with(&[0xff, 0xd8, 0xff]).then_some(bytes)
}

fn found(picture: Vec<u8>) -> Response<Vec<u8>> {
    let mut response = Response::new(picture);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("image/jpeg"));
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("private, max-age=3600"));
    harmless(headers);
    response
}

fn nothing() -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = StatusCode::NOT_FOUND;
    harmless(response.headers_mut());
    response
}

/// Nothing that is served can be taken for a page or a script.
fn harmless(headers: &mut header::HeaderMap) {
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, header::HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, header::HeaderValue::from_static("default-src 'none'; sandbox"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_get_of_a_thumbnail_by_id_is_answered() {
        let of = |uri: &str| asked(&Method::GET, &uri.parse().expect("a URI"));
        assert_eq!(of("tvmedia://localhost/thumb/vid_1").as_deref(), Some("vid_1"));
        assert_eq!(of("http://tvmedia.localhost/thumb/vid_1?x=1").as_deref(), Some("vid_1"));
        for bad in [
            "tvmedia://localhost/thumb/",
            "tvmedia://localhost/thumb/../../etc",
            "tvmedia://localhost/thumb/a%2fb",
            "tvmedia://localhost/video/vid_1",
            "tvmedia://evil.test/thumb/vid_1",
        ] {
            assert_eq!(of(bad), None, "{bad}");
        }
        let uri = "tvmedia://localhost/thumb/vid_1".parse().expect("a URI");
        assert_eq!(asked(&Method::POST, &uri), None);
    }
}
