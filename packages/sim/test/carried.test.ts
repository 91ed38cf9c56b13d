import type { GuestRules } from '@slipway/core/guest';
import { describe, expect, test } from 'vitest';
import { brokenLimits } from '../src/checks/index.ts';
import { realCrypto } from '../src/controller/index.ts';
import type { HostSpec, SimulatedGuest } from '../src/host/index.ts';
import { MOVING_HOOK } from '../src/host/moved-guests.ts';
import { openScene, type Scene, scenePackages, scenePolicy } from '../src/scene/index.ts';

// Guests that are hosts: a carrier that goes takes them along, and what counts them counts them.

const STOP: GuestRules = { choice: 'stop', guestSeconds: 300 };
const MOVE: GuestRules = { choice: 'move', hook: MOVING_HOOK, parameters: {}, timeoutSeconds: 60 };
const LONG_MS = 180_000;

const spec = (hostname: string, service: string): HostSpec => ({
  hostname,
  labels: { environment: 'dev', service },
  packages: scenePackages(),
  needsReboot: false,
});

/** `kvm1` carries `db1`, `kvm2` carries `db2`; the two databases are a cluster of which one may be away. */
const PAIRS = [
  ['kvm1', 'db1'],
  ['kvm2', 'db2'],
] as const;

const night = async (
  rules: GuestRules,
  options: { readonly seed?: number; readonly strike?: (scene: Scene) => void } = {},
) => {
  const broken: string[] = [];
  const away: string[] = [];
  const limits = {
    clusters: [
      {
        name: 'db',
        member: ({ spec: { labels } }: { readonly spec: HostSpec }) => labels['service'] === 'db',
        awayMax: 1,
      },
    ],
  };
  const scene: Scene = await openScene({
    specs: PAIRS.flatMap(([kvm, db]) => [spec(kvm, 'kvm'), spec(db, 'db')]),
    policy: {
      ...scenePolicy({ guests: rules, reboot: 'always', gates: { soakSeconds: 0, person: 'not-asked' } }),
      clusters: [{ name: 'db', members: 'service = db', awayMax: 1 }],
    },
    seed: options.seed ?? 1,
    onService: () => {
      broken.push(...brokenLimits(scene.hosts, limits));
      away.push(scene.hosts.flatMap((host) => (host.inService && !host.isOff ? [] : [host.spec.hostname])).join(' '));
      for (const [kvm, db] of PAIRS) {
        // A guest at work is drained, one that its carrier has shut down is off.
        const [carrier, guest] = [kvm, db].map((name) =>
          scene.hosts.find(({ spec: { hostname } }) => hostname === name),
        );
        if (carrier?.inService === false && guest?.inService === false)
          broken.push(`${kvm} and ${db} are at work at once`);
      }
    },
  });
  for (const [kvm, db] of PAIRS) {
    const [carrier, guest] = [kvm, db].map((name) => scene.hosts.find(({ spec: { hostname } }) => hostname === name));
    if (carrier === undefined || guest === undefined) throw new Error('a host is missing');
    const told: SimulatedGuest = {
      ...{ kind: 'libvirt', state: 'running', autostart: false, how: 'well' },
      machineIdDigest: realCrypto.sha256(new TextEncoder().encode(db)),
      power: { off: guest.powerOff, on: guest.powerOn },
    };
    carrier.condition.guests.set(db, told);
  }
  const rollout = await scene.play(async () => {
    await scene.open();
    options.strike?.(scene);
    return await scene.rollOut();
  });
  scene.close();
  const { report } = await scene.controller.app.ports.store.read(async ({ plans }) => {
    const plan = await plans.plan(rollout.planDigest);
    if (plan === null) throw new Error('the plan is gone');
    return plan;
  });
  return {
    broken,
    away,
    state: rollout.state,
    phases: rollout.hosts.map(({ phase }) => phase),
    notes: report.notes.map(({ code }) => code),
    off: scene.hosts.filter(({ isOff }) => isOff).length,
  };
};

describe('guests that are hosts', { timeout: LONG_MS }, () => {
  test.each([1, 2, 3])(
    'go down with their carriers one after the other, and are patched apart from them: seed %i',
    async (seed) => {
      const { broken, away, state, phases, notes, off } = await night(STOP, { seed });
      expect([broken, state, phases, off]).toEqual([[], 'completed', ['done', 'done', 'done', 'done'], 0]);
      expect(notes.filter((code) => code === 'carrier-takes-guests')).toHaveLength(2);
      // The guest is away with its carrier, which no program of the guest's host decided.
      for (const [kvm, db] of PAIRS) expect(away).toContain([kvm, db].join(' '));
    },
  );

  test('serve on where they are moved, and none begins meanwhile', async () => {
    const { broken, state, phases, notes } = await night(MOVE);
    expect([broken, state, phases]).toEqual([[], 'completed', ['done', 'done', 'done', 'done']]);
    expect(notes.filter((code) => code === 'carrier-spares-guests')).toHaveLength(2);
  });
});
