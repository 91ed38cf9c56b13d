import { asAttemptId } from '@slipway/core/ids';
import { ok } from '@slipway/core/reasons';
import type { RestorePoint } from '@slipway/core/restore-point';
import { describeRestorePoints } from '@slipway/testkit/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Hooks, RestorePoints } from '../../../ports/index.ts';
import { durableFiles } from '../../durable-files/index.ts';
import { runCommand } from '../../run-command/index.ts';
import { createRestorePoints } from '../index.ts';
import { readAnswer } from './answer.ts';

const POINT: RestorePoint = {
  ...{ kind: 'hook', volumes: ['/srv/kept'], keepHours: 1, keepMax: 1 },
  ...{ hook: 'hypervisor', parameters: { pool: 'a' }, timeoutSeconds: 60 },
};
const ID = asAttemptId('attempt-1');

const pointsBy = (hooks: Hooks): RestorePoints =>
  createRestorePoints({
    ...{ run: runCommand, files: durableFiles, hooks, root: '/', state: '/var/lib/slipway', work: '/nowhere' },
    kernel: async () => null,
  });

/** A hypervisor that keeps one disk of a machine, beside the one with the ledger. */
const hypervisor = () => {
  const [disk, kept, due] = [{ content: '' }, new Map<string, string>(), new Set<string>()];
  const back = new Set<string>();
  let ledger = '';
  const stateOf = (id: string): string => {
    if (!kept.has(id)) return 'gone';
    return due.has(id) ? 'boot-due' : back.has(id) ? 'back' : 'standing';
  };
  const acts: Readonly<Record<string, (id: string) => void>> = {
    make: (id) => void (kept.has(id) || kept.set(id, disk.content)),
    look: () => undefined,
    'go-back': (id) => void due.add(id),
    remove: (id) => void (due.has(id) || kept.delete(id)),
  };
  const hooks: Hooks = {
    call: async ({ hook, parameters }) => {
      const { act = '', id = '', volumes = '', ...others } = parameters;
      expect([hook, others]).toEqual(['hypervisor', { pool: 'a' }]);
      acts[act]?.(id);
      return ok({
        status: 0,
        output: JSON.stringify({ state: stateOf(id), volumes: volumes.split(','), bootable: true }),
      });
    },
  };
  return {
    points: pointsBy(hooks),
    point: POINT,
    write: async (what: string) => {
      disk.content = what;
    },
    read: async () => disk.content,
    writeLedger: async (text: string) => {
      ledger = text;
    },
    readLedger: async () => ledger,
    boot: async () => {
      for (const id of due) {
        disk.content = kept.get(id) ?? '';
        back.add(id);
      }
      due.clear();
    },
    dispose: async () => undefined,
  };
};

describeRestorePoints("root's own program", async () => hypervisor());

describe("what root's program does not say", () => {
  const saying = (output: string, status = 0) => pointsBy({ call: async () => ok({ status, output }) });
  const made = async (answer: object | string, status = 0) => {
    const output = typeof answer === 'string' ? answer : JSON.stringify(answer);
    const done = await saying(output, status).make(POINT, { id: ID, changesKernel: false });
    return done.ok ? done.value : done.reason.code;
  };
  const WHOLE = { state: 'standing', volumes: ['/srv/kept'], bootable: true, usedPercent: 3 };

  it('is taken at its word where it says all of it', async () => {
    expect(await made(WHOLE)).toEqual({ state: 'standing', usedPercent: 3, holdsLedger: false });
  });

  it.each<[string, object | string, string]>([
    ['that it could boot', { ...WHOLE, bootable: false }, 'restore-point-not-bootable'],
    ['that it stands', { ...WHOLE, state: 'gone' }, 'restore-point-failed'],
    ['what goes back', { state: 'standing', bootable: true }, 'restore-point-unfit'],
    ['no more than policy names', { ...WHOLE, volumes: ['/srv/kept', '/srv/data'] }, 'restore-point-unfit'],
    ['one object', `${JSON.stringify(WHOLE)}\n${JSON.stringify(WHOLE)}`, 'restore-point-failed'],
    ['nothing else', { ...WHOLE, size: 1 }, 'restore-point-failed'],
    ['anything', '', 'restore-point-failed'],
  ])('is not so: %s', async (_what, answer, code) => expect(await made(answer)).toBe(code));

  it('is not so where it failed', async () => expect(await made(WHOLE, 1)).toBe('restore-point-failed'));

  it('C40: of a whole machine is that its ledger goes back with it', async () => {
    const answer = JSON.stringify({ ...WHOLE, volumes: ['/'] });
    const done = await saying(answer).make({ ...POINT, volumes: ['/'] }, { id: ID, changesKernel: false });
    expect(done).toMatchObject({ ok: true, value: { holdsLedger: true } });
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(() => readAnswer(text)).not.toThrow();
      }),
    );
  });
});
