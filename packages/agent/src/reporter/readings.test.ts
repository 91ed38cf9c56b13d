import { asDigest } from '@slipway/core/ids';
import { ok } from '@slipway/core/reasons';
import { addMs, asInstant } from '@slipway/core/time';
import { parseReadingsMessage, type ReadingsMessage, type ReadingWish } from '@slipway/protocol/agent';
import { describe, expect, it } from 'vitest';
import type { Asked } from '../ports/index.ts';
import { answerReadings, noReadings } from './readings.ts';

const NOW = asInstant('2026-11-21T08:00:00.000Z');
const wish = (number: number): ReadingWish => ({
  readingId: asDigest(`sha256:${String(number).padStart(64, '0')}`),
  timeoutSeconds: 30,
  kind: 'plug-in',
  plugIn: `check_${number}`,
  parameters: {},
});

/** Plug-ins that take so many seconds each, on a clock that nothing else moves. */
const world = (seconds: number, answers: (askedAt: string | undefined) => unknown = () => null) => {
  const asked: Asked<unknown>[] = [];
  let nowMs = 0;
  const called: string[] = [];
  const limits: number[] = [];
  let under = 0;
  const sent: ReadingsMessage[] = [];
  const recent = noReadings();
  const ports = {
    clock: {
      now: () => addMs(NOW, nowMs),
      monotonicMs: () => nowMs,
      sleep: async (ms: number) => {
        nowMs += ms;
      },
    },
    readings: {
      plugIn: async ({ plugIn }: { readonly plugIn: string }, timeoutSeconds: number) => {
        limits.push(timeoutSeconds);
        under += 1;
        if (under > 1) throw new Error('two at once');
        called.push(plugIn);
        await Promise.resolve();
        nowMs += seconds * 1000;
        under -= 1;
        return ok({ status: 0, output: `${plugIn} OK` });
      },
      fileModifiedAt: async () => ok(NOW),
      unitState: async (unit: string) => (unit === 'nginx.service' ? 'active' : 'failed'),
    },
    checksQuestion: {
      ask: async (question: Asked<unknown>) => void asked.push(question),
      asked: async () => asked.at(-1) ?? null,
      answered: async () => answers(asked.at(-1)?.askedAt),
    },
    link: { sendReadings: async (message: ReadingsMessage) => void sent.push(message) },
  };
  return {
    asked,
    called,
    limits,
    sent,
    wait: (ms: number) => {
      nowMs += ms;
    },
    ask: async (...wishes: readonly ReadingWish[]) =>
      await answerReadings(ports as unknown as Parameters<typeof answerReadings>[0], wishes, recent),
  };
};

describe('readings', () => {
  it('cost nothing where nobody wants one', async () => {
    const { ask, called, sent } = world(1);
    await ask();
    expect({ called, sent }).toEqual({ called: [], sent: [] });
  });

  it('are taken one after the other and sent together, as the controller reads them', async () => {
    const { ask, called, sent } = world(0);
    await ask(wish(1), wish(2), { readingId: wish(3).readingId, timeoutSeconds: 1, kind: 'file-age', path: '/a' });
    expect(called).toEqual(['check_1', 'check_2']);
    expect(sent).toHaveLength(1);
    expect(parseReadingsMessage(sent[0])).toMatchObject({
      ok: true,
      value: { readings: [{ text: 'check_1 OK', state: 'ok', exit: 0 }, {}, { modifiedAt: NOW }] },
    });
  });

  it('are of units, too: well where they are active', async () => {
    const { ask, sent } = world(0);
    const unit = (number: number, name: string): ReadingWish => ({
      ...{ readingId: wish(number).readingId, timeoutSeconds: 30 },
      ...{ kind: 'unit-active', unit: name },
    });
    await ask(unit(1, 'nginx.service'), unit(2, 'db.service'));
    expect(parseReadingsMessage(sent[0])).toMatchObject({
      value: {
        readings: [
          { state: 'ok', text: 'it is active' },
          { state: 'critical', text: 'it is failed' },
        ],
      },
    });
  });

  it('hold up a round for ten seconds and one reading at most; the others come with the next', async () => {
    const { ask, called, sent } = world(6);
    await ask(wish(1), wish(2), wish(3));
    expect(called).toEqual(['check_1', 'check_2']);
    await ask(wish(3));
    expect(sent.map(({ readings }) => readings.length)).toEqual([2, 1]);
  });

  it('are not taken again within ten seconds, whoever asks: what was read is sent again', async () => {
    const { ask, called, sent, wait } = world(0);
    await ask(wish(1));
    await ask(wish(1));
    expect(called).toHaveLength(1);
    expect(sent[1]).toEqual(sent[0]);
    wait(10_000);
    await ask(wish(1));
    expect(called).toHaveLength(2);
  });

  it('are one reading under whatever id it is asked, and asked for no longer than a minute', async () => {
    const { ask, called, limits, sent } = world(0);
    await ask(...[1, 2, 3].map((id) => ({ ...wish(id), plugIn: 'check_1', timeoutSeconds: 3600 })));
    expect({ called, limits }).toEqual({ called: ['check_1'], limits: [60] });
    expect(sent[0]?.readings.map(({ readingId }) => readingId)).toEqual([1, 2, 3].map((id) => wish(id).readingId));
  });
});

describe('the checks of a plan', () => {
  const hostPlanDigest = asDigest(`sha256:${'a'.repeat(64)}`);
  const checks: ReadingWish = {
    readingId: asDigest(`sha256:${'b'.repeat(64)}`),
    timeoutSeconds: 30,
    kind: 'checks',
    hostPlanDigest,
  };
  const said = { state: 'ok', text: '1 asked', takenAt: NOW, exit: null, modifiedAt: null } as const;

  it('are asked of root, and its answer is passed on once', async () => {
    const { ask, asked, sent, wait } = world(0, (askedAt) =>
      askedAt === undefined ? null : { what: hostPlanDigest, askedAt, answer: said },
    );
    await ask(checks);
    expect(asked.map(({ what }) => what)).toEqual([hostPlanDigest]);
    expect(sent.at(-1)?.readings).toEqual([{ readingId: checks.readingId, ...said }]);
    wait(30_000);
    await ask(checks);
    expect([asked.length, sent.length]).toEqual([2, 2]);
  });

  it('whose answer takes longer hold up nothing, and come with a later round', async () => {
    let isThere = false;
    const { ask, asked, called, sent, wait } = world(0, (askedAt) =>
      isThere ? { what: hostPlanDigest, askedAt, answer: said } : null,
    );
    await ask(checks, wish(1));
    expect([called, sent.at(-1)?.readings.length]).toEqual([['check_1'], 1]);
    wait(60_000);
    isThere = true;
    await ask(checks);
    expect([asked.length, sent.at(-1)?.readings]).toEqual([1, [{ readingId: checks.readingId, ...said }]]);
  });

  it('are asked anew where no answer comes at all, and an answer to an earlier question is none', async () => {
    const { ask, asked, sent, wait } = world(0, () => ({ what: hostPlanDigest, askedAt: 'earlier', answer: said }));
    await ask(checks);
    wait(60_000);
    await ask(checks);
    wait(900_000);
    await ask(checks);
    expect([asked.length, sent]).toEqual([2, []]);
  });
});
