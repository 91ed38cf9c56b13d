import {
  aHost,
  anInventory,
  aPackage,
  aPatchSet,
  aPlanningInput,
  aReplacedVersion,
  aTarget,
  digestOfPatchSet,
  sha256,
  withProposal,
} from '@slipway/testkit/builders';
import { aQuarantine } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import type { VersionQuarantine } from '../patch-set/index.ts';
import { checkPlan, makePlan, type PlanningInput } from './index.ts';

const patchSet = aPatchSet({
  targets: [
    aTarget({ name: 'nginx', version: '1.2' }),
    aTarget({ name: 'openssl', version: '3.2', sourceName: 'openssl', sourceVersion: '3.2' }),
  ],
  replaced: [
    aReplacedVersion({ name: 'nginx', version: '1.1' }),
    aReplacedVersion({ name: 'openssl', version: '3.1' }),
  ],
});
const packages = [aPackage({ name: 'nginx', version: '1.1' }), aPackage({ name: 'openssl', version: '3.1' })];
const host = withProposal(aHost({ hostId: 'app', inventory: anInventory({ packages }) }), patchSet);
const { proposal } = host;
if (proposal === null || 'unable' in proposal) throw new Error('a proposal is expected');
const asked = { ...host, proposal: { ...proposal, changes: proposal.changes.filter(({ name }) => name === 'nginx') } };

const planned = (quarantines: readonly VersionQuarantine[], given: Partial<PlanningInput> = {}) => {
  const input = aPlanningInput({
    patchSet,
    patchSetDigest: digestOfPatchSet(patchSet),
    hosts: [asked],
    quarantines,
    ...given,
  });
  const { plan, report } = makePlan(input, sha256);
  const names = plan?.hostPlans.flatMap(({ transaction }) => transaction.map(({ name }) => name)) ?? [];
  const notes = plan === null ? [] : checkPlan({ plan, report, input, sha256 });
  return { input, plan, report, names, errors: notes.filter(({ severity }) => severity === 'error') };
};
const [nginx, openssl] = ['nginx', 'openssl'].map((name) =>
  aQuarantine({
    quarantineId: `q-${name}`,
    package: { kind: 'binary', name },
    version: name === 'nginx' ? '1.2' : '3.2',
  }),
) as [VersionQuarantine, VersionQuarantine];

describe('a version that is kept from hosts', () => {
  it('is left out with its reason, and the rest is planned', () => {
    const { names, report, errors } = planned([openssl]);
    expect([names, errors]).toEqual([['nginx'], []]);
    expect(report.updatesLeftOut).toMatchObject([
      { name: 'openssl', reason: { code: 'version-quarantined', facts: { quarantine: 'q-openssl' } } },
    ]);
  });

  it('leaves out a host whose transaction has it all the same', () => {
    const { plan, report } = planned([openssl], { hosts: [host] });
    expect([plan, report.leftOut]).toMatchObject([null, [{ reason: { code: 'version-quarantined' } }]]);
  });

  it('leaves out a host that needs nothing else, and does not say that it is there', () => {
    const { plan, report } = planned([openssl, nginx]);
    expect([plan, report.alreadyThere, report.leftOut]).toMatchObject([
      null,
      [],
      [{ reason: { code: 'version-quarantined' } }],
    ]);
  });

  it('is another version elsewhere, and none at all once it is lifted', () => {
    const all = ['nginx', 'openssl'];
    const elsewhere = { ...openssl, platform: { distribution: 'debian', release: 'trixie' } };
    const lifted = { ...openssl, lifted: { by: 'ada', why: 'rebuilt', at: aPlanningInput({}).now } };
    for (const one of [{ ...openssl, version: '3.3' }, elsewhere, lifted]) {
      expect(planned([one], { hosts: [host] }).names).toEqual(all);
    }
  });

  it('is meant by its source, too, and the checker sees for itself', () => {
    const bySource = { ...openssl, package: { kind: 'source' as const, name: 'openssl' }, version: '3.2' };
    expect(planned([bySource], { hosts: [host] }).plan).toBeNull();
    const { plan, report, input } = planned([], { hosts: [host] });
    if (plan === null) throw new Error('a plan is expected');
    for (const one of [openssl, bySource]) {
      const notes = checkPlan({ plan, report, sha256, input: { ...input, quarantines: [one] } });
      expect(notes.filter(({ severity }) => severity === 'error')).toMatchObject([
        { hostId: 'app', reason: { code: 'version-quarantined', facts: { package: 'openssl', version: '3.2' } } },
      ]);
    }
  });
});

describe('a plan of the schedule', () => {
  it('is for the occurrence that it was asked for, and has no spare one', () => {
    const named = (forOccurrence?: string) =>
      planned([], forOccurrence === undefined ? {} : { forOccurrence }).plan?.header.bounds.occurrences.map(
        ({ id }) => id,
      );
    const [first, second] = named() ?? [];
    if (first === undefined || second === undefined) throw new Error('two occurrences are expected');
    expect([named(first), named(second)]).toEqual([[first], [second]]);
    const gone = planned([], { forOccurrence: 'any-time-7-1999-01-01' });
    expect([gone.plan, gone.report.leftOut[0]?.reason.code]).toEqual([null, 'no-occurrence']);
  });
});
