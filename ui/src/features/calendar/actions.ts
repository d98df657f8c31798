import type { Action } from '$lib/actions';
import { t } from '$lib/i18n';
import type { PlanView } from '$lib/ipc/bindings';
import { actions as offered, type MarkAction } from '$lib/plans/marks';
import { planWall } from '$lib/plans/words';
import { startOfDay, wallAt } from '$lib/plans/zone';
import type { Calendar } from './calendar.svelte';
import { stepWall, type Step } from './geometry';
import { shortcuts, type Shortcut } from './shortcuts';

type Hands = {
  /** The plan that keys act on. */
  current: () => PlanView | null;
  /** Closes the composer or the details. */
  close: () => void;
  /** A mark that has moved gets the focus again. */
  refocus: (id: string) => Promise<void>;
};
type Body = Pick<Action, 'run'> & Partial<Pick<Action, 'when' | 'repeats'>>;

/** Everything the calendar can do; registered while the calendar is on screen. */
export function calendarActions(model: Calendar, hands: Hands): Action[] {
  const can = (action: MarkAction) => () => {
    const plan = hands.current();
    return plan !== null && model.composer === null && offered(plan, model.clock.now).includes(action);
  };
  const withPlan = (act: (plan: PlanView) => void | Promise<void>) => () => {
    const plan = hands.current();
    return plan === null ? undefined : act(plan);
  };
  const move = (step: Step): Body => ({
    when: () => hands.current() !== null && model.composer === null,
    repeats: true,
    run: withPlan(async (plan) => {
      const at = plan.zone === model.zone ? planWall(plan) : wallAt(Date.parse(plan.at), model.zone);
      const to = stepWall(at, step);
      await model.changes.move(plan, to);
      model.show(to);
      await hands.refocus(plan.id);
    }),
  });
  const bodies: Record<Shortcut, Body> = {
    today: { run: () => model.show(startOfDay(model.now)) },
    earlier: { run: () => model.turn(-1) },
    later: { run: () => model.turn(1) },
    create: {
      when: () => model.composer === null,
      run: async () => {
        const [first] = model.ready;
        const at = model.firstPlace();
        if (first === undefined) model.changes.say(t.calendar.tray.empty);
        else {
          model.show(at);
          await model.compose(first, at);
        }
      },
    },
    plan: {
      when: () => model.composer !== null,
      run: async () => {
        if (model.composer !== null) await model.submit(model.composer);
      },
    },
    // Only with its details open: they say what and when, and it cannot be taken back.
    handOver: {
      when: () => model.openId !== null && can('hand_over')(),
      run: withPlan((plan) => model.changes.handOver(plan)),
    },
    edit: { when: can('edit'), run: withPlan((plan) => model.edit(plan)) },
    drop: { when: can('drop'), run: withPlan((plan) => model.drop(plan)) },
    earlierMinutes: move('up'),
    laterMinutes: move('down'),
    earlierDay: move('left'),
    laterDay: move('right'),
    close: { when: () => model.composer !== null || model.openId !== null, run: hands.close },
  };
  return shortcuts.map(({ name, ...info }) => ({ ...info, ...bodies[name] }));
}
