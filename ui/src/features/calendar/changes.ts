// What can be done with a plan. Each change asks Rust, waits for the calendar to show it, and says how to take it back.
import type { App } from '$lib/app.svelte';
import { t } from '$lib/i18n';
import type { PlanVerdict, PlanView, SocialAccount, UpdatePlanArgs } from '$lib/ipc/bindings';
import { movable } from '$lib/plans/marks';
import { nearText, planWall, spokenText } from '$lib/plans/words';
import { resolve, wallAt, wallSecond, zoneText, type Instant, type Wall } from '$lib/plans/zone';
import { refusal } from './geometry';

type View = {
  zone: string;
  now: () => Instant;
  accounts: () => readonly SocialAccount[];
  /** Shows what is true now. */
  refresh: () => Promise<void>;
};

export class Changes {
  constructor(
    private readonly app: App,
    private readonly view: View,
  ) {}

  /** Shows and speaks something that is over at once. */
  say(words: string): void {
    this.app.toasts.show(words);
    this.app.announce(words);
  }

  /** Moves a plan to a place on the calendar; a refusal is told and changes nothing. */
  async move(plan: PlanView, to: Wall): Promise<void> {
    const words = t.calendar.placing;
    const past = refusal(to, wallAt(this.view.now(), this.view.zone)) !== null;
    if (!movable(plan) || past) {
      this.say(past && movable(plan) ? words.refusedPast : words.refusedLocked);
      return;
    }
    const { at, wall } = resolve(to, this.view.zone);
    const local = plan.zone === this.view.zone ? wall : wallAt(at, plan.zone);
    const label = t.calendar.movedChange(plan.title, spokenText(wall));
    await this.update(plan, { id: plan.id, local: wallSecond(local) }, label);
    this.app.announce(words.at(spokenText(wall), zoneText(this.view.zone, at)));
  }

  async update(plan: PlanView, change: UpdatePlanArgs, label: string): Promise<void> {
    await this.#after(this.app.backend.call('update_plan', change));
    // What was missed or had failed is planned anew; its old time lies in the past and cannot be gone back to.
    if (plan.state !== 'planned' && plan.state !== 'waiting_for_render') {
      this.app.toasts.show(label);
      return;
    }
    const { id, caption, local, horizon } = plan;
    const account = this.view
      .accounts()
      .find((one) => one.platform === plan.platform && one.accountId === plan.accountId);
    const before: UpdatePlanArgs = { id, caption, local, horizon, ...(account ? { socialAccount: account.id } : {}) };
    this.#undoable(
      label,
      () => this.app.backend.call('update_plan', before),
      () => this.app.backend.call('update_plan', change),
    );
  }

  /** A plan that Rust has just made. */
  created(plan: PlanView): void {
    const when = nearText(planWall(plan), wallAt(this.view.now(), plan.zone));
    this.#undoable(
      t.calendar.plannedChange(plan.title, when),
      () => this.app.backend.call('drop_plan', { id: plan.id }),
      () => this.app.backend.call('restore_plan', { id: plan.id }),
    );
  }

  async drop(plan: PlanView): Promise<void> {
    await this.app.change({
      label: t.calendar.droppedChange(plan.title),
      redo: () => this.#after(this.app.backend.call('drop_plan', { id: plan.id })),
      undo: () => this.#after(this.app.backend.call('restore_plan', { id: plan.id })),
    });
  }

  async handOver(plan: PlanView): Promise<void> {
    await this.#after(this.app.backend.call('hand_over_plan', { id: plan.id }));
    this.app.toasts.show(t.calendar.handedOver(plan.title));
  }

  async settle(plan: PlanView, verdict: PlanVerdict): Promise<void> {
    await this.#after(this.app.backend.call('settle_plan', { id: plan.id, verdict }));
  }

  #undoable(label: string, undo: () => Promise<unknown>, redo: () => Promise<unknown>): void {
    const change = { label, undo: () => this.#after(undo()), redo: () => this.#after(redo()) };
    this.app.undo.push(change);
    this.app.toasts.show(label, { action: { label: t.common.undo, run: () => void this.app.undo.undo(change) } });
  }

  async #after(done: Promise<unknown>): Promise<void> {
    try {
      await done;
    } finally {
      await this.view.refresh();
    }
  }
}
