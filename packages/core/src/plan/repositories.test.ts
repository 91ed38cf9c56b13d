// The repositories of a host when it is planned, and again when root looks at them before the change.

import {
  aHost,
  anEnvironment,
  anInventory,
  anOpensslPatchSet,
  aPlanningInput,
  aPolicy,
  aRepository,
  CAPABILITIES,
  sha256,
  THE_MORNING,
  withProposal,
} from '@slipway/testkit/builders';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resealed } from '../../test/plan/mutation.ts';
import type { Repository, RepositoryTrust } from '../inventory/index.ts';
import type { RepositoryRules, Rules } from '../policy/index.ts';
import { explain } from '../reasons/index.ts';
import { addSeconds, type Instant } from '../time/index.ts';
import {
  checkPlan,
  type HostPlan,
  knownRepositories,
  makePlan,
  type PlanningInput,
  reasonAgainstRepositories,
} from './index.ts';

const DAY = 24 * 3600;
const [KEY, OTHER] = ['A'.repeat(40), 'B'.repeat(40)];
const inDays = (days: number): Instant => addSeconds(THE_MORNING, days * DAY);

const trusted = (given: Partial<Repository> = {}, trust: Partial<RepositoryTrust> = {}): Repository => {
  const repository = aRepository({ signedBy: '/usr/share/keyrings/debian.gpg', ...given });
  return { ...repository, trust: { address: repository.uri, checks: ['metadata'], keys: [KEY], ...trust } };
};

