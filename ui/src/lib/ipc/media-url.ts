import type { MediaKind } from './backend';

/**
 * Thumbnails come over a custom protocol; sound and video over loopback, because WebKitGTK plays neither from custom
 * schemes. WebView2 only knows custom protocols as `http://NAME.localhost`.
 */
export function mediaUrl(kind: MediaKind, id: string, status: { platform: string; mediaBase: string }): string {
  const safe = encodeURIComponent(id);
  if (kind !== 'thumb') return `${status.mediaBase}/${kind}/${safe}`;
  return status.platform === 'windows' ? `http://tvmedia.localhost/thumb/${safe}` : `tvmedia://localhost/thumb/${safe}`;
}
