import { fireEvent, screen, within } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { PlanState, PlanView } from '../../lib/ipc/bindings';
import { breaches, open, settle, type Opened } from '../../test/render';
import CalendarView from './CalendarView.svelte';
import { HOUR_PX } from './geometry';

// Wednesday 18 November 2026, 14:06 in Berlin; only the date is held, timers run.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-18T13:06:00Z') });
  return () => vi.useRealTimers();
});

const marks = () => screen.getAllByTestId('plan-mark');
const mark = (plan: PlanView) => marks().find(({ dataset }) => dataset['id'] === plan.id)!;
const run = async ({ app }: Opened, id: string) => {
  app.actions.run(app.actions.find(id)!);
  await settle();
};
const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key });
const asked = ({ backend }: Opened, name: string) =>
  backend.world.calls.filter((call) => call.name === name).map(({ args }) => args);
const planned = (opened: Opened, hour: string) => opened.backend.world.plans.find(({ local }) => local.includes(hour))!;

/** A drag with the pointer, in a week of 700 by 1008 pixels at the corner of the window. */
async function drag(from: Element, x: number, hour: number) {
  const rect = {
    left: 0,
    right: 700,
    top: 0,
    bottom: 24 * HOUR_PX,
    width: 700,
    height: 24 * HOUR_PX,
    x: 0,
    y: 0,
  } as DOMRect;
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(rect);
  const at = (x: number, y: number) => ({ clientX: x, clientY: y, pointerId: 1, button: 0, bubbles: true });
  await fireEvent.pointerDown(from, at(0, 0));
  await fireEvent.pointerMove(window, at(x, hour * HOUR_PX));
  await fireEvent.pointerUp(window, at(x, hour * HOUR_PX));
  await settle();
}

