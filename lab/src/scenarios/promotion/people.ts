import type { Digest } from '@slipway/core/ids';
import { endpoints } from '@slipway/protocol/api';
import { type Api, type Controller, slipwayOk } from '../../product/index.ts';
import { until } from '../../until.ts';
import { claim } from '../scenario.ts';
import { OPERATIONS, SERVICE, type Tier } from './tiers.ts';
import { TIER_TIMEOUT_MS } from './watching.ts';

/** A person at their own terminal. */
export interface Person {
  readonly name: string;
  readonly team: string;
  readonly terminal: Controller;
}

export interface People {
  readonly mara: Person;
  readonly noor: Person;
  readonly sam: Person;
}

export async function meetPeople(controller: Controller): Promise<People> {
  const meet = async (name: string, team: string): Promise<Person> => {
    const words = ['token', 'create', name, '--role', 'approver', '--role', 'viewer', '--team', team];
    const token = (await slipwayOk(controller, words)).stdout.trim();
    return { name, team, terminal: { ...controller, token } };
  };
  return {
    mara: await meet('mara', OPERATIONS),
    noor: await meet('noor', OPERATIONS),
    sam: await meet('sam', SERVICE),
  };
}

/** The schedule's plan for the tier, once somebody's name is wanted under it. */
export async function planWaiting(api: Api, tier: Tier): Promise<Digest> {
  return until(
    `a plan of ${tier} waits for names`,
    async () => {
      const { items } = await api.ask(endpoints.plans.waiting, { query: {} });
      return items.find(({ environment }) => environment === tier)?.planDigest ?? null;
    },
    { timeoutMs: TIER_TIMEOUT_MS },
  );
}

/** As each would type it, one after the other. */
export async function approveAs(people: readonly Person[], planDigest: Digest): Promise<void> {
  for (const { name, terminal } of people) {
    const mine = (await slipwayOk(terminal, ['approval', 'list', '--mine', '--json'])).stdout;
    claim(mine.includes(planDigest), `${name} is asked for a name`);
    await slipwayOk(terminal, ['plan', 'approve', planDigest, '--yes']);
  }
}
