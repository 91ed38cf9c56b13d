// C40: where nobody keeps an installed version, what the host itself has of it: its cache, and what it can make anew.

import {
  aHost,
  anEnvironment,
  anInventory,
  anOpensslPatchSet,
  aPlanningInput,
  aPolicy,
  CAPABILITIES,
  sha256,
  withProposal,
} from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import { resealed } from '../../test/plan/mutation.ts';
import { digestOf } from '../document/index.ts';
import { asDigest } from '../ids/index.ts';
import type { OwnFiles } from '../patch-set/index.ts';
import type { Rules } from '../policy/index.ts';
import { checkPlan, makePlan, type PlanningInput, type PreviousVersion } from './index.ts';

const INSTALLED = { name: 'openssl', architecture: 'amd64', version: '3.0.15-1~deb12u1' };
const FILE = { sha256: asDigest(`sha256:${'c'.repeat(64)}`), sizeBytes: 7 };
const CACHED: OwnFiles = { cached: [{ ...INSTALLED, file: FILE }], rebuilds: 'possible' };
const REBUILDS: OwnFiles = { cached: [], rebuilds: 'possible' };
const NOTHING: OwnFiles = { cached: [], rebuilds: 'impossible' };
const ACCEPTED = { wayBackRebuilt: 'accepted' } as const;

interface Given {
  readonly own?: OwnFiles;
  readonly rules?: Partial<Rules>;
  readonly kept?: 'all';
  readonly capabilities?: readonly string[];
}

const inputWith = ({ own, rules = {}, kept, capabilities = CAPABILITIES }: Given): PlanningInput => {
  const plain = anOpensslPatchSet();
  const replaced = plain.replaced.map((one) => (kept === 'all' ? one : { ...one, file: null }));
  const patchSet = { ...plain, replaced };
  const patchSetDigest = digestOf(patchSet, sha256);
  const host = withProposal(
    aHost({ hostId: 'app-1', capabilities, inventory: anInventory() }),
    patchSet,
    patchSetDigest,
  );
  const { proposal } = host;
  if (proposal === null || 'unable' in proposal) throw new Error('it has answered');
  return aPlanningInput({
    policy: aPolicy({
      environments: [
        anEnvironment({ name: 'dev' }),
        anEnvironment({ waves: { canaryHosts: 0, percentMax: 100 }, wayBackProof: 'required', ...rules }),
      ],
    }),
    patchSet,
    patchSetDigest,
    hosts: [{ ...host, proposal: own === undefined ? proposal : { ...proposal, ownFiles: own } }],
  });
};

const madeOf = (given: Given) => {
  const input = inputWith(given);
  const { plan, report } = makePlan(input, sha256);
  const wayBack = plan?.hostPlans[0]?.wayBack;
  return {
    previous: wayBack?.kind === 'packages' ? wayBack.previous : null,
    leftOut: report.leftOut.map(({ reason }) => reason.code),
    notes: report.notes.map(({ code, facts }) => [code, facts['packages']]),
    /** Of the plan with this in place of its way back's first version. */
    errors: (change: Partial<PreviousVersion> = {}) => {
      if (plan === null) throw new Error(JSON.stringify(report));
      const hostPlans = plan.hostPlans.map((one) =>
        one.wayBack.kind === 'packages'
          ? { ...one, wayBack: { ...one.wayBack, previous: one.wayBack.previous.map((to) => ({ ...to, ...change })) } }
          : one,
      );
      const changed = Object.keys(change).length === 0 ? plan : resealed({ ...plan, hostPlans });
      return checkPlan({ plan: changed, report, input, sha256 }).flatMap(({ severity, reason }) =>
        severity === 'error' ? [reason.code] : [],
      );
    },
  };
};

describe('a version that nobody keeps any more', () => {
  it('has no way back by what its host does not have, or did not say', () => {
    for (const own of [undefined, NOTHING]) {
      expect(madeOf({ ...(own === undefined ? {} : { own }), rules: ACCEPTED }).leftOut).toEqual(['no-way-back']);
    }
  });

  it('goes back by the file in the cache of its host, which policy need not accept', () => {
    const { previous, errors, notes } = madeOf({ own: CACHED });
    expect(previous).toEqual([{ ...INSTALLED, file: FILE, place: 'host-cache' }]);
    expect(errors()).toEqual([]);
    expect(notes).toEqual([]);
  });

  it('goes back by what its host makes anew only where policy accepts it, and the plan says what is lost by it', () => {
    expect(madeOf({ own: REBUILDS }).leftOut).toEqual(['no-way-back']);
    expect(madeOf({ own: REBUILDS, rules: { wayBackRebuilt: 'refused' } }).leftOut).toEqual(['no-way-back']);
    const { previous, errors, notes } = madeOf({ own: REBUILDS, rules: ACCEPTED });
    expect(previous).toEqual([{ ...INSTALLED, file: null, place: 'rebuilt' }]);
    expect(errors()).toEqual([]);
    expect(notes).toEqual([['way-back-rebuilt', 'openssl 3.0.15-1~deb12u1']]);
  });

  it('is taken from the package store before the cache, and from the cache before anything is made anew', () => {
    expect(madeOf({ own: CACHED, rules: ACCEPTED, kept: 'all' }).previous?.[0]).not.toHaveProperty('place');
    expect(madeOf({ own: CACHED, rules: ACCEPTED }).previous?.[0]?.place).toBe('host-cache');
  });

  it('is not gone back to from the cache by the file of another version', () => {
    const own: OwnFiles = { cached: [{ ...INSTALLED, version: '3.0.14-1', file: FILE }], rebuilds: 'impossible' };
    expect(madeOf({ own, rules: ACCEPTED }).leftOut).toEqual(['no-way-back']);
  });

  it('has no such way back on a host whose agent would not know what to do', () => {
    const capabilities = CAPABILITIES.filter((one) => one !== 'way-back/1');
    expect(madeOf({ own: CACHED, rules: ACCEPTED, capabilities }).leftOut).toEqual(['no-way-back']);
  });

  it('is held against plan, proposal and policy by the checker', () => {
    const cached = madeOf({ own: CACHED, rules: ACCEPTED });
    expect(cached.errors({ place: 'rebuilt', file: null })).toContain('check-way-back');
    expect(cached.errors({ file: { ...FILE, sizeBytes: 8 } })).toContain('check-way-back');
    const rebuilt = madeOf({ own: REBUILDS, rules: ACCEPTED });
    expect(rebuilt.errors({ place: 'host-cache', file: FILE })).toContain('check-way-back');
    expect(rebuilt.errors({ file: FILE })).toContain('check-way-back');
    const kept = madeOf({ own: CACHED, rules: ACCEPTED, kept: 'all' });
    expect(kept.errors()).toEqual([]);
    expect(kept.errors({ place: 'host-cache', file: FILE })).toContain('check-way-back');
  });
});
