import { describe, expect, it } from 'vitest';
import { asInstant } from '../../time/index.ts';
import { placeText } from '../problem.ts';
import type { Exception } from '../process-types.ts';
import { exceptionsProblems } from './index.ts';

const anException = (given: Partial<Exception> = {}): Exception => ({
  name: 'old-tls',
  hosts: 'role = billing',
  leavesOut: { package: 'openssl' },
  owner: 'team-billing',
  why: 'the billing appliance breaks with it',
  compensatingControl: 'reachable from the bastion alone',
  approvedBy: 'ada',
  expiresAt: asInstant('2026-12-24T00:00:00.000Z'),
  ...given,
});
const problemsOf = (...exceptions: readonly Exception[]): readonly string[] =>
  exceptionsProblems(exceptions).map(({ path, what }) => `${placeText(path)}: ${what}`);

describe('an exception', () => {
  it('is sound whether or not it has expired: that is a matter of the moment', () => {
    expect(
      problemsOf(anException(), anException({ name: 'old', expiresAt: asInstant('2001-01-01T00:00:00.000Z') })),
    ).toEqual([]);
  });

  it('is judged whole, each problem with its place', () => {
    const wrong = anException({
      name: 'Old TLS',
      hosts: 'package("openssl")',
      leavesOut: { advisory: ' ' },
      owner: '',
      why: '',
      compensatingControl: '\t',
      approvedBy: ' ',
    });
    expect(problemsOf(wrong).map((text) => text.split(':')[0])).toEqual([
      'exceptions[0].name',
      'exceptions[0].hosts',
      'exceptions[0].leavesOut.advisory',
      'exceptions[0].owner',
      'exceptions[0].why',
      'exceptions[0].compensatingControl',
      'exceptions[0].approvedBy',
    ]);
  });

  it('has a name of its own, and somebody else than its owner who agreed', () => {
    expect(problemsOf(anException(), anException({ approvedBy: 'team-billing' }))).toEqual([
      'exceptions[1].name: "old-tls" stands twice',
      'exceptions[1].approvedBy: "team-billing" owns it and cannot agree to it',
    ]);
  });
});
