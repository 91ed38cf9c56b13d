import type { HostPlan } from '@slipway/core/plan';
import { ok } from '@slipway/core/reasons';
import { type Instant, instantOfMs } from '@slipway/core/time';
import { describe, expect, it } from 'vitest';
import type { AttemptContext } from '../context.ts';
import { bringsOwnAgent, newReporterIsHeard } from './own-agent.ts';

const REPORTER = { pid: 7, executable: '/usr/lib/slipway/slipway-agent', unit: 'slipway-reporter.service', files: [] };
const OTHER = { pid: 8, executable: '/usr/sbin/nginx', unit: 'nginx.service', files: [] };

/** After the transaction. `oldUntilMs`: when the old reporter is gone by itself; `heardAtMs`: the controller's answers, by time. */
const afterTransaction = async (host: {
  readonly oldUntilMs: number;
  readonly restarts: 'by our word' | 'never';
  readonly heardAtMs: readonly number[];
}) => {
  let nowMs = 0;
  let goneAtMs = host.oldUntilMs;
  const acts: string[] = [];
  const context = {
    ports: {
      clock: {
        now: () => instantOfMs(nowMs),
        monotonicMs: () => nowMs,
        sleep: async (ms: number) => {
          nowMs += ms;
        },
      },
      inbox: {
        contactAt: async (): Promise<Instant | null> => {
          const last = host.heardAtMs.findLast((at) => at <= nowMs);
          return last === undefined ? null : instantOfMs(last);
        },
      },
      services: {
        state: async () => 'activating',
        restart: async (unit: string) => {
          acts.push(unit);
          if (host.restarts === 'by our word') goneAtMs = Math.min(goneAtMs, nowMs + 1000);
        },
      },
      system: { staleProcesses: async () => (nowMs < goneAtMs ? [OTHER, REPORTER] : [OTHER]) },
    },
  } as unknown as AttemptContext;
  const result = await newReporterIsHeard(context);
  return { result, acts, seconds: nowMs / 1000 };
};

describe('C02: the reporter after its own upgrade', () => {
  it('is proven by an answer that the new one had, whatever the old one heard last', async () => {
    const { result, acts, seconds } = await afterTransaction({
      oldUntilMs: 0,
      restarts: 'never',
      heardAtMs: [0, 4000],
    });
    expect(result).toEqual(ok(undefined));
    expect(acts).toEqual([]);
    expect(seconds).toBe(4);
  });

  it('is started anew where no script of the package did it, and an answer to the old one proves nothing', async () => {
    const { result, acts, seconds } = await afterTransaction({
      oldUntilMs: Number.POSITIVE_INFINITY,
      restarts: 'by our word',
      heardAtMs: [500, 2500],
    });
    expect(result).toEqual(ok(undefined));
    expect(acts).toEqual(['slipway-reporter.service']);
    expect(seconds).toBe(2.5);
  });

  it('that reaches nobody has failed, in bounded time', async () => {
    for (const host of [
      { oldUntilMs: 0, restarts: 'never', heardAtMs: [0] },
      { oldUntilMs: Number.POSITIVE_INFINITY, restarts: 'never', heardAtMs: [500, 1000, 90_000] },
    ] as const) {
      const { result, seconds } = await afterTransaction(host);
      expect(result).toMatchObject({
        ok: false,
        reason: { code: 'agent-not-heard', facts: { seconds: 180, state: 'activating' } },
      });
      expect(seconds).toBe(180);
    }
  });

  it('is asked for only where the plan brings another agent', () => {
    const plan = (name: string, to: string | null): Pick<HostPlan, 'transaction'> =>
      ({ transaction: [{ name, to }] }) as unknown as HostPlan;
    expect(bringsOwnAgent(plan('slipway-agent', '0.2.0'))).toBe(true);
    expect(bringsOwnAgent(plan('slipway-agent', null))).toBe(false);
    expect(bringsOwnAgent(plan('nginx', '1.24'))).toBe(false);
  });
});
