import { demoProd, sha256 } from '@slipway/testkit/builders';
import { planningInputs } from '@slipway/testkit/generators';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InstalledPackage } from '../../inventory/index.ts';
import type { Proposal, ProposedChange } from '../../patch-set/index.ts';
import { type HostPlan, makePlan, type Plan, type PlanningInput } from '../index.ts';
import { acceptRemaining } from './accept-remaining.ts';

interface Host {
  readonly hostPlan: HostPlan;
  readonly plan: Plan;
  readonly installed: readonly InstalledPackage[];
  readonly proposal: Proposal;
}

/** The first planned host as the planner saw it. */
function firstHost(input: PlanningInput): Host | null {
  const { plan } = makePlan(input, sha256);
  const hostPlan = plan?.hostPlans[0];
  const host = input.hosts.find(({ hostId }) => hostId === hostPlan?.hostId);
  if (plan === null || hostPlan === undefined || !host?.inventory || !host.proposal || 'unable' in host.proposal)
    return null;
  return { hostPlan, plan, installed: host.inventory.packages, proposal: host.proposal };
}

const accept = ({ hostPlan, plan, installed, proposal }: Host, given: Partial<Host> = {}) =>
  acceptRemaining({ bounds: plan.header.bounds, hostPlan, installed, proposal, ...given });

type State = 'untouched' | 'done' | 'half-done' | 'elsewhere';

/** The host after each planned change has got so far. */
const installedAfter = ({ hostPlan, installed }: Host, states: readonly State[]): readonly InstalledPackage[] => {
  let packages = [...installed];
  for (const [index, { name, architecture, to, automatic }] of hostPlan.transaction.entries()) {
    const state = states[index % states.length] ?? 'untouched';
    if (state === 'untouched') continue;
    const found = packages.find((one) => one.name === name && one.architecture === architecture);
    packages = packages.filter((one) => one !== found);
    if (state === 'done' && to === null) continue;
    packages.push({
      name,
      architecture,
      automatic,
      sourceName: name,
      sourceVersion: to ?? '',
      held: false,
      version: state === 'elsewhere' ? '0.0-0' : (to ?? found?.version ?? ''),
      state: state === 'half-done' ? 'half-configured' : 'installed',
    });
  }
  return packages;
};

/** What a well-behaved package manager proposes then: the rest. */
const proposalAfter = ({ proposal, hostPlan }: Host, states: readonly State[]): Proposal => ({
  ...proposal,
  changes: hostPlan.transaction
    .filter((_, index) => states[index % states.length] === 'untouched')
    .map(({ kind, name, architecture, from, to, automatic }) => ({ kind, name, architecture, from, to, automatic })),
});

const without = ({ automatic: _mark, ...rest }: HostPlan['transaction'][number]) => rest;

const states = (...among: readonly State[]) => fc.array(fc.constantFrom(...among), { minLength: 1, maxLength: 6 });

