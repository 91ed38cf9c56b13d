// The words of the house stand where policy puts them, and everywhere else the default text does.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { reason } from '../reasons/index.ts';
import { asInstant } from '../time/index.ts';
import { composeDigest, composeNotice, wordingFor } from './index.ts';

const AT = asInstant('2026-11-21T08:00:00.000Z');
const failed = (given: object = {}) => ({
  ...{ eventId: 'one', at: AT, kind: 'host-failed', environments: ['prod', 'uat'] },
  content: {
    ...{ rollout: 'rollout-1', environment: 'prod', hostId: 'host-1', hostname: 'db-1', owner: null },
    ...{ phase: 'failed', step: 'apply', reason: reason('paused-by-restore'), ...given },
  },
});
const byDefault = composeNotice(failed());

it('fills in values, words and the default text, and leaves what is not worded', () => {
  const wording = {
    subject: '[shop] {hostname}: {phase} since {told}',
    lines: ['{event} in {environments}, of {owner}: {{{reason}}}', '{text}', 'wiki: https://wiki.example/{hostId}'],
  };
  expect(composeNotice({ ...failed(), wording })).toEqual({
    subject: '[shop] db-1: failed since 2026-11-21 08:00 UTC',
    lines: [
      'host-failed in prod, uat, of none: {The controller was restored from a backup: look, then resume or abort.}',
      ...byDefault.lines,
      'wiki: https://wiki.example/host-1',
    ],
  });
  expect(composeNotice({ ...failed(), wording: { subject: 'x' } })).toEqual({ ...byDefault, subject: 'x' });
  expect(composeDigest([{ ...failed(), wording }, failed()], 'asked').lines.join('\n')).toMatch(
    /\[shop\] db-1[\s\S]*db-1 \(prod\) failed/,
  );
});

it('the template of an audience comes before that of all', () => {
  const templates = [
    { event: 'host-failed', subject: 'all' },
    { event: 'host-failed', audience: 'ops', lines: ['ops'] },
  ] as const;
  const of = (kind: string, audience: string) => wordingFor(templates, { kind, audience });
  expect([of('host-failed', 'ops'), of('host-failed', 'dev'), of('gate-closed', 'ops')]).toEqual([
    { lines: ['ops'] },
    { subject: 'all' },
    null,
  ]);
});

it('what a host says is never a placeholder, ends no line, and nothing makes it fail', () => {
  const wording = { subject: '{hostname}', lines: ['{hostname}', 'a {', '{no.such}', '{__proto__.x}'] };
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('{', '}', 'text', 'owner', '\n', '\r', '\u2028', 'x') }),
      (hostname) => {
        const { subject, lines } = composeNotice({ ...failed({ hostname }), wording });
        for (const line of [subject, ...lines]) expect(line).not.toMatch(/[\n\r\u2028]/);
        expect(subject.replaceAll(' ', '')).toBe(hostname.replaceAll(/[\n\r\u2028]/g, '').slice(0, 200));
        expect(lines.slice(1)).toEqual(['a {', 'none', 'none']);
      },
    ),
  );
});
