// A package transaction is judged by what stands afterwards, whatever the package manager said of itself.

import { asAttemptId } from '@slipway/core/ids';
import { ok } from '@slipway/core/reasons';
import { aPackage } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import type { TransactionState } from '../../ports/index.ts';
import type { AttemptContext } from '../context.ts';
import { packageTransaction } from './package-transaction.ts';

const NAMES = ['libssl3', 'openssl'] as const;
const expected = NAMES.map((name) => ({ name, architecture: 'amd64', version: '2', automatic: name === 'libssl3' }));

/** `after`: what stands once the unit has ended, by name. */
const ended = async (status: number, after: Readonly<Record<(typeof NAMES)[number], string>>) => {
  const marks: string[] = [];
  let versions: Readonly<Record<string, string>> = { libssl3: '1', openssl: '1' };
  let state: TransactionState = { kind: 'absent' };
  const context = {
    attemptId: asAttemptId('attempt-1'),
    ports: {
      packages: {
        readPackages: async () => {
          const packages = expected.map(({ name, architecture, automatic }) =>
            aPackage({ name, architecture, automatic, version: versions[name] ?? '' }),
          );
          return ok({ packages, database: { fingerprint: 'x', state: 'whole' } });
        },
        restoreMarks: async (wanted: readonly { readonly name: string; readonly automatic: boolean }[]) => {
          marks.push(...wanted.flatMap(({ name, automatic }) => (automatic ? [name] : [])));
          return ok(undefined);
        },
      },
      transactionUnit: {
        look: async () => state,
        start: async () => {
          versions = after;
          state = { kind: 'ended', succeeded: status === 0, status: String(status), output: 'Nothing to do.\n' };
          return ok(undefined);
        },
      },
    },
  } as unknown as AttemptContext;
  const transaction = { purpose: 'apply', command: ['/usr/bin/apt-get'], expected, wanted: [] } as const;
  const result = await packageTransaction(context, { ...transaction, staged: {} as never });
  return { outcome: result.outcome, code: result.reason?.code ?? null, evidence: result.evidence, marks };
};

describe('a package manager that ends with 0', () => {
  it('C11: and did nothing has failed, and what stands is told', async () => {
    const { outcome, code, evidence } = await ended(0, { libssl3: '1', openssl: '1' });
    expect([outcome, code]).toEqual(['failed', 'versions-differ']);
    expect(evidence?.versions?.map(({ name, version }) => `${name} ${version}`)).toEqual(['libssl3 1', 'openssl 1']);
  });

  it('C11: and did some of it has failed as well', async () => {
    expect(await ended(0, { libssl3: '2', openssl: '1' })).toMatchObject({
      outcome: 'failed',
      code: 'versions-differ',
    });
    expect(await ended(0, { libssl3: '2', openssl: '3' })).toMatchObject({
      outcome: 'failed',
      code: 'versions-differ',
    });
  });

  it('is done where all of it stands; C12: the packages that nobody chose are marked so again', async () => {
    expect(await ended(0, { libssl3: '2', openssl: '2' })).toMatchObject({
      ...{ outcome: 'done', code: null, marks: ['libssl3'] },
    });
  });
});

describe('a package manager that ends with another status', () => {
  it('is taken by what stands all the same', async () => {
    expect(await ended(100, { libssl3: '2', openssl: '2' })).toMatchObject({ outcome: 'done' });
    expect(await ended(100, { libssl3: '2', openssl: '1' })).toMatchObject({ outcome: 'failed', code: 'apply-failed' });
  });
});