describe('what is accepted', () => {
  it('is always a part of the planned transaction, whatever the host has become and proposes', () => {
    const noise: fc.Arbitrary<ProposedChange> = fc.record({
      kind: fc.constantFrom<ProposedChange['kind']>('upgrade', 'install', 'remove', 'downgrade'),
      name: fc.constantFrom('alpha', 'bravo', 'charlie', 'stranger'),
      architecture: fc.constantFrom('amd64', 'i386'),
      from: fc.constantFrom(null, '1.0-1', '1.1-1', '0.9-1'),
      to: fc.constantFrom(null, '1.1-1', '1.2-1', '1.0-1'),
      automatic: fc.boolean(),
    });
    fc.assert(
      fc.property(
        planningInputs,
        states('untouched', 'done', 'half-done', 'elsewhere'),
        fc.array(noise, { maxLength: 2 }),
        (input, reached, strangers) => {
          const host = firstHost(input);
          if (host === null) return;
          const proposal = proposalAfter(host, reached);
          const accepted = accept(host, {
            installed: installedAfter(host, reached),
            proposal: { ...proposal, changes: [...proposal.changes, ...strangers] },
          });
          if (!accepted.ok) return;
          const planned = host.hostPlan.transaction.map(without);
          for (const change of accepted.value) expect(planned).toContainEqual(without(change));
          expect(new Set(accepted.value).size).toBe(accepted.value.length);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is exactly the rest, where a part is done and nothing else has changed', () => {
    fc.assert(
      fc.property(planningInputs, states('untouched', 'done', 'half-done'), (input, reached) => {
        const host = firstHost(input);
        if (host === null) return;
        const accepted = accept(host, {
          installed: installedAfter(host, reached),
          proposal: proposalAfter(host, reached),
        });
        const rest = host.hostPlan.transaction.filter((_, index) => reached[index % reached.length] !== 'done');
        expect(accepted).toEqual({ ok: true, value: rest });
      }),
      { numRuns: 300 },
    );
  });
});

describe('on a host of the demo', () => {
  const host = firstHost(demoProd());
  if (host === null) throw new Error('the demo plans hosts');
  const changing = (change: (changes: readonly ProposedChange[]) => readonly ProposedChange[]): Proposal => ({
    ...host.proposal,
    changes: change(host.proposal.changes),
  });
  const added = (change: Partial<ProposedChange>): Proposal =>
    changing((changes) => [
      ...changes,
      { kind: 'upgrade', name: 'stranger', architecture: 'amd64', from: '1', to: '2', automatic: false, ...change },
    ]);
  const altered = (change: Partial<InstalledPackage>): readonly InstalledPackage[] =>
    host.installed.map((one) => (one.name === 'openssl' ? { ...one, ...change } : one));

  it('the whole transaction is accepted as planned', () => {
    expect(accept(host)).toEqual({ ok: true, value: host.hostPlan.transaction });
  });

  it('nothing is left once everything is at its target', () => {
    const done = { installed: installedAfter(host, ['done']), proposal: proposalAfter(host, ['done']) };
    expect(accept(host, done)).toEqual({ ok: true, value: [] });
  });

  it('an upgrade keeps the mark that the package has now', () => {
    const proposal = changing((changes) => changes.map((one) => ({ ...one, automatic: true })));
    const accepted = accept(host, { proposal });
    expect(accepted.ok && accepted.value.every(({ automatic }) => automatic)).toBe(true);
  });

  it.each<[string, Partial<Host>, string]>([
    ['a further upgrade', { proposal: added({}) }, 'drifted'],
    [
      'a new dependency that the bounds allow but nobody planned',
      { proposal: added({ kind: 'install', from: null }) },
      'drifted',
    ],
    ['a removal', { proposal: added({ kind: 'remove', to: null }) }, 'removal-refused'],
    ['a downgrade', { proposal: added({ kind: 'downgrade' }) }, 'downgrade-refused'],
    ['another version', { proposal: changing((all) => all.map((one) => ({ ...one, to: '99' }))) }, 'drifted'],
    ['another version before', { proposal: changing((all) => all.map((one) => ({ ...one, from: '1' }))) }, 'drifted'],
    [
      'another kind',
      { proposal: changing((all) => all.map((one) => ({ ...one, kind: 'downgrade' }))) },
      'downgrade-refused',
    ],
    ['the same change twice', { proposal: changing((all) => [...all, ...all]) }, 'drifted'],
    ['a package less', { proposal: changing((all) => all.slice(1)) }, 'drifted'],
    ['another patch set', { proposal: { ...host.proposal, patchSetDigest: host.hostPlan.fingerprint } }, 'drifted'],
    ['a package that someone moved on', { installed: altered({ version: '3.0.18-1' }) }, 'drifted'],
    [
      'a package that someone removed',
      { installed: host.installed.filter(({ name }) => name !== 'openssl') },
      'drifted',
    ],
    [
      'another architecture',
      { proposal: changing((all) => all.map((one) => ({ ...one, architecture: 'i386' }))) },
      'drifted',
    ],
  ])('%s is refused', (_what, given, code) => {
    const accepted = accept(host, given);
    expect(accepted.ok ? 'accepted' : accepted.reason.code).toBe(code);
  });

  it('a package that is held now is named', () => {
    const proposal: Proposal = {
      ...changing((changes) => changes.filter(({ name }) => name !== 'openssl')),
      refused: [{ name: 'openssl', architecture: 'amd64', version: '3.0.17-1~deb12u2', cause: 'held' }],
    };
    expect(accept(host, { proposal })).toEqual({
      ok: false,
      reason: { code: 'package-held', facts: { package: 'openssl' } },
    });
  });

  it('a package that was left half-way is done again, whether the simulation names it or not', () => {
    const installed = altered({ state: 'half-installed' });
    const silent = changing((changes) => changes.filter(({ name }) => name !== 'openssl'));
    for (const proposal of [host.proposal, silent]) {
      expect(accept(host, { installed, proposal })).toEqual({ ok: true, value: host.hostPlan.transaction });
    }
  });

  it('a plan that lies outside of the bounds is refused, whoever signed it', () => {
    const { bounds } = host.plan.header;
    const refusedBy = (narrower: Partial<typeof bounds>): string => {
      const { hostPlan, installed, proposal } = host;
      const accepted = acceptRemaining({ hostPlan, installed, proposal, bounds: { ...bounds, ...narrower } });
      return accepted.ok ? 'accepted' : accepted.reason.code;
    };
    expect(refusedBy({})).toBe('accepted');
    expect(refusedBy({ hosts: [] })).toBe('drifted');
    expect(refusedBy({ patchSetDigest: host.hostPlan.fingerprint })).toBe('drifted');
    const installing: HostPlan = {
      ...host.hostPlan,
      transaction: host.hostPlan.transaction.map((one) => ({ ...one, kind: 'install', from: null })),
    };
    const strict = { ...bounds, changes: { ...bounds.changes, newDependencies: 'refused' as const } };
    const accepted = acceptRemaining({ ...host, hostPlan: installing, bounds: strict });
    expect(accepted.ok ? 'accepted' : accepted.reason.code).toBe('new-dependency-refused');
  });

  describe('a plan that is no whole one is refused, whoever signed it', () => {
    const refusedBecause = (change: Partial<HostPlan>): string => {
      const accepted = accept(host, { hostPlan: { ...host.hostPlan, ...change } });
      return accepted.ok ? 'accepted' : String(accepted.reason.facts['detail'] ?? accepted.reason.code);
    };
    const [first] = host.hostPlan.transaction;
    const { wayBack } = host.hostPlan;
    if (first === undefined || wayBack.kind !== 'packages') throw new Error('the demo plans a way back');
    const planning = (stranger: Partial<typeof first>): Partial<HostPlan> => ({
      transaction: [...host.hostPlan.transaction, { ...first, name: 'stranger', ...stranger }],
    });

    it.each<[string, Partial<HostPlan>]>([
      // Nothing before and nothing afterwards would read as done, and its name still reach the package manager.
      ['a change of nothing into nothing', planning({ from: null, to: null, file: null })],
      ['an installation of what is there', planning({ kind: 'install' })],
      ['an upgrade that ends nowhere', planning({ to: null, file: null })],
      ['a version without its file', planning({ file: null })],
      ['a package twice', planning({ name: first.name })],
    ])('%s', (_what, change) => {
      expect(refusedBecause(change)).toMatch(/stranger|twice/);
    });

    it.each<[string, typeof wayBack.previous]>([
      [
        'leads to a package that the plan never touched',
        [...wayBack.previous, { name: 'sudo', architecture: 'amd64', version: null, file: null }],
      ],
      ['leads to another version', wayBack.previous.map((one) => ({ ...one, version: '0.1-1' }))],
      ['removes what was there', wayBack.previous.map((one) => ({ ...one, version: null, file: null }))],
      ['leaves a package out', wayBack.previous.slice(1)],
      ['names a package twice', [...wayBack.previous, ...wayBack.previous]],
      ['has no file for a version', wayBack.previous.map((one) => ({ ...one, file: null }))],
      ['has no file in the cache', wayBack.previous.map((one) => ({ ...one, file: null, place: 'host-cache' }))],
      ['knows the file before it is made', wayBack.previous.map((one) => ({ ...one, place: 'rebuilt' }))],
      [
        'makes anew what was not there',
        wayBack.previous.map((one) => ({ ...one, version: null, file: null, place: 'rebuilt' })),
      ],
    ])('its way back %s', (_what, previous) => {
      expect(refusedBecause({ wayBack: { ...wayBack, previous } })).toMatch(/way back/);
    });
  });
});
