import type { ServerResponse } from 'node:http';
import { reason } from '@slipway/core/reasons';
import { asInstant } from '@slipway/core/time';
import type { ExplainedRolloutAnswer } from '@slipway/protocol/api';
import { describe, expect, it } from 'vitest';
import { DEMO, demoAnswers, demoRollout, withEvery, withHost } from './support/demo-answers.ts';
import { type Answers, stubs } from './support/index.ts';

const withStub = stubs();

type Picture = ExplainedRolloutAnswer;
const begun = demoRollout();
const away = demoRollout(withHost('lb1', { phase: 'away', step: 'apply' }));
const ended = (phase: 'done' | 'failed') =>
  demoRollout((rollout) => ({
    ...withEvery({ phase: 'done', step: null })(rollout),
    ...(phase === 'failed' ? withHost('lb1', { phase })(withEvery({ phase: 'done' })(rollout)) : {}),
    state: 'completed',
    endedAt: rollout.startedAt,
  }));

/** Everything of one opening of the stream; `cut` leaves without an end, as a controller that is restarted. */
const stream = (response: ServerResponse, pictures: readonly Picture[], how: 'end' | 'cut'): 'handled' => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const picture of pictures) response.write(`event: rollout\ndata: ${JSON.stringify(picture)}\n\n: beat\n\n`);
  response.end(how === 'end' ? 'event: end\ndata: {"state":"completed"}\n\n' : '');
  return 'handled';
};

const watching = (...pictures: readonly Picture[]): Answers => ({
  ...demoAnswers(),
  showRollout: () => ({ value: begun }),
  watchRollout: (_, response) => stream(response, pictures, 'end'),
});

