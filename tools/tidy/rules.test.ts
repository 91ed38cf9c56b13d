import { describe, expect, it } from 'vitest';
import type { ProjectFile, Rule } from './rule.ts';
import { rules } from './rules/index.ts';

/** What a rule must let through: the fixture shows that it reports, this that it reports nothing else. */
const FREE: readonly (readonly [rule: string, path: string, text: string])[] = [
  ['ambient-time', 'packages/core/src/calendar/a.ts', 'const at = new Date(milliseconds);'],
  ['ambient-time', 'packages/controller/src/adapters/clock/index.ts', 'const now = new Date();'],
  ['ambient-time', 'packages/sim/src/main.ts', 'const began = new Date();'],
  ['glossary', 'packages/core/src/execution/step-machine.ts', 'export interface StepMachine {}'],
  ['glossary', 'packages/core/src/plan/a.ts', 'export const stringOf = 1;'],
  ['glossary', 'packages/core/src/plan/a.ts', 'export const constructor = 1;'],
  ['glossary', 'lab/src/a.ts', 'export const machine = 1;'],
  ['host-names', 'docs/a.md', 'deb.example.org, security-tracker.debian.org, mirror.example.org'],
  ['open-ends', 'packages/core/src/plan/a.ts', 'const todo = mktemp(`XXXXXX`);'],
  ['shell', 'packages/controller/src/adapters/sqlite/a.ts', "database.exec('select 1'); /c/.exec(text);"],
  ['shell', 'packages/agent/src/adapters/apt/a.ts', '// Never a string for /bin/sh.'],
  ['shell', 'packages/assess/test/a.test.ts', "{ name: 'bash', version: '5.1.8-6.el9', sourceName: 'dash' },"],
  ['silenced-checks', 'packages/core/src/plan/a.ts', '// biome-ignore lint/style/noNonNullAssertion: just tested'],
  ['silenced-checks', 'packages/core/src/plan/a.ts', '// oxlint-disable-next-line no-eval -- the subject of this test'],
  ['swallowed-errors', 'packages/agent/src/a.ts', '} catch { // the folder is gone, which is what was wanted'],
  ['synchronous-core', 'packages/core/src/plan/a.ts', '/** Callers may await the lease; this does not. */'],
  ['test-switches', 'packages/core/src/plan/a.test.ts', 'it.skipIf(!isRoot)("needs root", () => {});'],
];

/** Every form that a rule must meet, where one line of its fixture would hide that another form slips through. */
const CAUGHT: readonly (readonly [rule: string, path: string, text: string])[] = [
  ['shell', 'packages/agent/src/a.ts', "spawn('ls', { shell: true });"],
  ['shell', 'packages/agent/src/a.ts', "spawn('sh', [script]);"],
  ['shell', 'packages/agent/src/a.ts', "run(['bash', script]);"],
  ['shell', 'packages/agent/src/a.ts', "spawn('env', ['zsh', script]);"],
  ['shell', 'packages/agent/src/a.ts', "const program = 'dash';"],
  ['shell', 'packages/agent/src/a.ts', "{ program: 'sh', arguments: [script] }"],
  ['shell', 'packages/agent/src/a.ts', "spawn('ls', { shell: 'bash' });"],
  ['shell', 'packages/agent/src/a.ts', "{ name: '/bin/sh' }"],
  ['shell', 'packages/agent/src/a.ts', "{ name: 'bash', arguments: ['-c', line] }"],
  ['shell', 'packages/agent/src/a.ts', "spawn(program, ['-euc', line]);"],
  ['shell', 'packages/agent/src/a.ts', "import { exec } from 'node:child_process';"],
];

describe.each(CAUGHT)('%s', (name, path, text) => {
  it(`reports ${text}`, () => {
    const rule = rules.find((each) => each.name === name);
    expect(rule === undefined ? [] : breaches(rule, path, text)).toHaveLength(1);
  });
});

describe.each(FREE)('%s', (name, path, text) => {
  it(`lets through ${text}`, () => {
    const rule = rules.find((each) => each.name === name);
    expect(rule).toBeDefined();
    expect(rule === undefined ? [] : breaches(rule, path, text)).toEqual([]);
  });
});

function breaches(rule: Rule, path: string, text: string): readonly unknown[] {
  const file: ProjectFile = { path, bytes: text.length, text, lines: text.split('\n') };
  return rule.applies(path) ? rule.check(file, { root: '/checkout', paths: new Set([path]) }) : [];
}