describe('repositories before a change', () => {
  const [main, security] = [trusted(), trusted({ label: 'Debian-Security', codename: 'bookworm-security' })];
  const place = `${main.uri} ${main.suite}`;
  const judged = (found: readonly Repository[], rules: RepositoryRules = {}, now = THE_MORNING) => {
    const { allow: _, ...asked } = rules;
    const known = knownRepositories([main, security]);
    const against = reasonAgainstRepositories({ rules: asked, known }, found, now);
    return against === null ? null : [against.code, against.facts['repository']];
  };
  const instead = (given: Partial<Repository>, trust: Partial<RepositoryTrust> = {}): readonly Repository[] => [
    { ...trusted(given, trust), uri: main.uri },
    security,
  ];

  it.each<[string, readonly Repository[], string, string]>([
    [
      'one was added',
      [main, security, trusted({ label: 'Evil' })],
      'repository-added',
      'https://archive.invalid/Evil bookworm',
    ],
    ['one says nothing of whom it trusts', [aRepository(), security], 'repository-added', place],
    ['a component was added', instead({ components: ['main', 'contrib'] }), 'repository-added', `${place} contrib`],
    ['one is gone', [security], 'repository-removed', place],
    ['a component is gone', instead({ components: [] }), 'repository-removed', `${place} main`],
    ['all are gone', [], 'repository-removed', place],
    ['its key is another', instead({}, { keys: [OTHER] }), 'repository-keys-changed', place],
    ['a key came beside it', instead({}, { keys: [KEY, OTHER] }), 'repository-keys-changed', place],
    ['it has no key any more', instead({}, { keys: [] }), 'repository-keys-changed', place],
    ['its signatures count no more', instead({}, { checks: [] }), 'repository-unchecked', place],
  ])('are refused where %s', (_which, found, code, repository) => {
    expect(judged(found)).toEqual([code, repository]);
  });

  it.each<[string, readonly Repository[]]>([
    ['they are as they were', [main, security]],
    ['they stand in another order', [security, main]],
    ['another mirror of a list answered', [{ ...main, uri: 'https://mirror.invalid/' }, security]],
    ['nobody tells who publishes them', [{ ...main, origin: '', label: '', codename: '' }, security]],
    ['more of one is checked', instead({}, { checks: ['metadata', 'packages'] })],
    ['they were read again', instead({ lastRefreshedAt: inDays(1) })],
  ])('are let in where %s', (_which, found) => expect(judged(found)).toBeNull());

  it.each<[string, readonly Repository[], RepositoryRules, Instant, string | null]>([
    ['a key is good for long enough', instead({ keyExpiresAt: inDays(30) }), { keyDays: 14 }, inDays(16), null],
    ['it no longer is', instead({ keyExpiresAt: inDays(30) }), { keyDays: 14 }, inDays(17), 'repository-key-short'],
    [
      'it has expired',
      instead({ keyExpiresAt: inDays(30) }),
      { key: 'required' },
      inDays(30),
      'repository-key-expired',
    ],
    ['nobody asks for how long', instead({ keyExpiresAt: inDays(30) }), {}, inDays(30), null],
    ['it never expires', instead({ keyExpiresAt: null }), { keyDays: 366 }, inDays(300), null],
    ['they are fresh', [main, security], { freshHours: 24 }, inDays(1), null],
    ['they are stale', [main, security], { freshHours: 24 }, addSeconds(inDays(1), 1), 'repository-stale'],
    ['the last look failed', instead({ refresh: 'failed' }), { freshHours: 24 }, THE_MORNING, 'repository-stale'],
    [
      'one names no key any more',
      instead({ signedBy: null }),
      { key: 'required' },
      THE_MORNING,
      'repository-without-key',
    ],
  ])('by the rules of policy where %s', (_which, found, rules, now, code) => {
    expect(judged(found, rules, now)?.[0] ?? null).toBe(code);
  });

  it('keep the end of a key that root cannot read, and believe one that it can', () => {
    const was = trusted({ keyExpiresAt: inDays(30) });
    const planned = { rules: { keyDays: 14 }, known: knownRepositories([was]) };
    const { keyExpiresAt: _, ...unread } = was;
    expect(reasonAgainstRepositories(planned, [unread], inDays(17))?.code).toBe('repository-key-short');
    expect(reasonAgainstRepositories(planned, [{ ...was, keyExpiresAt: inDays(90) }], inDays(17))).toBeNull();
    expect(reasonAgainstRepositories(planned, [{ ...was, keyExpiresAt: inDays(2) }], THE_MORNING)?.code).toBe(
      'repository-key-short',
    );
  });

  it('are told with what is different', () => {
    const planned = { rules: {}, known: knownRepositories([main]) };
    const against = reasonAgainstRepositories(planned, [trusted({}, { keys: [OTHER] })], THE_MORNING);
    if (against === null) throw new Error('let in');
    expect(explain(against)).toContain(
      `${place} are not those with which the plan was made (${OTHER} is new, ${KEY} is gone)`,
    );
  });

  it('are never let in where one of them, or any part of its trust, is another', () => {
    const repository = fc
      .record({ uri: fc.constantFrom('a', 'b', 'c'), suite: fc.constantFrom('x', 'y') })
      .chain((at) =>
        fc
          .record({ keys: fc.subarray([KEY, OTHER]), checks: fc.subarray(['metadata', 'packages'] as const) })
          .map((trust) => trusted(at, { address: at.uri, ...trust })),
      );
    const some = fc.uniqueArray(repository, { selector: ({ uri, suite }) => `${uri} ${suite}` });
    fc.assert(
      fc.property(some, some, (before, after) => {
        const [known, found] = [knownRepositories(before), knownRepositories(after)];
        const against = reasonAgainstRepositories({ rules: {}, known }, after, THE_MORNING);
        // Only what is checked may have become more.
        const asBefore = found.map((one, at) => ({ ...one, checks: known[at]?.checks ?? [] }));
        const isLess = found.some(({ checks }, at) => known[at]?.checks.some((part) => !checks.includes(part)));
        expect(against === null).toBe(!isLess && JSON.stringify(asBefore) === JSON.stringify(known));
      }),
    );
  });
});

