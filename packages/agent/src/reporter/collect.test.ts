// The last good kernel is the host's own word: by its ledger, and only while it is installed.

import type { LedgerEntry } from '@slipway/core/execution';
import { ok } from '@slipway/core/reasons';
import { anInventory, aSystem } from '@slipway/testkit/builders';
import { expect, it } from 'vitest';
import { type CollectPorts, collectInventory } from './collect.ts';

const look = async (seen: readonly string[], running: string) => {
  const whole = anInventory({});
  const kernel = { running, nextBoot: running, installed: ['6.1.0-44', '6.1.0-47', '6.1.0-50'] };
  const ports = {
    clock: { now: () => whole.collectedAt },
    packages: {
      readPackages: async () => ok({ packages: [], database: whole.packageDatabase }),
      readRepositories: async () => ok([]),
      pendingUpdates: async () => whole.updates,
      otherPatchers: async () => [],
      packageOrigins: async () => whole.origins,
    },
    guests: { guestLook: async () => whole.guests },
    software: { unmanagedSoftware: async () => whole.unmanaged },
    system: {
      facts: async () => ok(aSystem({ kernel })),
      restartNeed: async () => whole.restart,
      rebootNeed: async () => whole.reboot,
    },
  } as unknown as CollectPorts;
  const ledger = seen.map((one) => ({ kind: 'step-ended', step: 'verify', evidence: { kernel: one } }));
  const found = await collectInventory(ports, ledger as unknown as readonly LedgerEntry[]);
  return found.ok ? found.value.system.kernel.lastGood : found.reason;
};

it.each<[readonly string[], string, string | undefined]>([
  [[], '6.1.0-50', undefined],
  [['6.1.0-50'], '6.1.0-50', undefined],
  [['6.1.0-44', '6.1.0-47', '6.1.0-50'], '6.1.0-50', '6.1.0-47'],
  [['6.1.0-44', '6.1.0-47', '6.1.0-46'], '6.1.0-47', '6.1.0-44'],
  [['6.1.0-41'], '6.1.0-50', undefined],
])(
  'C09: of those that were seen to run, %j, with %s running, the last good one beside it is %s',
  async (seen, running, lastGood) => {
    expect(await look(seen, running)).toBe(lastGood);
  },
);
