import type { Repository } from '@slipway/core/inventory';
import { knownRepositories, type PlannedRepositories } from '@slipway/core/plan';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { aRepository, THE_MORNING } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import type { AttemptContext } from '../context.ts';
import { preflight } from './preflight.ts';

const STEP = { kind: 'preflight', run: { how: 'built-in' }, timeoutSeconds: 600 } as const;
const trusted = (suite: string): Repository =>
  aRepository({ suite, trust: { address: 'https://archive.invalid/', checks: ['metadata'], keys: ['A'.repeat(40)] } });
const [WAS, OTHER] = [trusted('stable'), trusted('other')];
const PLANNED: PlannedRepositories = { rules: {}, known: knownRepositories([WAS]) };

/** A host whose package database cannot be read, which is asked for once its repositories were let in. */
const endOf = async (repositories: PlannedRepositories | null, found: Outcome<readonly Repository[]>) => {
  const asked: string[] = [];
  const context = {
    hostPlan: { reboot: 'never', ...(repositories === null ? {} : { repositories }) },
    ports: {
      conditions: { inhibitions: async () => ok([]) },
      guests: { list: async () => ok([]) },
      clock: { now: () => THE_MORNING, monotonicMs: () => 0 },
      packages: {
        readRepositories: async (known: PlannedRepositories['known']) => {
          asked.push(`repositories, ${known.length} known`);
          return found;
        },
        lockHolder: async () => {
          asked.push('lock');
          return null;
        },
        readPackages: async () => refuse('package-database-broken', { state: 'unreadable' }),
      },
    },
  } as unknown as AttemptContext;
  const { outcome, reason } = (await preflight(context, STEP)) as { outcome: string; reason?: { code: string } };
  return [outcome, reason?.code, ...asked];
};

describe('C14: preflight asks the repositories again', () => {
  it.each<[string, Outcome<readonly Repository[]>, string]>([
    ['one was added', ok([WAS, OTHER]), 'repository-added'],
    ['all are gone', ok([]), 'repository-removed'],
    [
      'they cannot be read',
      refuse('feed-failed', { source: 'apt', detail: 'Malformed entry 1' }),
      'repositories-unread',
    ],
  ])('and ends there where %s, before a lock is waited for', async (_which, found, code) => {
    expect(await endOf(PLANNED, found)).toEqual(['failed', code, 'repositories, 1 known']);
  });

  it('goes on where they are as they were', async () => {
    const further = ['failed', 'package-database-broken', 'repositories, 1 known', 'lock'];
    expect(await endOf(PLANNED, ok([WAS]))).toEqual(further);
  });

  it('does not where the plan says nothing of them', async () => {
    expect(await endOf(null, ok([OTHER]))).toEqual(['failed', 'package-database-broken', 'lock']);
  });
});
