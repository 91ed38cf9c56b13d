import type { LedgerEntry } from '@slipway/core/execution';
import type { GuestRules } from '@slipway/core/guest';
import { describe, expect, test } from 'vitest';
import type { SimulatedGuest } from '../src/host/index.ts';
import { fates, NEW, openScene, type SceneOptions, scenePackages, scenePolicy } from '../src/scene/index.ts';
import { brokenRules, ends } from './judge.ts';

// A carrier: its guests go before it is changed and come back whatever becomes of it, however often it is struck on the way.

const OLD = scenePackages().find(({ name }) => name === 'nginx')?.version;
const STOP: GuestRules = { choice: 'stop', guestSeconds: 120, order: ['db'] };
const MOVE: GuestRules = { choice: 'move', hook: 'migrate', parameters: {}, timeoutSeconds: 60 };
const LONG_MS = 180_000;

const guest = (given: Partial<SimulatedGuest> = {}): SimulatedGuest => ({
  ...{ kind: 'libvirt', state: 'running', machineIdDigest: null, autostart: false, how: 'well' },
  ...given,
});
const GUESTS = { db: guest(), web: guest({ kind: 'nspawn', autostart: true }), spare: guest({ state: 'stopped' }) };

interface Night extends Partial<Omit<SceneOptions, 'policy'>> {
  readonly guests?: Readonly<Record<string, SimulatedGuest>>;
  readonly rules?: GuestRules;
  readonly bad?: boolean;
  readonly wayBack?: 'asked';
  readonly reboot?: 'always' | 'never';
}

const night = async ({ guests = GUESTS, rules, bad = false, wayBack, reboot = 'always', ...options }: Night) => {
  const spec = { hostname: 'kvm-1', labels: { environment: 'dev' }, packages: scenePackages(), needsReboot: false };
  const policy = scenePolicy({
    reboot,
    ...(rules === undefined ? {} : { guests: rules }),
    ...(wayBack === undefined ? {} : { wayBack }),
  });
  const scene = await openScene({ specs: [spec], ...options, policy });
  const { condition, happenings, executor } = scene.host;
  for (const [name, one] of Object.entries(guests)) condition.guests.set(name, { ...one });
  if (bad) condition.badVersions.add(`nginx ${NEW}`);
  let noPlan: string | null = null;
  await scene
    .play(async () => {
      await scene.open();
      await scene.rollOut();
    })
    .catch((error: unknown) => {
      noPlan = String(error);
    });
  expect(await brokenRules(scene)).toEqual([]);
  scene.close();
  const ledger = await executor.ledger.read();
  return {
    ledger,
    noPlan,
    end: ends(ledger),
    nginx: scene.host.packages.versionOf('nginx'),
    states: Object.fromEntries([...condition.guests].map(([name, { state }]) => [name, state])),
    order: happenings.flatMap((one) =>
      one.kind === 'guest' ? [`${one.guest} ${one.what}`] : one.kind === 'booted' ? ['boot'] : [],
    ),
  };
};
const endOf = (ledger: readonly LedgerEntry[], step: string) =>
  ledger.findLast((entry) => entry.kind === 'step-ended' && entry.step === step);
const AS_BEFORE = { db: 'running', web: 'running', spare: 'stopped' };

