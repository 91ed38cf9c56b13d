import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Policy, policyProblems, starterPolicy, validatePolicy } from '@slipway/core/policy';
import { readPolicyForm } from '@slipway/protocol/policy';
import { aPolicy } from '@slipway/testkit/builders';
import { policies } from '@slipway/testkit/generators';
import { runtimeZones } from '@slipway/testkit/zones';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { starterText } from '../policy-starter/index.ts';
import { checkPolicyText, placedText, policyText, revisionNoted } from './index.ts';

const zones = runtimeZones();
const GOLDEN = join(import.meta.dirname, '../../test/golden/policy');

const told = (text: string): readonly string[] =>
  checkPolicyText(text, zones).problems.map((problem) => placedText('policy.yaml', problem));

describe.each(['team', 'alone'] as const)('the starter for %s', (whom) => {
  const text = starterText(whom);

  it('is the policy that core begins with', () => {
    expect(checkPolicyText(text, zones)).toMatchObject({ problems: [], policy: starterPolicy(whom) });
  });

  it('names the schema that an editor checks it by, and what to say next', () => {
    expect(text).toMatch(/^# yaml-language-server: \$schema=\.\/policy\.schema\.json\n/);
    expect(text).toContain('slipway policy check FILE');
  });

  it.each(text.match(/(?<=# {3}- ).*/g) ?? [])('its example %s is sound', (example) => {
    const list = example.includes('step:') ? 'hooks' : example.includes('members:') ? 'clusters' : 'checks';
    const undrain = example.replace('step: drain', 'step: undrain').replace('hook: drain', 'hook: undrain');
    const entries = list === 'hooks' ? `\n  - ${example}\n  - ${undrain}` : `\n  - ${example}`;
    expect(told(text.replace(`${list}: []`, `${list}:${entries}`))).toEqual([]);
  });

  it('has a freeze that is sound', () => {
    const freezes = /^# freezes:\n(?:# .*\n)+/m.exec(text)?.[0] ?? '';
    const { policy, problems } = checkPolicyText(text.replace(freezes, freezes.replaceAll(/^# /gm, '')), zones);
    expect([problems, policy?.freezes?.map(({ name }) => name)]).toEqual([[], ['year-end']]);
  });
});

it("the example of the operator's page is sound", () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/operator/policy.md'), 'utf8');
  const example = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  const { policy, problems } = checkPolicyText(starterText('team').replace(/clusters: \[\][\s\S]*$/, example), zones);
  expect(problems).toEqual([]);
  expect([policy?.clusters.length, policy?.hooks.length, policy?.checks.length]).toEqual([1, 2, 1]);
});

describe('a policy file with problems', () => {
  const files = readdirSync(GOLDEN).filter((name) => name.endsWith('.yaml'));
  it('of every kind is here', () => expect(files.length).toBeGreaterThanOrEqual(6));

  it.each(files)('%s: all of them at once, with line, column and advice', async (file) => {
    const lines = told(readFileSync(join(GOLDEN, file), 'utf8'));
    expect(lines.length).toBeGreaterThan(0);
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(join(GOLDEN, file.replace('.yaml', '.txt')));
  });

  it.each([
    ['nothing', '', '1:1: the file is empty'],
    ['only a comment', '# nothing\n', 'the file is empty'],
    ['another document', '<html>', '1:1: the document: "<html>" is not named values'],
    ['two documents', `${starterText('team')}---\n${starterText('team')}`, 'a second document begins here'],
    ['brackets without end', `a: ${'['.repeat(100_000)}`, '1:36: the file nests more than 32 deep'],
    ['brackets over lines', '[\n'.repeat(100_000), '33:1: the file nests more than 32 deep'],
    ['dashes without end', `${'- '.repeat(2000)}a`, 'nests more than 32 deep'],
    ['steps without end', Array.from({ length: 2000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'), '201:1: '],
    ['too much of everything', `# ${'x'.repeat(5_000_000)}`, 'has more than 4194304 characters'],
  ])('%s is refused, quickly', (_name, text, line) => {
    expect(told(text)[0]).toContain(line);
  });

  it.each([
    [
      'anchors',
      'schema: &a slipway.policy/1\n',
      'policy.yaml:1:12: an anchor (&) is not read here; write the value alone',
    ],
    ['aliases', 'a: &a 1\nb: *a\n', 'policy.yaml:2:4: an alias (*) is not read here; write out what it stands for'],
    ['tags', 'schema: !!binary aGk=\n', 'a tag (!) is not read here; write the value alone'],
  ])('%s are refused where they stand', (_name, text, line) => {
    expect(told(text)).toContainEqual(expect.stringContaining(line));
  });

  it.each([
    ['plain', 'role = app adn x = y'],
    ['in double quotes', '"role = \\"app\\" \\x61dn x = y"'],
    ['in single quotes', "'role = app adn x = y'"],
  ])('a selector %s is told by its character', (_name, members) => {
    const line = `  - { name: app, awayMax: 1, members: ${members} }`;
    const text = starterText('team').replace('clusters: []', `clusters:\n${line}`);
    const at = `${text.slice(0, text.indexOf(line)).split('\n').length}:${line.search(/adn|\\x61dn/) + 1}`;
    expect(told(text)).toEqual([expect.stringContaining(`policy.yaml:${at}: clusters[0].members: `)]);
  });
});

describe('a policy that is written as a file', () => {
  const texts = fc.string({ unit: 'binary', maxLength: 40 });
  const documents = fc.tuple(policies, fc.array(texts, { maxLength: 3 })).map(
    ([policy, members]): Policy => ({
      ...policy,
      clusters: members.map((text, at) => ({ name: `c${at}`, members: text, awayMax: 1 })),
    }),
  );

  it('reads as the same policy, as YAML and as JSON in any layout', () => {
    fc.assert(
      fc.property(policies, fc.constantFrom(undefined, 2, '\t'), (policy, indent) => {
        const sound = { ...policy, hooks: [] };
        for (const text of [policyText(sound, ['Made from revision 3']), JSON.stringify(sound, null, indent)]) {
          expect(checkPolicyText(text, zones)).toMatchObject({ problems: [], policy: sound });
        }
      }),
    );
  });

  it('is accepted here exactly where the controller accepts it, whatever stands in it', () => {
    fc.assert(
      fc.property(documents, (policy) => {
        const { problems } = checkPolicyText(policyText(policy, []), zones);
        const accepted = readPolicyForm(policy).problems.length === 0 && validatePolicy(policy, zones).ok;
        expect(problems.length === 0).toBe(accepted);
        expect(problems.length).toBe(policyProblems(policy, zones).length);
      }),
      { numRuns: 300 },
    );
  });

  it('names the revision that it was made from in its first lines, and nowhere else', () => {
    expect(revisionNoted(policyText(aPolicy(), ['x', 'Made from revision 12, of …']))).toBe(12);
    expect(revisionNoted(`${starterText('team')}# Made from revision 12\n`)).toBeNull();
    expect(revisionNoted(starterText('team'))).toBeNull();
  });
});
