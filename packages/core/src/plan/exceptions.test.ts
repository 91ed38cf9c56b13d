// What policy's exceptions leave out of plans, and what the checker says where a plan has it all the same.

import {
  A_MAKER,
  aHost,
  anInventory,
  aPackage,
  aPatchSet,
  aPlanningInput,
  aPolicy,
  aReplacedVersion,
  aTarget,
  digestOfPatchSet,
  sha256,
  someOrigins,
  withProposal,
} from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import type { AnsweredVersion, Obstacle, Proposal } from '../patch-set/index.ts';
import type { Exception } from '../policy/index.ts';
import { explain } from '../reasons/index.ts';
import { addMs, asInstant } from '../time/index.ts';
import { checkPlan, type HostForPlanning, makePlan, type PlanningInput } from './index.ts';

const ENDS = asInstant('2026-12-24T00:00:00.000Z');
const anException = (given: Partial<Exception> = {}): Exception => ({
  name: 'old-tls',
  hosts: 'role = billing',
  leavesOut: { package: 'openssl' },
  owner: 'team-billing',
  why: 'the billing appliance breaks with it',
  compensatingControl: 'reachable from the bastion alone',
  approvedBy: 'ada',
  expiresAt: ENDS,
  ...given,
});
const patchSet = aPatchSet({
  targets: [
    aTarget({ name: 'nginx', version: '1.2' }),
    aTarget({ name: 'openssl', version: '3.2', sourceVersion: '3.2' }),
  ],
  replaced: [
    aReplacedVersion({ name: 'nginx', version: '1.1' }),
    aReplacedVersion({ name: 'openssl', version: '3.1' }),
  ],
});
const packages = [aPackage({ name: 'nginx', version: '1.1' }), aPackage({ name: 'openssl', version: '3.1' })];
const inventory = { ...anInventory({ packages }), origins: someOrigins(packages, { maker: { nginx: '1.1' } }) };
const host = (role: string): HostForPlanning =>
  withProposal(aHost({ hostId: role, inventory, labels: { environment: 'prod', role } }), patchSet);

/** As a host answers that was asked for what no exception leaves out. */
const proposing = (of: HostForPlanning, names: readonly string[], given: Partial<Proposal> = {}): HostForPlanning => {
  const { proposal } = of;
  if (proposal === null || 'unable' in proposal) throw new Error('a proposal is expected');
  return {
    ...of,
    proposal: { ...proposal, changes: proposal.changes.filter(({ name }) => names.includes(name)), ...given },
  };
};
const inputWith = (exceptions: readonly Exception[], given: Partial<PlanningInput> = {}): PlanningInput =>
  aPlanningInput({
    patchSet,
    patchSetDigest: digestOfPatchSet(patchSet),
    policy: { ...aPolicy(), exceptions },
    hosts: [proposing(host('billing'), ['nginx']), host('shop')],
    ...given,
  });
const planned = (input: PlanningInput): Readonly<Record<string, readonly string[]>> => {
  const { plan, report } = makePlan(input, sha256);
  const faults =
    plan === null ? [] : checkPlan({ plan, report, input, sha256 }).filter(({ severity }) => severity === 'error');
  expect(faults).toEqual([]);
  return Object.fromEntries(
    (plan?.hostPlans ?? []).map(({ hostId, transaction }) => [hostId, transaction.map(({ name }) => name)]),
  );
};
const leftOut = (input: PlanningInput): readonly string[] =>
  makePlan(input, sha256).report.updatesLeftOut.map(({ hostId, reason }) => `${hostId}: ${explain(reason)}`);
const SAID = 'billing: openssl 3.2 is left out by exception old-tls of team-billing, until 2026-12-24T00:00:00.000Z.';

