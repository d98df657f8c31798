// What a mark on the calendar says and allows, from the state of its plan and the time.
import type { Horizon, PlanState, PlanView } from '../ipc/bindings';
import { HOUR, type Instant } from './zone';

/** A state as it is shown: TikVod never reports some of them, so the clock adds one and words are careful. */
export type Look = PlanState | 'should_be_live';
export type Tone = 'quiet' | 'info' | 'ok' | 'warn' | 'bad';

export const TONE: Record<Look, Tone> = {
  planned: 'quiet',
  waiting_for_render: 'quiet',
  handing_over: 'info',
  handed_over: 'quiet',
  posting: 'info',
  should_be_live: 'quiet',
  posted: 'ok',
  unconfirmed: 'warn',
  missed: 'warn',
  failed: 'bad',
};

/** How long after its time a handed-over post may still be under way before "should be live" is said. */
const GRACE = 2 * 60_000;

/** Green "Posted" only when TikVod or the person said so; once its time has passed, a handed-over post "should be live". */
export function look(plan: Pick<PlanView, 'state' | 'at'>, now: Instant): Look {
  const passed = now > Date.parse(plan.at) + GRACE;
  if (passed && (plan.state === 'handed_over' || plan.state === 'posting')) return 'should_be_live';
  return plan.state;
}

/** Whether the plan is still ours: after the hand-over TikVod can neither change nor cancel it. */
export const movable = (plan: Pick<PlanView, 'state'>): boolean =>
  plan.state === 'planned' || plan.state === 'waiting_for_render' || plan.state === 'missed' || plan.state === 'failed';

export type MarkAction = 'hand_over' | 'edit' | 'drop' | 'appeared' | 'did_not_appear';

/** What the details of a mark offer, in the order of the buttons; the same rules as in the core. */
export function actions(plan: Pick<PlanView, 'state' | 'at'>, now: Instant): MarkAction[] {
  const come = now >= Date.parse(plan.at);
  switch (look(plan, now)) {
    case 'planned':
    case 'failed':
      return ['hand_over', 'edit', 'drop'];
    // Nothing can be handed over before there is a file.
    case 'waiting_for_render':
      return ['edit', 'drop'];
    case 'missed':
      return ['hand_over', 'edit', 'appeared', 'drop'];
    // What is in doubt can be found missing at TikVod at any time, but not seen before its time.
    case 'unconfirmed':
      return come ? ['appeared', 'did_not_appear'] : ['did_not_appear'];
    case 'posting':
    case 'should_be_live':
      return come ? ['appeared', 'did_not_appear'] : [];
    case 'handing_over':
    case 'handed_over':
    case 'posted':
      return [];
  }
}

/** When a plan goes to TikVod; null where that is when the render is done. */
export function handOverAt(horizon: Horizon, at: Instant, now: Instant, rendered: boolean): Instant | null {
  if (horizon.kind === 'hours_before') return Math.max(at - horizon.hours * HOUR, now);
  if (horizon.kind === 'when_rendered' && !rendered) return null;
  return now;
}

/** The part of a plan that decides what the composer says under the choice of horizon. */
export type HandOverNote =
  { kind: 'until'; until: Instant } | { kind: 'at_once' } | { kind: 'too_close' } | { kind: 'when_rendered' };

export function handOverNote(horizon: Horizon, at: Instant, now: Instant, rendered: boolean): HandOverNote {
  const when = handOverAt(horizon, at, now, rendered);
  if (when === null) return { kind: 'when_rendered' };
  if (horizon.kind === 'hours_before') return when > now ? { kind: 'until', until: when } : { kind: 'too_close' };
  return { kind: 'at_once' };
}

/** Hours before its time that a post may be handed over. */
export const HORIZON_HOURS = [1, 3, 6, 12, 24] as const;
export const DEFAULT_HORIZON: Horizon = { kind: 'hours_before', hours: 12 };

export const PLATFORMS = ['tiktok', 'youtube_shorts', 'instagram_reels', 'snapchat'] as const;
export type Platform = (typeof PLATFORMS)[number];
