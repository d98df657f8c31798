import { AppError } from '../../errors/app-error';
import type { PlanView } from '../bindings';
import type { Fixture, Handlers, World } from './world';

type Part = Pick<
  Handlers,
  'list_plans' | 'create_plan' | 'update_plan' | 'drop_plan' | 'restore_plan' | 'hand_over_plan' | 'settle_plan'
>;

// A beginning that type-checks; the calendar's own states are drawn from here.
export function calendarHandlers(world: World): Part {
  const find = (id: string): PlanView => {
    const plan = world.plans.find((other) => other.id === id);
    if (!plan) throw new AppError({ code: 'not_found', message: 'No such plan.' });
    return plan;
  };
  return {
    list_plans: () => world.plans,
    create_plan: () => {
      throw new AppError({ code: 'not_now', message: 'Not in this stand-in yet.' });
    },
    update_plan: ({ id }) => find(id),
    drop_plan: () => null,
    restore_plan: ({ id }) => find(id),
    hand_over_plan: ({ id }) => find(id),
    settle_plan: ({ id }) => find(id),
  };
}

export const calendarFixtures: Record<string, Fixture> = {};
