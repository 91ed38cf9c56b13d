import type { GateQuestion, HttpAnswer, Probes } from '@slipway/controller/ports';
import type { Alert, AlertRule, Sample, Word } from '@slipway/core/gates';
import { asHostId, asRolloutId } from '@slipway/core/ids';
import { describe, expect, it } from 'vitest';
import { digestOfText } from '../builders/index.ts';

/** What a system outside says from now on. */
export interface SystemSays {
  readonly samples: readonly Sample[];
  readonly alerts: readonly Alert[];
  readonly rules: readonly AlertRule[];
  readonly answer: HttpAnswer;
  readonly word: Word;
}

/** One system at an address, which says what it is told to. */
export interface ProbesUnderTest {
  readonly probes: Probes;
  readonly url: string;
  readonly says: (what: Partial<SystemSays>) => void;
  /** Nobody answers there from now on. */
  readonly goesAway: () => Promise<void>;
  /** What its webhook was asked, in order. */
  readonly asked: () => readonly GateQuestion[];
  readonly dispose: () => Promise<void>;
}

const QUESTION: GateQuestion = {
  gate: 'change-board',
  rolloutId: asRolloutId('rollout-1'),
  planDigest: digestOfText('plan'),
  environment: 'prod',
  wave: 0,
  hosts: [{ hostId: asHostId('host-1'), hostname: 'web-1.example' }],
};

export const describeProbes = (name: string, create: () => Promise<ProbesUnderTest>): void => {
  const using = async (work: (made: ProbesUnderTest) => Promise<void>): Promise<void> => {
    const made = await create();
    try {
      await work(made);
    } finally {
      await made.dispose();
    }
  };

  describe(`${name} are probes`, () => {
    it('bring the values of a query as they are written, none of them lost', async () => {
      await using(async ({ probes, url, says }) => {
        const samples: readonly Sample[] = [
          { labels: { instance: 'web-1:9100' }, value: '0.30000000000000004' },
          { labels: {}, value: 'NaN' },
          { labels: { 'le ss': 'a "b"' }, value: '+Inf' },
        ];
        says({ samples });
        expect(await probes.prometheusQuery({ url }, 'rate(errors[5m]) > 0')).toEqual({ ok: true, value: samples });
        says({ samples: [] });
        expect(await probes.prometheusQuery({ url }, 'nothing')).toEqual({ ok: true, value: [] });
      });
    });

    it('bring alerts, whatever their state, and the rules that they come from', async () => {
      await using(async ({ probes, url, says }) => {
        const alerts: readonly Alert[] = [
          { labels: { alertname: 'Down', severity: 'critical' }, state: 'firing' },
          { labels: { alertname: 'Slow' }, state: 'pending' },
        ];
        const rules: readonly AlertRule[] = [
          { name: 'Down', labels: { severity: 'critical' }, health: 'ok', lastError: null },
          { name: 'Slow', labels: {}, health: 'err', lastError: 'found duplicate series' },
          { name: 'New', labels: { severity: '{{ $value }}' }, health: 'unknown', lastError: null },
        ];
        says({ alerts, rules });
        expect(await probes.prometheusAlerts({ url })).toEqual({ ok: true, value: { alerts, rules } });
        says({ alerts: [], rules: [] });
        expect(await probes.prometheusAlerts({ url })).toEqual({ ok: true, value: { alerts: [], rules: [] } });
      });
    });

    it('bring any status with its body', async () => {
      await using(async ({ probes, url, says }) => {
        for (const status of [200, 302, 404, 503]) {
          const answer = { status, body: status === 302 ? '' : `it is ${status}: żółw` };
          says({ answer });
          expect(await probes.http({ url })).toEqual({ ok: true, value: answer });
        }
      });
    });

    it('ask a webhook what the gate is about, and bring its word', async () => {
      await using(async ({ probes, url, says, asked }) => {
        says({ word: { open: true, why: null } });
        expect(await probes.webhook({ url }, QUESTION)).toEqual({ ok: true, value: { open: true, why: null } });
        says({ word: { open: false, why: 'the board meets at ten' } });
        expect(await probes.webhook({ url }, QUESTION)).toEqual({
          ok: true,
          value: { open: false, why: 'the board meets at ten' },
        });
        expect(asked()).toEqual([QUESTION, QUESTION]);
      });
    });

    it('say that nobody answered, and never that nothing was found', async () => {
      await using(async ({ probes, url, goesAway }) => {
        await goesAway();
        const failed = {
          ok: false,
          reason: { code: 'probe-failed', facts: { address: url, detail: expect.any(String) } },
        };
        expect(await probes.prometheusQuery({ url }, 'up')).toEqual(failed);
        expect(await probes.prometheusAlerts({ url })).toEqual(failed);
        expect(await probes.http({ url })).toEqual(failed);
        expect(await probes.webhook({ url }, QUESTION)).toEqual(failed);
      });
    });
  });
};
