import { defineAction, type Action } from '$lib/actions';
import { t } from '$lib/i18n';
import { cancelCost, canMove, canRetry } from './groups';
import type { QueueModel } from './queue.svelte';

type Hands = {
  /** Puts the focus on the first choice of a decision. */
  focusDecision: (id: string) => void;
  showAll: () => void;
};

/** Everything the queue can do, with its keys; registered while the queue is on screen. */
export function queueActions(model: QueueModel, hands: Hands): Action[] {
  const words = t.queue.actions;
  const area = 'queue' as const;
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
  return [
    {
      id: 'queue.pause',
      title: words.pause,
      keys: ['P'],
      when: () => model.view !== null,
      run: () => model.togglePause(),
    },
    {
      id: 'queue.up',
      title: words.up,
      keys: ['Alt+ArrowUp'],
      repeats: true,
      when: isCurrent(canMove),
      run: () => model.moveBy(-1),
    },
    {
      id: 'queue.down',
      title: words.down,
      keys: ['Alt+ArrowDown'],
      repeats: true,
      when: isCurrent(canMove),
      run: () => model.moveBy(1),
    },
    {
      id: 'queue.first',
      title: words.first,
      keys: ['Alt+Home'],
      when: isCurrent(canMove),
      run: withCurrent((item) => model.move(item, 1)),
    },
    {
      id: 'queue.cancel',
      title: words.cancel,
      keys: ['Delete'],
      when: isCurrent((item) => cancelCost(item) !== null),
      run: () => model.cancelByKey(),
    },
    {
      id: 'queue.retry',
      title: words.retry,
      keys: ['R'],
      when: isCurrent(canRetry),
      run: withCurrent((item) => model.retry(item)),
    },
    {
      id: 'queue.edit',
      title: words.edit,
      keys: ['E'],
      when: isCurrent(canRetry),
      run: withCurrent((item) => model.edit(item)),
    },
    { id: 'queue.seen', title: words.seen, keys: ['1'], when: hasDecision, run: decide('seen_there') },
    { id: 'queue.again', title: words.again, keys: ['2'], when: hasDecision, run: decide('send_again') },
    {
      id: 'queue.nextDecision',
      title: words.next,
      keys: ['D'],
      when: hasDecision,
      run: () => {
        const item = model.nextDecision();
        if (item !== null) hands.focusDecision(item.id);
      },
    },
    { id: 'queue.showAll', title: words.showAll, run: () => hands.showAll() },
  ].map((action) => defineAction({ ...action, area }));
}
