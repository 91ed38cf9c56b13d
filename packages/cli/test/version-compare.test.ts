import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { endWithout } from '@slipway/testkit/absence';
import { sharedFolder } from '@slipway/testkit/shared-data';
import { describe, expect, it, type TestContext } from 'vitest';
import { runSlipway } from './support/index.ts';

const compare = async (format: 'deb' | 'rpm', input: string, ...more: readonly string[]) =>
  await runSlipway(['version', 'compare', '--format', format, ...more], { input });

describe('two versions of the command line', () => {
  it.each([
    ['deb', '1.0~rc1-1', '1.0-1', '-1\n'],
    ['deb', '1:0.9', '1.0', '1\n'],
    ['rpm', '1.0-1.el9', '1.0-1.el9', '0\n'],
    ['rpm', '1.0~rc1-1', '1.0-1', '-1\n'],
  ] as const)('%s: %s and %s', async (format, a, b, out) => {
    expect(await compare(format, '', a, b)).toEqual({ status: 0, out, err: '' });
  });

  it('as JSON', async () => {
    expect(JSON.parse((await compare('deb', '', '1', '2', '--json')).out)).toEqual({ order: -1 });
  });

  it('one that is none is refused with 2 and why', async () => {
    const { status, out, err } = await compare('deb', '', '1.0 1', '1.0');
    expect([status, out]).toEqual([2, '']);
    expect(err).toBe('slipway: "1.0 1" is not a deb version: there is a blank in it. [version-invalid]\n');
  });

  it('dpkg only warns of some: so does this, and refuses them where that is asked for', async () => {
    const lax = await compare('deb', '', 'a1', '1');
    expect([lax.status, lax.out]).toEqual([0, '1\n']);
    expect(lax.err).toContain('warning: "a1" is not a deb version');
    expect((await compare('deb', '', 'a1', '1', '--strict')).status).toBe(2);
  });

  it('one alone is wrong use', async () => {
    expect((await compare('deb', '', '1.0')).status).toBe(2);
  });
});

describe('pairs on standard input', () => {
  it('one line each, with or without an end, whatever ends it', async () => {
    expect((await compare('deb', '1\t2\n2\t2\r\n3\t2')).out).toBe('-1\n0\n1\n');
    expect(await compare('deb', '')).toEqual({ status: 0, out: '', err: '' });
    expect((await compare('deb', '1\t2\n2\t1\n', '--json')).out).toBe('[-1,1]\n');
  });

  it.each([
    ['no tab', '1\t2\n1 2\n', 'Line 2: two versions with one tab between them are expected.'],
    ['two tabs', '1\t2\n1\t2\t3\n', 'Line 2: two versions with one tab between them are expected.'],
    ['no version', '1\t2\n1\t\n', 'line 2: "" is not a deb version: it is empty.'],
    ['an endless line', `1\t2\n${'1'.repeat(20_000)}`, 'Line 2 is too long'],
  ])('%s ends it with the number of the line; what came before stands', async (_, input, sentence) => {
    const { status, out, err } = await compare('deb', input);
    expect([status, out]).toEqual([2, '-1\n']);
    expect(err).toContain(sentence);
    expect(err).not.toMatch(/\n +at /);
  });

  it('warnings do not bury the screen', async () => {
    const { status, err } = await compare('deb', 'a\t1\n'.repeat(500));
    expect(status).toBe(0);
    expect(err.split('\n')).toHaveLength(12);
    expect(err).toContain('490 more warnings');
  });
});

const vectors = (name: string, context: TestContext): readonly (readonly string[])[] => {
  const shared = sharedFolder();
  if (shared === null) return endWithout('the shared version vectors are missing: put them at ../shared', context);
  const text = readFileSync(join(shared, 'vectors', name), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));
};

const pairsOf = (rows: readonly (readonly string[])[]): string => rows.map(([a, b]) => `${a}\t${b}\n`).join('');

describe('published cases', () => {
  it('dpkg.tsv', async (context) => {
    const rows = vectors('dpkg.tsv', context);
    expect(rows.length).toBeGreaterThan(14_000);
    const { status, out } = await compare('deb', pairsOf(rows));
    expect([status, out]).toEqual([0, rows.map(([, , order]) => `${order}\n`).join('')]);
  });

  it('rpm.tsv, as far as they are whole versions', async (context) => {
    const rows = vectors('rpm.tsv', context).filter(([a, b, , kind]) => kind === 'evr' && a !== '' && b !== '');
    expect(rows.length).toBeGreaterThan(200);
    const { status, out } = await compare('rpm', pairsOf(rows));
    expect([status, out]).toEqual([0, rows.map(([, , order]) => `${order}\n`).join('')]);
  });
});

it('half a million pairs take seconds', async () => {
  const pairs = Array.from({ length: 1000 }, (_, at) => `1:2.${at}.3~rc1-${at % 7}ubuntu1\t1:2.${at + 1}.3-1\n`).join(
    '',
  );
  const began = performance.now();
  const { status, out } = await compare('deb', pairs.repeat(500));
  expect([status, out.length]).toEqual([0, 500_000 * '-1\n'.length]);
  // About one second; two busy cores may take several times that, a quadratic reader takes hours.
  expect(performance.now() - began).toBeLessThan(20_000);
});
