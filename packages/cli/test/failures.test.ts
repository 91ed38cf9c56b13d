import { asAttemptId, asHostId } from '@slipway/core/ids';
import { addMs } from '@slipway/core/time';
import type { CausesAnswer, FailureAnswer } from '@slipway/protocol/api';
import { THE_MORNING } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import { demoAnswers, demoRollout, withHost } from './support/demo-answers.ts';
import { type Answers, stubs } from './support/index.ts';

const withStub = stubs();

const shown = async (answers: Answers, words: readonly string[]): Promise<string> =>
  await withStub(answers, async (stub) => {
    const { exitCode, written } = await stub.run([...words]);
    expect(exitCode).toBe(0);
    return written.out;
  });

const FAILURE: FailureAnswer = {
  hostId: asHostId('lb1'),
  attemptId: asAttemptId('attempt-1'),
  step: 'restart',
  endedAt: addMs(THE_MORNING, 60_000),
  reason: { code: 'unit-not-active', facts: { unit: 'nginx.service', state: 'failed' } },
  causes: [
    {
      code: 'port-in-use',
      what: 'A service could not listen on 0.0.0.0:80: something else does.',
      next: 'Stop it, then start the unit.',
      evidence: [{ log: 'journal', text: ' bind() failed', at: THE_MORNING, unit: 'nginx.service', by: 'nginx' }],
    },
    { code: 'unit-went-down', what: 'It was active.', next: 'Look at it.', evidence: [] },
  ],
  lastLines: [],
  logs: [
    { log: 'journal', found: 'lines' },
    { log: 'dpkg', found: 'unreadable', detail: 'EACCES' },
  ],
};
const UNKNOWN: FailureAnswer = {
  ...FAILURE,
  causes: [],
  lastLines: [{ log: 'output', text: 'it just failed' }],
  logs: [],
};

const rolloutWith = (failures: readonly FailureAnswer[], furtherFailedHosts?: number): Answers => ({
  ...demoAnswers(),
  showRollout: () => ({
    value: {
      ...demoRollout(withHost('lb1', { phase: 'failed' })),
      failures,
      ...(furtherFailedHosts === undefined ? {} : { furtherFailedHosts }),
    },
  }),
});
const SHOW = ['rollout', 'show', 'rollout-2'];

describe('a failure', () => {
  it('is told under its rollout: what it said, the causes with what was seen, and what to do', async () => {
    const out = await shown(rolloutWith([FAILURE], 7), SHOW);
    const from = out.indexOf('lb1.example: step restart failed');
    expect(from).toBeGreaterThan(0);
    const lines = out.slice(from).split('\n');
    expect(lines.slice(1)).toEqual([
      '  said   The unit nginx.service was active before and is failed now. [unit-not-active]',
      '  cause  A service could not listen on 0.0.0.0:80: something else does. [port-in-use]',
      expect.stringMatching(/^ {2}seen {3}journal \d\d:\d\d:\d\d nginx: bind\(\) failed$/),
      '  do     Stop it, then start the unit.',
      '  cause  It was active. [unit-went-down]',
      '  do     Look at it.',
      '  logs   dpkg could not be read: EACCES',
      '',
      'and 7 hosts more: `slipway report`',
      '',
    ]);
  });

  it('of which nothing is known is told by its last lines, and that no logs came', async () => {
    const out = await shown(rolloutWith([UNKNOWN]), SHOW);
    expect(out).toMatch(/ {2}cause +none that is known\n {2}last lines +output it just failed\n/);
    expect(out).toMatch(/ {2}logs +the host's logs were not collected\n/);
    expect(out).not.toContain('more: `slipway report`');
  });

  it('that root keeps the logs of says so', async () => {
    const out = await shown(rolloutWith([{ ...UNKNOWN, logs: [{ log: 'journal', found: 'kept' }] }]), SHOW);
    expect(out).toMatch(/ {2}logs +root of the host keeps its logs there/);
  });

  it('of which a controller of before says nothing, is on no page', async () => {
    const answers: Answers = { ...demoAnswers(), showRollout: () => ({ value: demoRollout() }) };
    expect(await shown(answers, SHOW)).not.toContain('failed');
  });
});

describe('the table of known causes', () => {
  const built: CausesAnswer['items'][number] = {
    code: 'port-in-use',
    file: null,
    family: 'any',
    what: 'A port is in use.',
    next: 'Free it.',
    signs: [{ logs: ['journal', 'output'], pattern: 'bind: {address}', example: 'bind: :80' }],
    reasons: [],
  };
  const own = { ...built, code: 'our-own', file: '10-own.yaml', family: 'apt', reasons: ['hook-failed'] } as const;
  const answers = (given: CausesAnswer): Answers => ({ ...demoAnswers(), listCauses: () => ({ value: given }) });

  it('is listed with what each row is known by', async () => {
    const out = await shown(answers({ items: [own, built], refused: [] }), ['diagnosis', 'list']);
    expect(out).toContain('our-own (apt; 10-own.yaml)\n');
    expect(out).toContain('  sign     journal, output: bind: {address}\n  said as  hook-failed\n');
    expect(out).toContain('\nport-in-use\n');
  });

  it('tells of files that are refused, with the line of each fault', async () => {
    const refused = [{ file: '20-bad.yaml', problems: [{ line: 3, detail: 'next: is missing' }] }];
    const out = await shown(answers({ items: [built], refused }), ['diagnosis', 'list', '--own']);
    expect(out).toBe(
      'No row of your own is read.\n\nOf 1 file no row counts:\ndiagnosis.d/20-bad.yaml:3: next: is missing\n',
    );
  });
});