describe('repositories of a plan', () => {
  const inputWith = (given: {
    readonly rules?: Rules['repositories'];
    readonly repositories?: readonly Repository[];
    readonly capabilities?: readonly string[];
  }): PlanningInput => {
    const { rules, repositories = [trusted()], capabilities = CAPABILITIES } = given;
    const own = anInventory().repositories.map((one) => ({ ...trusted(), ...one, signedBy: '/etc/keys/debian.gpg' }));
    const host = aHost({
      hostId: 'app-1',
      capabilities,
      inventory: anInventory({ repositories: [...own, ...repositories] }),
    });
    const environment = anEnvironment({
      waves: { canaryHosts: 0, percentMax: 100 },
      ...(rules === undefined ? {} : { repositories: rules }),
    });
    return aPlanningInput({
      policy: aPolicy({ environments: [anEnvironment({ name: 'dev' }), environment] }),
      hosts: [withProposal(host, anOpensslPatchSet())],
    });
  };
  const made = (given: Parameters<typeof inputWith>[0]) => makePlan(inputWith(given), sha256);
  const without = CAPABILITIES.filter((one) => one !== 'repositories/1');

  it('stand in the host plan as they were, without the list that let them in', () => {
    const third = trusted({ uri: 'https://a.invalid/', suite: 'stable' }, { keys: [OTHER] });
    const { plan } = made({ rules: { allow: ['https://'], freshHours: 48, keyDays: 14 }, repositories: [third] });
    const planned = plan?.hostPlans[0]?.repositories;
    expect(planned?.rules).toEqual({ freshHours: 48, keyDays: 14 });
    expect(planned?.known.map(({ address }) => address)).toContain('https://a.invalid/');
    expect(planned?.known[0]).toEqual({ ...third.trust, suite: 'stable', components: ['main'] });
  });

  it('are not asked for where policy has no rules for them', () => {
    expect(made({}).plan?.hostPlans[0]).not.toHaveProperty('repositories');
    expect(made({ rules: {} }).plan?.hostPlans[0]).toHaveProperty('repositories.rules', {});
  });

  it('leave an agent of an earlier version in, and say that it will not look', () => {
    const { plan, report } = made({ rules: { freshHours: 48 }, capabilities: without });
    expect(plan?.hostPlans[0]).not.toHaveProperty('repositories');
    expect(report.notes).toContainEqual({ code: 'repositories-not-asked', facts: { count: 1 } });
    expect(made({ rules: { freshHours: 48 } }).report.notes).toEqual([]);
    expect(made({ capabilities: without }).report.notes).toEqual([]);
  });

  it('are waited for where the agent has not told whom it trusts since it can', () => {
    const repositories = [aRepository({ label: 'Other' })];
    const leftOut = (given: object) =>
      made({ rules: {}, repositories, ...given }).report.leftOut.map(({ reason }) => reason.code);
    expect(leftOut({})).toEqual(['repository-trust-unknown']);
    expect(leftOut({ capabilities: without })).toEqual([]);
  });

  it.each<[string, Partial<Repository>, Partial<RepositoryTrust>, RepositoryRules, string]>([
    ['a key that policy wants, and nobody checks', {}, { checks: [] }, { key: 'required' }, 'repository-unchecked'],
    ['a key that ends too soon', { keyExpiresAt: inDays(13) }, {}, { keyDays: 14 }, 'repository-key-short'],
    ['a key that has ended', { keyExpiresAt: inDays(-1) }, {}, { keyDays: 14 }, 'repository-key-expired'],
  ])('leave a host out with %s', (_which, given, trust, rules, code) => {
    const { report } = made({ rules, repositories: [trusted(given, trust)] });
    expect(report.leftOut.map(({ reason }) => reason.code)).toEqual([code]);
  });

  it('are held against the inventory by the checker', () => {
    const input = inputWith({ rules: { keyDays: 14 }, repositories: [trusted({ keyExpiresAt: inDays(90) })] });
    const { plan, report } = makePlan(input, sha256);
    const [hostPlan] = plan?.hostPlans ?? [];
    if (plan === null || hostPlan?.repositories === undefined) throw new Error('no plan');
    const errors = (changed: HostPlan) =>
      checkPlan({ plan: resealed({ ...plan, hostPlans: [changed] }), report, input, sha256 })
        .filter(({ severity }) => severity === 'error')
        .map(({ reason }) => reason.facts['what']);
    expect(errors(hostPlan)).toEqual([]);
    const { repositories, ...rest } = hostPlan;
    const { rules, known } = repositories;
    expect(errors(rest as HostPlan)).toContain('repositories');
    expect(errors({ ...hostPlan, repositories: { rules: {}, known } })).toEqual(['rules for repositories']);
    expect(errors({ ...hostPlan, repositories: { rules, known: known.slice(1) } })).toEqual(['repositories']);
    const others = known.map((one) => ({ ...one, keys: [...one.keys, OTHER] }));
    expect(errors({ ...hostPlan, repositories: { rules, known: others } })).toEqual(['repositories']);
  });
});