describe('an exception', () => {
  it('leaves its package out on its hosts, with name, owner and end, and nowhere else', () => {
    const input = inputWith([anException()]);
    expect(planned(input)).toEqual({ billing: ['nginx'], shop: ['nginx', 'openssl'] });
    expect(leftOut(input)).toEqual([SAID]);
  });

  it('acts until it expires, and not then', () => {
    const hosts = [host('billing'), host('shop')];
    const all = ['nginx', 'openssl'];
    expect(planned(inputWith([anException()], { now: ENDS, hosts }))).toEqual({ billing: all, shop: all });
    const before = inputWith([anException()], { now: addMs(ENDS, -1) });
    expect(planned(before)).toEqual({ billing: ['nginx'], shop: all });
  });

  it('leaves the host out that would get nothing else, by a decision and not because it is there', () => {
    const hosts = [proposing(host('billing'), [])];
    const input = inputWith([anException(), anException({ name: 'no-web', leavesOut: { package: 'nginx' } })], {
      hosts,
    });
    const { plan, report } = makePlan(input, sha256);
    expect(plan).toBeNull();
    expect(report.alreadyThere).toEqual([]);
    expect(report.leftOut).toMatchObject([{ hostId: 'billing', reason: { code: 'excepted' } }]);
    expect(report.updatesLeftOut).toHaveLength(2);
  });

  const answered: AnsweredVersion = {
    advisory: 'DSA-5979-1',
    platform: { distribution: 'debian', release: 'bookworm' },
    name: 'openssl',
    architecture: 'amd64',
    version: '3.1',
    fixedVersion: '3.1.5',
    compares: 'source',
  };

  it('leaves out what answers an advisory, and only versions that do', () => {
    const exceptions = [anException({ leavesOut: { advisory: 'DSA-5979-1' } })];
    expect(planned(inputWith(exceptions, { answered: [answered] }))['billing']).toEqual(['nginx']);
    const all = { hosts: [host('billing')] };
    const later = { ...answered, fixedVersion: '3.3' };
    expect(planned(inputWith(exceptions, { ...all, answered: [later] }))['billing']).toEqual(['nginx', 'openssl']);
    const elsewhere = { ...answered, platform: { distribution: 'debian', release: 'trixie' } };
    expect(planned(inputWith(exceptions, { ...all, answered: [elsewhere] }))['billing']).toEqual(['nginx', 'openssl']);
    const other = { ...answered, advisory: 'DSA-1-1' };
    expect(planned(inputWith(exceptions, { ...all, answered: [other] }))['billing']).toEqual(['nginx', 'openssl']);
  });

  it('leaves out what cannot come without it, and says so', () => {
    const against: Obstacle = { kind: 'avoided', name: 'openssl', architecture: 'amd64', version: '3.1', relation: '' };
    const refused = [{ name: 'nginx', architecture: 'amd64', version: '1.2', cause: 'dependency', against } as const];
    const input = inputWith([anException()], { hosts: [proposing(host('billing'), [], { refused })] });
    expect(leftOut(input)).toEqual([
      'billing: nginx 1.2 needs a change of openssl, which exception old-tls of team-billing leaves out until 2026-12-24T00:00:00.000Z.',
      SAID,
    ]);
  });

  it('keeps a host out whose proposal has it all the same: an agent too old to be asked without it', () => {
    const input = inputWith([anException()], { hosts: [host('billing'), host('shop')] });
    expect(planned(input)).toEqual({ shop: ['nginx', 'openssl'] });
    expect(makePlan(input, sha256).report.leftOut).toMatchObject([
      { hostId: 'billing', reason: { code: 'excepted-proposed', facts: { package: 'openssl', exception: 'old-tls' } } },
    ]);
  });

  it('is found by the checker where a plan has what it leaves out', () => {
    const hosts = [host('billing')];
    const without = inputWith([], { hosts });
    const { plan, report } = makePlan(without, sha256);
    if (plan === null) throw new Error('a plan is expected');
    const found = (input: PlanningInput) =>
      checkPlan({ plan, report, input, sha256 }).flatMap(({ reason: { code, facts } }) =>
        code === 'check-excepted' ? [facts] : [],
      );
    expect(found(inputWith([anException()], { hosts }))).toEqual([{ package: 'openssl', exception: 'old-tls' }]);
    const byAdvisory = [anException({ leavesOut: { advisory: 'DSA-5979-1' } })];
    expect(found(inputWith(byAdvisory, { hosts, answered: [answered] }))).toHaveLength(1);
    expect(found(inputWith([anException({ hosts: 'role = shop' })], { hosts }))).toEqual([]);
    expect(found(inputWith([anException({ expiresAt: without.now })], { hosts }))).toEqual([]);
  });
});

describe('a target that cannot come beside another package', () => {
  const refusedBy = (against: Obstacle) => {
    const refused = [{ name: 'openssl', architecture: 'amd64', version: '3.2', cause: 'dependency', against } as const];
    return leftOut(inputWith([], { hosts: [proposing(host('shop'), ['nginx'], { refused })] }));
  };
  const relation = 'nginx Depends: openssl (= 3.1)';
  const nginx = { name: 'nginx', architecture: 'amd64', version: '1.1', relation };

  it('is left out with the repository and the package that stand against it', () => {
    const said = `shop: openssl 3.2 cannot come beside nginx 1.1, which is from ${A_MAKER.origin} / stable: ${relation}. Update, replace or remove nginx, or except openssl there.`;
    expect(refusedBy({ ...nginx, kind: 'relation' })).toEqual([said]);
    expect(refusedBy({ ...nginx, kind: 'removal' })).toEqual([said]);
  });

  it('of the same publisher is said without one, and a removal with what approves it', () => {
    const own = { ...nginx, name: 'openssl', version: '3.1', relation: 'openssl Breaks: openssl' };
    expect(refusedBy({ ...own, kind: 'relation' })).toEqual([
      'shop: openssl 3.2 cannot come beside openssl 3.1: openssl Breaks: openssl.',
    ]);
    expect(refusedBy({ ...own, kind: 'removal' })[0]).toContain('--allow-removal openssl');
  });
});
