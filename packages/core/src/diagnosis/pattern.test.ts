import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainLine, readPattern } from './pattern.ts';

const read = (written: string) => {
  const pattern = readPattern(written);
  if (!pattern.ok) throw new Error(pattern.problem);
  return pattern.pattern;
};
const match = (written: string, line: string): Readonly<Record<string, string>> | null => {
  const places = read(written).match(line);
  return places === null ? null : Object.fromEntries(places);
};

describe('a pattern', () => {
  it('is a whole line, and gives what stands at its places', () => {
    const lock = 'E: Could not get lock {file}. It is held by process {pid} ({holder})';
    const line = 'E: Could not get lock /var/lib/dpkg/lock. It is held by process 17 (apt)';
    expect(match(lock, line)).toEqual({ file: '/var/lib/dpkg/lock', pid: '17', holder: 'apt' });
    expect(match(lock, `${line} and more`)).toBeNull();
    expect(match(lock, `see: ${line}`)).toBeNull();
  });

  it('takes a word at a place, and any text where it says so', () => {
    expect(match('the unit {unit} failed', 'the unit a b failed')).toBeNull();
    expect(match('the unit {unit*} failed', 'the unit a b failed')).toEqual({ unit: 'a b' });
    expect(match('the unit {unit*} failed{*}', 'the unit  failed today')).toBeNull();
    expect(match('the unit{unit*} failed{*}', 'the unit failed')).toEqual({ unit: '' });
  });

  it('takes as little as lets the rest match, and more where it must', () => {
    expect(match("writes '{file}', also in {other}", "writes 'a', 'b', also in c")).toBeNull();
    expect(match("writes '{file*}', also in {other}", "writes 'a', 'b', also in c")).toEqual({
      file: "a', 'b",
      other: 'c',
    });
    expect(match('{program}: {*}No space left', 'gzip: stdout: No space left')).toEqual({ program: 'gzip' });
  });

  it('knows no blanks but one, and braces that are written twice', () => {
    expect(match('avc: denied {{ {right} }} for', '  avc:  denied  { read } for ')).toEqual({ right: 'read' });
  });

  it.each([
    ['{what*}', 'has less than 8'],
    ['{a} {b} {c}', 'has less than 8'],
    ['fixed text {a}{b}', 'two places with nothing between'],
    ['fixed text {a} and {a}', 'names {a} twice'],
    ['fixed text {', 'brace of its own'],
    ['fixed text {}', 'brace of its own'],
    ['fixed text {A b}', 'brace of its own'],
    [' fixed text', 'begins or ends'],
    ['fixed  text', 'begins or ends'],
    [`fixed text ${'{*} a '.repeat(13)}b`, 'more than 12 places'],
    ['x'.repeat(301), 'longer than 300'],
  ])('%j is refused: %s', (written, problem) => {
    expect(readPattern(written)).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
  });

  it('matches what a regular expression of the same meaning matches, and reads the same from it', () => {
    const piece = fc.constantFrom('a', 'b', ' ', 'ab', '{w}', '{*}', '{t*}');
    const line = fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: 14 });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 7 }), line, (pieces, rest) => {
        const written = `fixed-text ${pieces.join('')}`;
        const pattern = readPattern(written);
        fc.pre(pattern.ok);
        const source = written.replace('{w}', '(?<w>[^ ]+?)').replaceAll('{*}', '.*?').replace('{t*}', '(?<t>.*?)');
        const tried = `fixed-text ${rest}`;
        const found = new RegExp(`^${source}$`).exec(plainLine(tried));
        const expected = found === null ? null : new Map(Object.entries(found.groups ?? {}));
        const matched = pattern.pattern.match(tried);
        expect(matched === null ? null : Object.fromEntries(matched)).toEqual(
          expected === null ? null : Object.fromEntries(expected),
        );
      }),
      { numRuns: 3000 },
    );
  });

  it('costs no more than the line times the pattern, whoever wrote either', () => {
    // As a regular expression this pattern takes longer on this line than anybody waits.
    const pattern = read(`fixed-text${'{*}a'.repeat(12)}b`);
    const line = `fixed-text${'a'.repeat(10_000)}`;
    const begun = performance.now();
    for (let times = 0; times < 20; times += 1) expect(pattern.match(line)).toBeNull();
    expect(performance.now() - begun).toBeLessThan(2000);
  });
});
