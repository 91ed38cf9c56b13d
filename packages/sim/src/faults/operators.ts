// What people do in the middle of a night.

import { pause, refusePlan, resume, setMode, setSwitch } from '@slipway/controller/app';
import type { Rollout } from '@slipway/core/rollout';
import { addSeconds } from '@slipway/core/time';
import { ADMINISTRATOR } from '../people/index.ts';
import type { Random } from '../random/index.ts';
import { type Fault, type FaultWorld, nowAndAt, nowAndThen, oneOf, pass } from './world.ts';

const running = async ({ controller }: FaultWorld, random: Random): Promise<Rollout | null> => {
  const open = await controller.app.ports.store.read(async ({ rollouts }) => await rollouts.openRollouts());
  return oneOf(
    open.map(({ value }) => value).filter(({ state }) => state === 'running'),
    random,
  );
};

export const operatorFaults = {
  paused: nowAndAt('granted', { low: 5, high: 40 }, async (world, random) => {
    const rollout = await running(world, random);
    if (rollout === null) return;
    await pause(world.controller.app, ADMINISTRATOR, rollout.rolloutId);
    world.say(`${rollout.rolloutId} is paused`);
    await pass(world, random, { low: 1, high: 15 });
    await resume(world.controller.app, ADMINISTRATOR, rollout.rolloutId);
  }),
  aborted: nowAndThen({ low: 30, high: 200 }, async (world, random) => {
    const rollout = await running(world, random);
    if (rollout === null) return;
    await world.people.abort(rollout.rolloutId);
    world.say(`${rollout.rolloutId} is aborted`);
  }),
  'refused-later': nowAndAt('granted', { low: 20, high: 120 }, async (world, random) => {
    const rollout = await running(world, random);
    if (rollout === null) return;
    await refusePlan(world.controller.app, ADMINISTRATOR, { planDigest: rollout.planDigest, why: 'not tonight' });
    world.say(`the plan of ${rollout.rolloutId} is refused`);
  }),
  'let-go': nowAndAt('granted', { low: 10, high: 60 }, async (world, random) => {
    const [host] = world.hosts.filter(({ hostId }) => hostId !== null && random.chance(2 / world.hosts.length));
    if (host?.hostId == null) return;
    const { hostId } = host;
    await setMode(world.controller.app, ADMINISTRATOR, hostId, 'observed');
    world.say(`${host.spec.hostname} is only observed`);
    await pass(world, random, { low: 5, high: 40 });
    await setMode(world.controller.app, ADMINISTRATOR, hostId, 'adopted');
  }),
  'switch-thrown': nowAndAt('granted', { low: 8, high: 50 }, async (world, random) => {
    const { app } = world.controller;
    await setSwitch(app, ADMINISTRATOR, 'stopped');
    world.say('the switch is thrown');
    await pass(world, random, { low: 1, high: 12 });
    await setSwitch(app, ADMINISTRATOR, 'running');
  }),
  frozen: nowAndAt('granted', { low: 10, high: 60 }, async ({ time, people, policy, say }, random) => {
    const endsAt = addSeconds(time.now(), random.between(60, 1500));
    const when = { kind: 'dates' as const, spans: [{ startsAt: time.now(), endsAt }] };
    await people.setPolicy({ ...policy(), freezes: [{ name: 'closing', why: 'books are closed', when }] });
    say(`frozen until ${endsAt}`);
  }),
  'policy-edited': nowAndThen({ low: 10, high: 60 }, async ({ people, policy, say }, random) => {
    const before = policy();
    const environments = before.environments.map((environment) => ({
      ...environment,
      waves: { ...environment.waves, percentMax: random.between(20, 80) },
    }));
    await people.setPolicy({ ...before, environments });
    say('policy is edited');
  }),
} as const satisfies Readonly<Record<string, Fault>>;
