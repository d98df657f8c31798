import type { Action } from '$lib/actions';
import { t } from '$lib/i18n';
import { cancelCost, canMove, canRetry } from './groups';
import { shortcuts, type Shortcut } from './shortcuts';
import type { QueueModel } from './queue.svelte';

type Hands = {
  /** Puts the focus on the first choice of a decision. */
  focusDecision: (id: string) => void;
  showAll: () => void;
};

type Body = Pick<Action, 'run'> & Partial<Pick<Action, 'when' | 'repeats' | 'yieldsToText'>>;

/** Everything the queue can do, with its keys; registered while the queue is on screen. */
export function queueActions(model: QueueModel, hands: Hands): Action[] {
  const current = () => model.item(model.current);
  const isCurrent = (can: (item: NonNullable<ReturnType<typeof current>>) => boolean) => () => {
    const item = current();
    return item !== null && can(item);
  };
  const withCurrent = (act: (item: NonNullable<ReturnType<typeof current>>) => void | Promise<void>) => () => {
    const item = current();
    return item === null ? undefined : act(item);
  };
  const decide = (choice: 'seen_there' | 'send_again') => async () => {
    const item = model.decision;
    if (item !== null) await model.decide(item, choice);
  };
  const hasDecision = () => model.decision !== null;
  const bodies: Record<Shortcut, Body> = {
    pause: {
      when: () => model.view !== null,
      run: () => model.togglePause(),
    },
    up: {
      repeats: true,
      when: isCurrent(canMove),
      run: () => model.moveBy(-1),
    },
    down: {
      repeats: true,
      when: isCurrent(canMove),
      run: () => model.moveBy(1),
    },
    first: {
      when: isCurrent(canMove),
      run: withCurrent((item) => model.move(item, 1)),
    },
    cancel: {
      when: isCurrent((item) => cancelCost(item) !== null),
      run: () => model.cancelByKey(),
    },
    retry: {
      when: isCurrent(canRetry),
      run: withCurrent((item) => model.retry(item)),
    },
    edit: {
      when: isCurrent(canRetry),
      run: withCurrent((item) => model.edit(item)),
    },
    seen: { when: hasDecision, run: decide('seen_there') },
    again: { when: hasDecision, run: decide('send_again') },
    next: {
      when: hasDecision,
      run: () => {
        const item = model.nextDecision();
        if (item !== null) hands.focusDecision(item.id);
      },
    },
  };
  const all = shortcuts.map(({ name, ...info }): Action => ({ ...info, ...bodies[name] }));
  return [...all, { id: 'queue.showAll', title: t.queue.actions.showAll, area: 'queue', run: hands.showAll }];
}