describe('rollout watch', () => {
  it('in a pipe tells every change once, on a line', async () => {
    await withStub(watching(begun, begun, away, ended('done')), async (stub) => {
      const { exitCode, written } = await stub.run(['rollout', 'watch', 'rollout-2']);
      expect(exitCode).toBe(0);
      const lines = written.out.split('\n').map((line) => line.replace(/^\S+ \S+ \S+ {2}/, ''));
      expect(lines).toEqual([
        'rollout-2 running',
        'app1.example (wave 1) waiting Its wave, number 1, has not begun. [waiting-for-wave]',
        'lb1.example (wave 2) waiting Its wave, number 2, has not begun. [waiting-for-wave]',
        'lb2.example (wave 3) waiting Its wave, number 3, has not begun. [waiting-for-wave]',
        'lb1.example (wave 2) away at apply',
        'rollout-2 completed',
        'app1.example (wave 1) done',
        'lb1.example (wave 2) done',
        'lb2.example (wave 3) done',
        '',
      ]);
    });
  });

  it('tells of a gate when it opens or closes, not of every value that is read', async () => {
    const gated = (state: 'open' | 'closed', found: string, seconds: number): Picture => {
      const at = asInstant(`2026-11-21T20:00:${seconds}.000Z`);
      const closed = {
        hostId: begun.waiting[1]!.hostId,
        reason: reason('gate-closed', { gate: 'errors', detail: found }),
      };
      return {
        ...begun,
        waiting: [begun.waiting[0]!, state === 'open' ? begun.waiting[1]! : closed, begun.waiting[2]!],
        gates: [{ wave: 0, name: 'errors', kind: 'prometheus-query', state, found, at }],
      };
    };
    const pictures = [gated('closed', '0.7', 10), gated('closed', '0.8', 40), gated('open', '0.1', 59)];
    await withStub(watching(...pictures), async (stub) => {
      const { written } = await stub.run(['rollout', 'watch', 'rollout-2']);
      const lines = written.out.split('\n').filter((line) => line.includes('gate'));
      expect(lines.map((line) => line.replace(/^\S+ \S+ \S+ {2}/, ''))).toEqual([
        'wave 1: gate errors closed',
        'lb1.example (wave 2) waiting Waits for gate errors. [gate-closed]',
        'wave 1: gate errors open',
      ]);
    });
    await withStub({ ...demoAnswers(), showRollout: () => ({ value: pictures[0] }) }, async (stub) => {
      const { written } = await stub.run(['rollout', 'show', 'rollout-2']);
      expect(written.out).toMatch(/^wave 1 .*\n {2}gate errors closed: 0\.7 \(.*\)\nwave 2/m);
    });
  });

  it('says what a rollout waits for whose hosts have all ended', async () => {
    const soaks = reason('waiting-for-soak', { until: asInstant('2026-11-21T21:00:00.000Z') });
    const shuts = reason('gate-closed', { gate: 'errors', detail: '0.7' });
    const all = demoRollout(withEvery({ phase: 'done' }));
    await withStub(watching({ ...all, ending: soaks }, { ...all, ending: shuts }, ended('done')), async (stub) => {
      const { written } = await stub.run(['rollout', 'watch', 'rollout-2']);
      const lines = written.out.split('\n').filter((line) => line.includes('rollout-2'));
      expect(lines.map((line) => line.replace(/^\S+ \S+ \S+ {2}/, ''))).toEqual([
        'rollout-2 running: The wave that has settled soaks until 2026-11-21 21:00:00 +00:00. [waiting-for-soak]',
        'rollout-2 running: Waits for gate errors. [gate-closed]',
        'rollout-2 completed',
      ]);
    });
    await withStub({ ...demoAnswers(), showRollout: () => ({ value: { ...all, ending: shuts } }) }, async (stub) => {
      const { written } = await stub.run(['rollout', 'show', 'rollout-2']);
      expect(written.out).toMatch(/^Ends once its gates are open\. Gate errors is closed: 0\.7\. \[gate-closed\]$/m);
    });
  });

  it('as JSON is a document per line', async () => {
    await withStub(watching(begun, ended('done')), async (stub) => {
      const { written } = await stub.run(['rollout', 'watch', 'rollout-2', '--json']);
      const documents = written.out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(documents).toEqual([begun, ended('done')]);
    });
  });

  it('on a terminal draws what fits, and leaves the whole picture at its end', async () => {
    await withStub(watching(begun, away, ended('done')), async (stub) => {
      const { written } = await stub.run(['rollout', 'watch', 'rollout-2'], { width: 100 });
      expect(written.pictures.at(-1)).toBe('');
      expect(written.pictures[1]).toMatch(/^wave 2 \[\.{24}\] 0\/1 done: 1 away \(1 at apply\)$/m);
      expect(written.pictures[1]).toMatch(/^lb1\.example +2 +away +apply/m);
      expect(written.out).toMatch(/^wave 1 \[#{24}\] 1\/1 done: 1 done$/m);
    });
  });

  it.each([
    ['a host failed', ended('failed'), 5],
    [
      'it failed by a gate with every host done',
      demoRollout((rollout) => ({
        ...withEvery({ phase: 'done' })(rollout),
        state: 'failed',
        endedAt: rollout.startedAt,
      })),
      5,
    ],
    ['it was aborted', demoRollout((rollout) => ({ ...rollout, state: 'aborted', endedAt: rollout.startedAt })), 5],
    ['every host is done', ended('done'), 0],
    [
      'a host was excused by a person',
      demoRollout((rollout) => ({
        ...withHost('lb1', { phase: 'excused' })(withEvery({ phase: 'done' })(rollout)),
        state: 'completed',
        endedAt: rollout.startedAt,
      })),
      0,
    ],
  ] as const)('when %s it ends so', async (_, picture, exitCode) => {
    await withStub(watching(picture), async (stub) => {
      expect((await stub.run(['rollout', 'watch', 'rollout-2'])).exitCode).toBe(exitCode);
    });
  });

  it('survives a controller that goes away and comes back', async () => {
    let times = 0;
    const watchRollout: Answers[string] = (_, response) => {
      times += 1;
      if (times === 2) {
        response.writeHead(503).end();
        return 'handled';
      }
      return stream(response, times === 1 ? [begun] : [ended('done')], times === 1 ? 'cut' : 'end');
    };
    await withStub({ ...watching(), watchRollout }, async (stub) => {
      const { exitCode, written } = await stub.run(['rollout', 'watch', 'rollout-2']);
      expect([exitCode, times]).toEqual([0, 3]);
      expect(written.err).toContain('Trying again.');
      expect(written.out).toContain('rollout-2 completed');
    });
  });

  it('does not try again what is refused', async () => {
    const reason = { code: 'not-found', facts: { what: 'rollout', id: 'rollout-2' } } as const;
    await withStub({ showRollout: () => ({ status: 404, reason }) }, async (stub) => {
      expect((await stub.run(['rollout', 'watch', 'rollout-2'])).exitCode).toBe(1);
    });
  });
});

describe('rollout output', () => {
  const told = (bytes: number, text: string, transaction = 'slipway-apply-a-1') => ({
    value: { state: 'told', why: null, transaction, bytes, text, takenAt: '2026-11-21T20:00:00.000Z' },
  });
  const nothing = (state: string, why: string | null = null) => ({
    value: { state, why, transaction: null, bytes: 0, text: '', takenAt: null },
  });
  const following = (...answers: readonly { readonly value: unknown }[]): Answers => {
    const left = [...answers];
    return { ...demoAnswers(), showRunningOutput: () => left.shift() ?? nothing('none'), ...inRollout('done', []) };
  };
  /** Where the host is, and what its ledger says of its steps. */
  const inRollout = (phase: string, outputs: readonly (readonly [string, string | null])[]): Answers => ({
    showHostInRollout: () => ({
      value: {
        ...{ rolloutId: 'rollout-2', hostId: 'app1', hostname: 'app1.example', wave: 0, phase, reason: null },
        ...{ since: '2026-11-21T20:00:00.000Z', attempt: null, seenAt: null },
        steps: outputs.map(([step, output]) => ({
          ...{ step, outcome: 'done', begunAt: null, endedAt: null, entries: 1, reason: null, expected: 'built-in' },
          ...{ output, exitStatus: 0, checks: [] },
        })),
      },
    }),
  });

  it('prints each line once, as it comes, and ends when the host is through', async () => {
    const answers = following(
      nothing('awaited'),
      told(20, 'Preparing a ...\nUnpack'),
      told(20, 'Preparing a ...\nUnpack'),
      told(50, 'Preparing a ...\nUnpacking a ...\nSetting up a ...\n'),
      told(99, 'Setting up a ...\nSetting up b ...\n'),
      told(9000, 'Setting up y ...\n'),
      told(10, 'Repaired.\n', 'slipway-apply-a-2'),
    );
    await withStub(answers, async (stub) => {
      const { exitCode, written } = await stub.run(['rollout', 'output', 'rollout-2', 'app1.example']);
      expect(exitCode).toBe(0);
      expect(written.out.trimEnd().split('\n')).toEqual([
        '== slipway-apply-a-1',
        'Preparing a ...',
        'Unpacking a ...',
        'Setting up a ...',
        'Setting up b ...',
        '…',
        'Setting up y ...',
        '== slipway-apply-a-2',
        'Repaired.',
      ]);
    });
  });

  it('ends with the last lines, which the host told only with the end of its attempt', async () => {
    const last: readonly (readonly [string, string | null])[] = [
      ['preflight', null],
      ['apply', 'Unpacking a ...\nSetting up a ...\nDone.\n'],
      ['verify', null],
    ];
    const run = async (...answers: readonly { readonly value: unknown }[]) =>
      await withStub({ ...following(...answers), ...inRollout('done', last) }, async (stub) => {
        const { exitCode, written } = await stub.run(['rollout', 'output', 'rollout-2', 'app1.example']);
        return [exitCode, ...written.out.trimEnd().split('\n')];
      });
    const told1 = told(20, 'Preparing a ...\nUnpacking a ...\nSett');
    expect(await run(told1, nothing('awaited'))).toEqual([
      ...[0, '== slipway-apply-a-1', 'Preparing a ...', 'Unpacking a ...'],
      ...['Setting up a ...', 'Done.'],
    ]);
    expect(await run(nothing('awaited'))).toEqual([0, '== apply', 'Unpacking a ...', 'Setting up a ...', 'Done.']);
    expect(await run(told(9, 'Elsewhere\n'))).toEqual([
      ...[0, '== slipway-apply-a-1', 'Elsewhere'],
      ...['…', 'Unpacking a ...', 'Setting up a ...', 'Done.'],
    ]);
  });

  it('ends with a word where the host is lost, and goes on while it is at work', async () => {
    for (const [phase, expected] of [
      ['lost', 1],
      ['away', 0],
    ] as const) {
      const answers = Array.from({ length: 7 }, () => told(20, 'Preparing a ...\n'));
      await withStub({ ...following(...answers), ...inRollout(phase, []) }, async (stub) => {
        const { exitCode, written } = await stub.run(['rollout', 'output', 'rollout-2', 'app1.example']);
        expect([exitCode, written.out.trimEnd().split('\n').at(-1)]).toEqual([expected, 'Preparing a ...']);
        expect(written.err.includes('app1.example is lost')).toBe(phase === 'lost');
      });
    }
  });

  it('says of a host that is not at work that it is not, and of one that cannot tell why', async () => {
    await withStub(following(), async (stub) => {
      const { exitCode, written } = await stub.run(['rollout', 'output', 'rollout-2', 'app1.example']);
      expect([exitCode, written.out]).toEqual([0, '']);
      expect(written.err).toContain('app1.example is not at work.');
    });
    await withStub(following(nothing('unknown', 'Its agent cannot do this.')), async (stub) => {
      const { exitCode, written } = await stub.run(['rollout', 'output', 'rollout-2', 'app1.example']);
      expect([exitCode, written.err]).toEqual([
        1,
        'slipway: app1.example does not tell its output: Its agent cannot do this.\n',
      ]);
    });
  });
});

describe('steering', () => {
  it.each(['pause', 'resume', 'go-on', 'abort'])('rollout %s', async (word) => {
    const { rollout } = demoRollout((one) => ({
      ...one,
      state: 'paused',
      reason: { code: 'paused-by-person', facts: { person: 'kim' } },
    }));
    const name = { pause: 'pauseRollout', resume: 'resumeRollout', 'go-on': 'goOnRollout', abort: 'abortRollout' }[
      word
    ];
    await withStub({ [name ?? '']: () => ({ value: rollout }) }, async (stub) => {
      const { exitCode, written } = await stub.run(['rollout', word, 'rollout-2']);
      expect([exitCode, written.out]).toEqual([0, 'rollout-2 is paused: Paused by kim. [paused-by-person]\n']);
      expect(stub.asked).toEqual([name]);
    });
  });

  it('says for which wave resuming was the word to go on', async () => {
    const { rollout } = demoRollout((one) => one);
    const [first, ...rest] = rollout.waves;
    const waves = [{ settledAt: rollout.startedAt, passedAt: null, goOnBy: 'kim' }, ...rest];
    expect(first).toBeDefined();
    await withStub({ resumeRollout: () => ({ value: { ...rollout, waves } }) }, async (stub) => {
      const { written } = await stub.run(['rollout', 'resume', 'rollout-2']);
      expect(written.out).toContain('It goes on behind wave 1 once its gate is open: kim said so.\n');
    });
  });

  it('rollout excuse names the host by its hostname and keeps the reason', async () => {
    const answers: Answers = {
      ...demoAnswers(),
      excuseHost: ({ params, body }) => {
        expect([params, body]).toEqual([{ rolloutId: 'rollout-2', hostId: 'app1' }, { why: 'disk' }]);
        return { value: begun.rollout };
      },
    };
    await withStub(answers, async (stub) => {
      const { exitCode } = await stub.run(['rollout', 'excuse', 'rollout-2', 'app1.example', '--why', 'disk']);
      expect(exitCode).toBe(0);
    });
  });

  it('rollout start tells how to follow it, and a refusal why not', async () => {
    await withStub({ startRollout: () => ({ value: begun.rollout }) }, async (stub) => {
      const { written } = await stub.run(['rollout', 'start', DEMO.plan.digest]);
      expect(written.out).toContain('3 hosts in 3 waves. `slipway rollout watch rollout-2` follows it.');
    });
    const reason = { code: 'waiting-for-approval', facts: { missing: '1 more name' } } as const;
    await withStub({ startRollout: () => ({ status: 409, reason }) }, async (stub) => {
      const { exitCode, written } = await stub.run(['rollout', 'start', DEMO.plan.digest]);
      expect([exitCode, written.err]).toEqual([
        1,
        'slipway: The plan is not approved: 1 more name wanted. [waiting-for-approval]\n',
      ]);
    });
  });
});

it('rollout show and list print where every host is', async () => {
  const summary = {
    ...begun.rollout,
    hosts: 3,
    phases: { waiting: 2, away: 1, done: 0 },
  };
  await withStub(
    { showRollout: () => ({ value: away }), listRollouts: () => ({ value: { items: [summary], next: null } }) },
    async (stub) => {
      expect((await stub.run(['rollout', 'show', 'rollout-2'])).written.out).toMatch(/^lb1\.example +2 +away +apply/m);
      expect((await stub.run(['rollout', 'list'])).written.out).toMatch(
        /rollout-2 +prod +running .* 2 waiting, 1 away/,
      );
    },
  );
});
