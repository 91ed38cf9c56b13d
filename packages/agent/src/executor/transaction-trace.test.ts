import type { LeftBeside } from '@slipway/core/execution';
import { asAttemptId } from '@slipway/core/ids';
import type { PlannedConffile } from '@slipway/core/plan';
import { type Outcome, ok, reason, refuse } from '@slipway/core/reasons';
import type { StepKind } from '@slipway/core/step';
import { asInstant } from '@slipway/core/time';
import { describe, expect, it } from 'vitest';
import { done, failed, type StepResult } from './context.ts';
import { resultWithTrace } from './transaction-trace.ts';

const attemptId = asAttemptId('attempt-1');
const CONFFILE: PlannedConffile = { package: 'app', path: '/etc/app.conf', decision: 'keep' };
const LEFT: LeftBeside = {
  ...CONFFILE,
  beside: [{ path: '/etc/app.conf.dpkg-dist', since: asInstant('2026-03-10T20:00:00.000Z') }],
};

const traced = async (
  found: { readonly history?: Outcome<readonly number[]>; readonly left?: Outcome<readonly LeftBeside[]> },
  step: StepKind = 'apply',
  result: StepResult = done({ exitStatus: 0 }),
) => {
  const asked: unknown[] = [];
  const ports = {
    packages: {
      history: async (of: unknown) => {
        asked.push(of);
        return found.history ?? ok([]);
      },
    },
    packageFiles: { leftBeside: async () => found.left ?? ok([]) },
  };
  const told = await resultWithTrace(ports as never, { hostPlan: { conffiles: [CONFFILE] }, attemptId }, step, result);
  return { asked, told };
};

describe('a package transaction', () => {
  it('comes with its numbers and what lies beside the files, and keeps what it found itself', async () => {
    const { asked, told } = await traced({ history: ok([7, 8]), left: ok([LEFT]) });
    expect(told).toEqual(done({ exitStatus: 0, transaction: { history: [7, 8], left: [LEFT] } }));
    expect(asked).toEqual([{ purpose: 'apply', attemptId }]);
  });

  it('tells it where it failed, and of the way back under its own name', async () => {
    const why = reason('apply-failed', { status: 1, detail: 'no' });
    const { asked, told } = await traced({ history: ok([9]) }, 'way-back', failed(why));
    expect(told).toEqual(failed(why, { transaction: { history: [9], left: [] } }));
    expect(asked).toEqual([{ purpose: 'way-back', attemptId }]);
  });

  it('says what could not be found out beside what was, and ends as it did', async () => {
    const left = refuse('left-beside-unknown', { detail: 'EIO' });
    const { told } = await traced({ history: ok([7]), left });
    expect(told).toEqual(
      done({
        exitStatus: 0,
        transaction: {
          ...{ history: [7], left: [] },
          problem: 'Whether another version lies beside a configuration file cannot be said: EIO.',
        },
      }),
    );
  });

  it('that left nothing says nothing', async () => {
    expect((await traced({})).told).toEqual(done({ exitStatus: 0 }));
  });

  it('is not looked for behind another step, nor where none was begun', async () => {
    const found = { history: ok([7]), left: ok([LEFT]) };
    expect((await traced(found, 'verify')).told).toEqual(done({ exitStatus: 0 }));
    const notBegun = failed(reason('apply-not-begun', { detail: 'drifted' }));
    expect((await traced(found, 'apply', notBegun)).told).toEqual(notBegun);
  });
});
