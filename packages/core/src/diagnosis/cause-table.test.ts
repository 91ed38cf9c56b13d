import { describe, expect, it } from 'vitest';
import { BUILT_IN, CAUSES, type Cause, diagnose, rowProblems, withOwnRows } from './index.ts';

const signs = CAUSES.flatMap((cause) => cause.signs.map((sign) => ({ cause, code: cause.code, ...sign })));

describe('the built-in table', () => {
  it.each(CAUSES)('$code is whole: its texts say nothing that its signs do not give', (cause) => {
    expect(rowProblems(cause)).toEqual([]);
    expect(cause.what).toMatch(/^[^ ].*\.$/);
    expect(cause.next).toMatch(/^[^ ].*[.?]$/);
  });

  it('has each cause once', () => {
    const codes = CAUSES.map(({ code }) => code);
    expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([]);
  });

  it.each(signs)('finds $code in $example, in each log that it looks at', ({ cause, logs, example }) => {
    for (const log of logs) {
      const family = cause.family === 'any' ? null : cause.family;
      const found = diagnose({ step: 'apply', reason: null, family, lines: [{ log, text: example }] }, BUILT_IN);
      expect(found.map(({ code }) => code)).toContain(cause.code);
      expect(found.map(({ what, next }) => what + next).join()).not.toMatch(/\{\w+\}/);
    }
  });
});

describe('a row', () => {
  const row: Cause = {
    code: 'schema-locked',
    family: 'any',
    what: 'The schema of {service} is locked.',
    next: 'Unlock it.',
    signs: [{ logs: ['journal'], pattern: '{service}: schema is locked', example: 'app: schema is locked' }],
  };
  const [sign] = row.signs;
  if (sign === undefined) throw new Error('a row without a sign');

  it('of an operator is told before the built-in ones', () => {
    const lines = [
      { log: 'journal', text: 'Failed to start app.service.' },
      { log: 'journal', text: 'app: schema is locked' },
    ] as const;
    const found = diagnose({ step: 'restart', reason: null, family: 'apt', lines }, withOwnRows([row]));
    expect(found.map(({ code }) => code)).toEqual(['schema-locked', 'service-not-started']);
    expect(found[0]).toMatchObject({ what: 'The schema of app is locked.', evidence: [lines[1]] });
  });

  it.each([
    [{ code: 'Schema' }, 'cause'],
    [{ what: '' }, 'what'],
    [{ next: 'x'.repeat(401) }, 'next'],
    [{ signs: [] }, 'signs'],
    [{ what: 'The schema of {database} is locked.' }, 'pattern'],
    [{ signs: [{ ...sign, logs: [] }] }, 'logs'],
    [{ signs: [{ ...sign, pattern: '{*}' }] }, 'pattern'],
    [{ signs: [{ ...sign, example: 'app: schema is open' }] }, 'example'],
    [{ reasons: ['lock-held'] }, 'what'],
  ] satisfies readonly [Partial<Cause>, string][])('with %j is refused for its %s', (change, field) => {
    expect(rowProblems({ ...row, ...change }).map((problem) => problem.field)).toContain(field);
  });
});