describe('a carrier', () => {
  test('has its guests shut down in order and started again in the other one, and those alone that ran', async () => {
    const { end, states, order, ledger } = await night({ rules: STOP });
    expect([end, states]).toEqual([['done'], AS_BEFORE]);
    // `web` comes up with the boot by itself.
    expect(order).toEqual(['web stopped', 'db stopped', 'boot', 'db started']);
    expect(endOf(ledger, 'guests-back')).toMatchObject({
      outcome: 'done',
      evidence: { guests: [{ name: 'db', before: 'stopped', after: 'running' }, { name: 'web' }] },
    });
  });

  test('has its guests moved away and back', async () => {
    const { end, states, order } = await night({ rules: MOVE });
    expect([end, states]).toEqual([['done'], AS_BEFORE]);
    expect(order.toSorted()).toEqual(['boot', 'db moved-away', 'db moved-back', 'web moved-away', 'web moved-back']);
  });

  test('changes nothing where a guest does not go, and brings the others back', async () => {
    const deaf = { ...GUESTS, db: guest({ how: 'deaf' }) };
    const { end, states, nginx, order } = await night({ rules: STOP, guests: deaf });
    expect([end, states, nginx]).toEqual([['not-begun'], AS_BEFORE, OLD]);
    expect(order).toEqual(['web stopped', 'web started']);
  });

  test('touches none where one of them could not be started again', async () => {
    const { end, order, ledger } = await night({ rules: STOP, guests: { db: guest({ how: 'undefined-there' }) } });
    expect([end, order]).toEqual([['not-begun'], []]);
    expect(endOf(ledger, 'preflight')).toMatchObject({ reason: { code: 'guest-not-startable' } });
  });

  test('starts its guests again where it ends isolated, and leaves those where they are that were moved', async () => {
    const stopped = await night({ rules: STOP, bad: true, wayBack: 'asked' });
    expect([stopped.end, stopped.states]).toEqual([['isolated'], AS_BEFORE]);
    const moved = await night({ rules: MOVE, bad: true, wayBack: 'asked' });
    expect([moved.end, moved.states]).toEqual([['isolated'], { ...AS_BEFORE, db: 'away', web: 'away' }]);
    expect(endOf(moved.ledger, 'guests-back')).toMatchObject({ reason: { code: 'guests-stay-away' } });
  });

  test('has them back after its own way back', async () => {
    for (const rules of [STOP, MOVE]) {
      const { end, states, nginx } = await night({ rules, bad: true });
      expect([end, states, nginx]).toEqual([['gone-back'], AS_BEFORE, OLD]);
    }
  });

  test('is isolated, with its name, where a guest does not come back', async () => {
    const { end, states, ledger } = await night({ rules: STOP, guests: { ...GUESTS, db: guest({ how: 'spoilt' }) } });
    expect([end, states]).toEqual([['isolated'], { ...AS_BEFORE, db: 'stopped' }]);
    expect(endOf(ledger, 'guests-back')).toMatchObject({ reason: { code: 'guest-not-back', facts: { guest: 'db' } } });
  });

  test('is left out where nobody chose and it may be rebooted, and where they are left and it may', async () => {
    const nobody = await night({});
    expect([nobody.noPlan, nobody.order, nobody.nginx]).toEqual([expect.stringContaining('guests-no-choice'), [], OLD]);
    const left = await night({ rules: { choice: 'leave' } });
    expect([left.noPlan, left.order, left.nginx]).toEqual([expect.stringContaining('guests-left'), [], OLD]);
  });

  test('keeps them running where it is never rebooted and they are left', async () => {
    const { end, order, states } = await night({ rules: { choice: 'leave' }, reboot: 'never' });
    expect([end, order, states]).toEqual([['done'], [], AS_BEFORE]);
  });

  test('C01: killed or cut at any line between, it has them all back', { timeout: LONG_MS }, async () => {
    const calm = fates.none();
    await night({ rules: STOP, fate: calm });
    const at = (kind: string, step: string | null = null): number =>
      calm.lines.findIndex((fact) => fact.kind === kind && (step === null || ('step' in fact && fact.step === step)));
    const lines = [
      ...[at('step-begun', 'guests-away'), at('guests-going'), at('step-ended', 'guests-away')],
      ...[at('step-begun', 'apply'), at('step-begun', 'guests-back'), at('step-ended', 'guests-back')],
    ];
    expect(lines).not.toContain(-1);
    for (const index of lines) {
      // Before they are in the ledger, and once they are back, a loss of power takes them down as on any other day.
      const isOurs = index !== lines[0] && index !== lines.at(-1);
      for (const blow of isOurs ? (['killed', 'power-lost'] as const) : (['killed'] as const)) {
        const fate = fates.atLine(index, 'after', blow);
        const { end, states } = await night({ rules: STOP, fate });
        expect([fate.struck(), index, blow, end, states]).toEqual([true, index, blow, [expect.any(String)], AS_BEFORE]);
      }
    }
  });
});