describe('the calendar', () => {
  it.each(['calendar', 'calendar-empty', 'calendar-no-accounts', 'calendar-loading', 'calendar-error'])(
    'has no breach of WCAG in the state %s',
    async (fixture) => {
      const { container } = await open(CalendarView, fixture);
      expect(await breaches(container)).toEqual([]);
    },
    30_000,
  );

  it('shows every state with a word, and the hours of seven days', async () => {
    const { backend } = await open(CalendarView, 'calendar');
    expect(marks()).toHaveLength(backend.world.plans.length);
    for (const plan of backend.world.plans) expect(mark(plan).dataset['state']).toBe(plan.state);
    const words = marks()
      .map(({ textContent }) => textContent)
      .join(' ');
    for (const word of [
      'Planned',
      'Handed over',
      'Handing over',
      'Waits for render',
      'Posted',
      'Missed',
      'Failed',
      'Not confirmed',
      'Should be live',
    ])
      expect(words).toContain(word);
    expect(screen.getAllByTestId('calendar-slot')).toHaveLength(7 * 24);
    expect(screen.getAllByTestId('calendar-slot')[0]?.dataset['local']).toBe('2026-11-16T00:00');
    expect(screen.getByTestId('now-line')).toBeTruthy();
  });

  it.each<[PlanState, boolean]>([
    ['planned', true],
    ['handed_over', false],
    ['missed', true],
    ['unconfirmed', false],
    ['posted', false],
  ])(
    'offers for a %s post only what is safe',
    async (state, drop) => {
      const opened = await open(CalendarView, 'calendar');
      const plan = opened.backend.world.plans.find((one) => one.state === state)!;
      await fireEvent.click(mark(plan));
      await settle();
      const popover = screen.getByTestId('plan-popover');
      expect(within(popover).queryByTestId('drop-plan') !== null).toBe(drop);
      expect(within(popover).queryByTestId('hand-over-now') !== null).toBe(drop);
      expect(await breaches(popover)).toEqual([]);
    },
    30_000,
  );

  it('plans a video that is dropped on an hour, and takes it back', async () => {
    const opened = await open(CalendarView, 'calendar');
    const before = opened.backend.world.plans.length;
    await drag(screen.getAllByTestId('ready-item')[0]!, 450, 10.25);
    const composer = screen.getByTestId('composer');
    expect(screen.getByTestId<HTMLInputElement>('composer-date').value).toBe('2026-11-20');
    expect(screen.getByTestId<HTMLSelectElement>('composer-time').value).toBe('10:15');
    expect(composer.textContent).toContain('You can change it until Thu 22:15.');
    expect(await breaches(composer)).toEqual([]);
    await fireEvent.click(screen.getByTestId('composer-plan'));
    await fireEvent.click(screen.queryByTestId('composer-plan') ?? document.body);
    await settle();
    expect(asked(opened, 'create_plan')).toMatchObject([
      { local: '2026-11-20T10:15:00', zone: 'Europe/Berlin', platform: 'tiktok' },
    ]);
    expect(screen.queryByTestId('composer')).toBeNull();
    expect(marks()).toHaveLength(before + 1);
    await opened.app.undo.undo();
    await settle();
    expect(marks()).toHaveLength(before);
  }, 30_000);

  it('plans with the keyboard alone, and says every place', async () => {
    const opened = await open(CalendarView, 'calendar');
    screen.getAllByTestId('ready-item')[0]!.focus();
    await press('Enter');
    expect(opened.app.spoken).toContain('Wednesday 18 November');
    expect(opened.app.spoken).toContain('Berlin, GMT+1');
    await press('ArrowRight');
    await press('ArrowDown');
    await press('ArrowDown');
    expect(opened.app.spoken).toContain('Thursday 19 November at 15:30');
    await press('Enter');
    await settle();
    expect(screen.getByTestId<HTMLInputElement>('composer-date').value).toBe('2026-11-19');
    await run(opened, 'calendar.plan');
    expect(asked(opened, 'create_plan')).toMatchObject([{ local: '2026-11-19T15:30:00' }]);
  });

  it('refuses the past to the keyboard and lets it try again', async () => {
    const opened = await open(CalendarView, 'calendar');
    screen.getAllByTestId('ready-item')[0]!.focus();
    await press('Enter');
    await press('ArrowLeft');
    expect(opened.app.spoken).toContain('has passed');
    await press('Enter');
    expect(screen.queryByTestId('composer')).toBeNull();
    expect(opened.app.toasts.all.at(-1)?.text).toContain('That time has passed');
    await press('ArrowRight');
    await press('Escape');
    expect(opened.app.spoken).toContain('Put back');
  });

  it('moves a planned post by pointer and undoes it', async () => {
    const opened = await open(CalendarView, 'calendar');
    const plan = planned(opened, '2026-11-19T18:30');
    await drag(mark(plan), 550, 20);
    expect(asked(opened, 'update_plan')).toEqual([{ id: plan.id, local: '2026-11-21T20:00:00' }]);
    await opened.app.undo.undo();
    await settle();
    expect(opened.backend.world.plans.find(({ id }) => id === plan.id)?.local).toBe('2026-11-19T18:30:00');
  });

  it('refuses to move what TikVod has, and into the past, and says why', async () => {
    const opened = await open(CalendarView, 'calendar');
    await drag(mark(opened.backend.world.plans.find(({ state }) => state === 'handed_over')!), 650, 20);
    expect(opened.app.toasts.all.at(-1)?.text).toContain('TikVod has this post already');
    await drag(mark(planned(opened, '2026-11-19T18:30')), 50, 9);
    expect(opened.app.toasts.all.at(-1)?.text).toContain('That time has passed');
    expect(asked(opened, 'update_plan')).toEqual([]);
  });

  it('moves a post by a quarter of an hour with the keyboard', async () => {
    const opened = await open(CalendarView, 'calendar');
    const plan = planned(opened, '2026-11-19T18:30');
    mark(plan).focus();
    await run(opened, 'calendar.laterMinutes');
    await run(opened, 'calendar.laterDay');
    expect(opened.backend.world.plans.find(({ id }) => id === plan.id)?.local).toBe('2026-11-20T18:45:00');
    expect(document.activeElement).toBe(mark(plan));
    expect(opened.app.spoken).toContain('Friday 20 November at 18:45, Berlin, GMT+1');
  });

  it('drops and restores, hands over, and settles what is in doubt', async () => {
    const opened = await open(CalendarView, 'calendar');
    const { world } = opened.backend;
    const plan = planned(opened, '2026-11-19T18:30');
    await fireEvent.click(mark(plan));
    await fireEvent.click(screen.getByTestId('drop-plan'));
    await settle();
    expect(world.plans.some(({ id }) => id === plan.id)).toBe(false);
    await opened.app.undo.undo();
    await settle();
    await fireEvent.click(mark(plan));
    await fireEvent.click(screen.getByTestId('hand-over-now'));
    await settle();
    expect(mark(plan).dataset['state']).toBe('handed_over');
    const doubtful = world.plans.find(({ state }) => state === 'unconfirmed')!;
    await fireEvent.click(mark(doubtful));
    await fireEvent.click(screen.getByTestId('plan-appeared'));
    await settle();
    expect(mark(doubtful).dataset['state']).toBe('posted');
  });

  it('asks for an account first where the book is empty', async () => {
    const opened = await open(CalendarView, 'calendar-no-accounts');
    await run(opened, 'calendar.create');
    expect(await breaches(screen.getByTestId('composer'))).toEqual([]);
    await fireEvent.click(screen.getByTestId('account-add'));
    expect(screen.getByText('Paste the id from TikVod.')).toBeTruthy();
    await fireEvent.input(screen.getByTestId('account-id'), { target: { value: 'acc_tt_1' } });
    await fireEvent.input(screen.getByTestId('account-name'), { target: { value: '@me' } });
    await fireEvent.click(screen.getByTestId('account-add'));
    await settle();
    expect(screen.getByTestId<HTMLSelectElement>('composer-account').selectedOptions[0]?.textContent).toBe(
      'TikTok · @me',
    );
    await run(opened, 'calendar.plan');
    expect(asked(opened, 'create_plan')).toHaveLength(1);
  }, 30_000);

  it('counts the caption and refuses one that is too long', async () => {
    const opened = await open(CalendarView, 'calendar');
    await run(opened, 'calendar.create');
    await fireEvent.input(screen.getByTestId('composer-caption'), { target: { value: 'x'.repeat(2243) } });
    expect(screen.getByTestId('composer').textContent).toContain('43 over');
    await run(opened, 'calendar.plan');
    expect(screen.getByText('The caption is too long.')).toBeTruthy();
    expect(asked(opened, 'create_plan')).toEqual([]);
  });

  it('shows a time that does not exist, and one that comes twice', async () => {
    const opened = await open(CalendarView, 'calendar');
    await run(opened, 'calendar.create');
    const when = async (date: string, time: string) => {
      await fireEvent.input(screen.getByTestId('composer-date'), { target: { value: date } });
      await fireEvent.change(screen.getByTestId('composer-time'), { target: { value: time } });
      return screen.getByTestId('composer').textContent;
    };
    expect(await when('2027-03-28', '02:30')).toContain(
      '02:30 does not exist on that day: the clocks go forward. It is posted at 03:30.',
    );
    expect(await when('2027-10-31', '02:30')).toContain('The first one is meant, GMT+2, not GMT+1.');
  });

  it('opens the composer for a video of the library', async () => {
    const opened = await open(CalendarView, 'calendar');
    opened.app.router.go('calendar', { id: 'vid_005' });
    await settle();
    expect(screen.getByTestId('composer').textContent).toContain('5 abandoned places you can enter');
  });

  it('turns the weeks', async () => {
    const opened = await open(CalendarView, 'calendar');
    await run(opened, 'calendar.later');
    expect(screen.getByRole('heading', { level: 1 }).textContent).toMatch(/^23\s?–\s?29 November$/);
    expect(asked(opened, 'list_plans').at(-1)).toEqual({
      from: '2026-11-22T23:00:00.000Z',
      to: '2026-11-29T23:00:00.000Z',
    });
    await run(opened, 'calendar.today');
    expect(screen.getByRole('heading', { level: 1 }).textContent).toMatch(/^16\s?–\s?22 November$/);
  });
});
