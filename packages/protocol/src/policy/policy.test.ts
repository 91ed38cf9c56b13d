import { fileURLToPath } from 'node:url';
import type { Policy } from '@slipway/core/policy';
import { anEnvironment, aPolicy } from '@slipway/testkit/builders';
import { policies } from '@slipway/testkit/generators';
import fc from 'fast-check';
import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { PolicySchema } from '../schema/index.ts';
import { policyJsonSchema, readPolicyForm } from './index.ts';

const PUBLISHED = fileURLToPath(new URL('../../../../docs/api/policy.schema.json', import.meta.url));
const judge = Compile(PolicySchema);

it('the published JSON Schema is that of the protocol; `npx vitest run packages/protocol/src/policy -u` publishes it', async () => {
  await expect(`${JSON.stringify(policyJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(PUBLISHED);
});

it('every field of the policy and of an environment tells what it is for', () => {
  const told = (schema: unknown): readonly unknown[] =>
    Object.values((schema as { properties: Record<string, { description?: string }> }).properties).map(
      ({ description }) => typeof description,
    );
  expect(new Set([...told(PolicySchema), ...told(PolicySchema.properties.environments.items)])).toEqual(
    new Set(['string']),
  );
});

/** The sound policy with something else at a path. */
const changed = (path: readonly (string | number)[], value: unknown): unknown => {
  const document = structuredClone(
    aPolicy({
      environments: [anEnvironment()],
      hooks: [{ hosts: 'a = b', step: 'undrain', hook: 'h', parameters: { a: 'b' }, timeoutSeconds: 1 }],
    }),
  ) as unknown as Record<string | number, unknown>;
  const last = path.at(-1) ?? '';
  const owner = path.slice(0, -1).reduce((inner, part) => inner[part] as Record<string | number, unknown>, document);
  if (value === undefined) delete owner[last];
  else owner[last] = value;
  return document;
};

const lines = (document: unknown): readonly string[] =>
  readPolicyForm(document).problems.map(
    ({ path, of, what, instead }) => `${of} ${path.join('.')}: ${what}${instead === '' ? '' : `; write ${instead}`}`,
  );

const ENVIRONMENT = ['environments', 0] as const;

describe('readPolicyForm', () => {
  it.each<[readonly (string | number)[], unknown, string]>([
    [
      ['environmnets'],
      [],
      'key environmnets: "environmnets" is not known here, and environments is there; write environments',
    ],
    [
      ['schema'],
      'slipway.policy/2',
      'value schema: "slipway.policy/2" is not "slipway.policy/1"; write slipway.policy/1',
    ],
    [['clusters'], undefined, 'value clusters: is missing; write `clusters:` a list'],
    [['clusters'], {}, 'value clusters: is named values, and must be a list'],
    [['clusters'], null, 'value clusters: is empty, and must be a list'],
    [['environments'], Array(40).fill(anEnvironment()), 'value environments: has 40 entries; at most 32 are allowed'],
    [[...ENVIRONMENT, 'scope'], 'securty', 'scope: "securty" is not one of all, security, kernel; write security'],
    [[...ENVIRONMENT, 'scope'], true, 'scope: true is not one of all, security, kernel'],
    [
      [...ENVIRONMENT, 'name'],
      2026,
      'name: 2026 is a number, and must be a name of a-z, 0-9 and "-" such as prod; write "2026"',
    ],
    [[...ENVIRONMENT, 'failureBudgetHosts'], '1', 'failureBudgetHosts: "1" is not a whole number, 0 or more; write 1'],
    [[...ENVIRONMENT, 'waves', 'percentMax'], '25%', 'percentMax: "25%" is not a whole number from 1 to 100; write 25'],
    [[...ENVIRONMENT, 'waves', 'percentMax'], 250, 'percentMax: 250 is not a whole number from 1 to 100; write 100'],
    [[...ENVIRONMENT, 'waves', 'percentMax'], 12.5, 'percentMax: 12.5 is not a whole number from 1 to 100; write 13'],
    [[...ENVIRONMENT, 'waves', 'percentMax'], [], 'percentMax: is a list, and must be a whole number from 1 to 100'],
    [[...ENVIRONMENT, 'waves'], 25, 'waves: 25 is not named values: canaryHosts, percentMax, template'],
    [
      [...ENVIRONMENT, 'window'],
      { kind: 'any-tme', spanDays: 7 },
      'window.kind: "any-tme" is not one of any-time, dates, ',
    ],
    [
      [...ENVIRONMENT, 'window'],
      { knd: 'any-time' },
      'key environments.0.window.knd: "knd" is not known here; write kind',
    ],
    [[...ENVIRONMENT, 'window'], { spanDays: 7 }, 'window.kind: is missing; write `kind:` one of any-time, dates, '],
    [[...ENVIRONMENT, 'window'], 'any-time', 'window: "any-time" is not named values with `kind`: any-time, dates, '],
    [
      [...ENVIRONMENT, 'approval'],
      { rule: 'team', team: 'ops' },
      'approval.count: is missing; write `count:` a whole number from 1',
    ],
    [['hooks', 0, 'parameters', 'a'], 30, 'parameters.a: 30 is a number, and must be a text; write "30"'],
    [
      ['hooks', 0, 'parameters', 'A B'],
      'x',
      'key hooks.0.parameters.A B: "A B" is not a name here; write a-z, 0-9 and "-"',
    ],
    [['hooks', 0, 'hosts'], 'x'.repeat(70_000), 'hosts: has 70000 characters; at most 65536 are allowed'],
    [['hooks', 0, 'hook'], '', 'hook: is empty'],
  ])('at %j: %j', (path, value, told) => {
    const document = changed(path, value);
    expect(judge.Check(document)).toBe(false);
    expect(lines(document)).toEqual([expect.stringContaining(told)]);
  });

  it.each([[null], [[]], ['text'], [7]])('a document that is %j is one problem', (document) => {
    expect(lines(document)).toHaveLength(1);
  });

  it('a name that is written wrong is one problem, and what stands under it is looked at', () => {
    const document = changed(['environments', 0, 'waves'], { canaryHosts: 0, percentMx: 0 });
    expect(lines(document)).toEqual([
      'key environments.0.waves.percentMx: "percentMx" is not known here; write percentMax',
      'value environments.0.waves.percentMx: 0 is not a whole number from 1 to 100; write 1',
    ]);
  });

  it('takes a check for the one of its kind that it is closest to, whatever else is wrong', () => {
    const exporter = { kind: 'prometheus', url: 'http://127.0.0.1:9100/metrics', metric: 'up', atLeast: '1' };
    const withCheck = (check: object): Policy => {
      const document = aPolicy({ checks: [{ hosts: 'role = web', check: check as never, timeoutSeconds: 10 }] });
      return { ...document, clusters: [{ name: 'a', members: 'role = web', awayMax: '1' as never }] };
    };
    const ofCluster = [expect.stringContaining('clusters.0.awayMax')];
    expect(lines(withCheck(exporter))).toEqual(ofCluster);
    const { metric: query, ...server } = exporter;
    expect(lines(withCheck({ ...server, query }))).toEqual(ofCluster);
    expect(lines(withCheck({ ...exporter, kind: 'prometheu', metric: 7 })).slice(1)).toEqual([
      expect.stringContaining('checks.0.check.kind: "prometheu"'),
      expect.stringContaining('checks.0.check.metric: 7 is a number'),
    ]);
  });

  it('finds something exactly where the schema refuses, and what it mends the schema takes', () => {
    const junk = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom<unknown>('dates', 'team', -1, '7', {}, [], null, { kind: 'hook' }),
    );
    fc.assert(
      fc.property(policies, fc.array(fc.tuple(fc.nat(), junk), { maxLength: 4 }), (policy, damage) => {
        const document = damage.reduce<unknown>((inner, [at, value]) => damaged(inner, at, value), policy);
        const form = readPolicyForm(document);
        expect(form.problems.length === 0).toBe(judge.Check(document));
        const tooMany = form.problems.some(({ what }) => what.includes('entries'));
        expect(judge.Check(form.mended) || tooMany).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

/** The same with one value, somewhere, replaced or dropped. */
const damaged = (document: unknown, at: number, value: unknown): unknown => {
  if (typeof document !== 'object' || document === null) return value;
  const entries = Object.entries(document as Record<string, unknown>);
  const [name, inner] = entries[at % Math.max(1, entries.length)] ?? [];
  if (name === undefined) return value;
  const deeper = at % 3 === 0 ? value : damaged(inner, Math.floor(at / 2), value);
  if (Array.isArray(document)) return document.map((one: unknown, index) => (String(index) === name ? deeper : one));
  if (at % 7 === 0) return Object.fromEntries(entries.filter(([other]) => other !== name));
  return { ...document, [name]: deeper };
};
