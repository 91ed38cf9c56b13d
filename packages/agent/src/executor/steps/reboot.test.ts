import { ok } from '@slipway/core/reasons';
import { describe, expect, it } from 'vitest';
import type { AttemptContext } from '../context.ts';
import { reboot } from './reboot.ts';

const THIS_BOOT = '11111111-1111-4111-8111-111111111111';

/** After an apply in this boot; answers what the step asked the host about. */
const atReboot = async (
  transaction: readonly string[],
  direction: 'planned' | 'back' = 'planned',
): Promise<{ readonly asked: readonly string[]; readonly result: unknown }> => {
  const asked: string[] = [];
  const context = {
    attempt: {
      steps: [
        { step: 'apply', outcome: 'done', boots: [THIS_BOOT] },
        { step: 'reboot', outcome: null, begunInBoot: THIS_BOOT, boots: [THIS_BOOT] },
      ],
    },
    conditions: { bootId: THIS_BOOT, contact: 'lost' },
    direction,
    hostPlan: { reboot: 'if-needed', transaction: transaction.map((name) => ({ name, to: '2' })) },
    ports: {
      clock: { monotonicMs: () => 0 },
      system: {
        rebootNeed: async (brought: readonly string[]) => {
          asked.push(...brought);
          return brought.length > 0 ? { kind: 'needed', causes: [] } : { kind: 'not-needed' };
        },
        facts: async () => ok({ kernel: { running: '6.1.0-9-amd64', nextBoot: null } }),
        reboot: async () => ok(undefined),
      },
    },
  } as unknown as AttemptContext;
  return { result: await reboot(context), asked };
};

describe('a reboot where it is needed', () => {
  it('C23: is for firmware that this attempt brought, which no process shows', async () => {
    expect(await atReboot(['openssl', 'linux-firmware'])).toEqual({ asked: ['linux-firmware'], result: 'rebooting' });
  });

  it('is not for what is seen in memory, nor on the way back, where the boot took what lies there again', async () => {
    for (const { asked, result } of [await atReboot(['openssl']), await atReboot(['linux-firmware'], 'back')]) {
      expect(asked).toEqual([]);
      expect(result).toMatchObject({ outcome: 'skipped', reason: { code: 'step-not-needed' } });
    }
  });
});
