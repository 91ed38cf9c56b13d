import { asHostId } from '@slipway/core/ids';
import { THE_MORNING } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import { traceLines } from '../src/commands/common/index.ts';
import { linesText } from '../src/output/index.ts';
import { demoAnswers, demoRollout } from './support/demo-answers.ts';
import { stubs } from './support/index.ts';

const withStub = stubs();

describe('what a transaction left', () => {
  it('is numbers, files to compare with their age, and what nobody knows, each on its line', () => {
    const beside = [{ path: '/etc/app.conf.rpmnew', since: THE_MORNING }];
    const left = [{ package: 'app', path: '/etc/app.conf', decision: 'keep' as const, beside }];
    expect(linesText(traceLines({ history: [41, 42], left, problem: 'No disk.' }), null)).toBe(
      [
        'dnf history  41, 42',
        'compare      /etc/app.conf, decided keep, with /etc/app.conf.rpmnew (since 2026-11-21 08:00:00 +00:00)',
        'not known    No disk.',
        '',
      ].join('\n'),
    );
    expect(traceLines({ history: [], left: [] })).toEqual([]);
  });

  it('is counted for each host under its rollout, with who names the files', async () => {
    const leftBeside = [{ hostId: asHostId('lb1'), files: 2 }];
    const answers = { ...demoAnswers(), showRollout: () => ({ value: { ...demoRollout(), leftBeside } }) };
    await withStub(answers, async (stub) => {
      const { written } = await stub.run(['rollout', 'show', 'rollout-2']);
      expect(written.out).toContain(
        'Configuration files with another version beside them: 2 on lb1.example; `slipway report rollout-2` names them.',
      );
    });
  });
});
