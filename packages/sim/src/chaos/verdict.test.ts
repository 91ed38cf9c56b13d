import { describe, expect, it } from 'vitest';
import type { HostEnd } from './judge.ts';
import type { RunEnd } from './run.ts';
import { brokenIn } from './verdict.ts';

const AGENTS = 2;

const aHost = (hostname: string, given: Partial<HostEnd> = {}): HostEnd => ({
  hostname,
  mode: 'adopted',
  inService: true,
  installed: ['openssl 1.0-1+deb12u1'],
  steps: ['preflight', 'apply', 'verify'],
  phases: ['dev done'],
  ...given,
});

const QUIET: RunEnd = {
  problems: [],
  hosts: [aHost('dev-app-0'), aHost('prod-app-1', { phases: ['prod done'] })],
  rollouts: 2,
  faults: { kills: 0, restarts: 0, failovers: 0, stillSeconds: 0 },
  acknowledged: 100,
  askedAgain: 0,
  seconds: 60,
};
const DISTURBED: RunEnd = { ...QUIET, faults: { kills: 5, restarts: 2, failovers: 1, stillSeconds: 33 } };

const broken = (given: { readonly quiet?: Partial<RunEnd>; readonly disturbed?: Partial<RunEnd> }) =>
  brokenIn({ agents: AGENTS, quiet: { ...QUIET, ...given.quiet }, disturbed: { ...DISTURBED, ...given.disturbed } });

describe('what two runs show', () => {
  it('holds where both did the same work, and one was disturbed', () => {
    expect(broken({})).toEqual([]);
  });

  const nothing = { hosts: [], rollouts: 0, acknowledged: 0 };
  it('is broken where nothing happened in either', () => {
    expect(broken({ quiet: nothing, disturbed: nothing })).toEqual([
      'undisturbed: 0 hosts ended it, of 2',
      'undisturbed: 0 rollouts have run, of 2',
      'undisturbed: no controller has acknowledged anything',
      '0 hosts ended it, of 2',
      '0 rollouts have run, of 2',
      'no controller has acknowledged anything',
    ]);
  });

  it.each([
    ['nobody was killed', { faults: { ...DISTURBED.faults, kills: 2 } }, 'only 2 controllers were killed'],
    ['the database went on', { faults: { ...DISTURBED.faults, restarts: 1 } }, 'the database was restarted 1 times'],
    ['it never failed over', { faults: { ...DISTURBED.faults, failovers: 0 } }, 'the database did not fail over'],
    ['nobody stood still', { faults: { ...DISTURBED.faults, stillSeconds: 0 } }, 'no controller stood still for 30 s'],
    ['a rollout is missing', { rollouts: 1 }, '1 rollouts have run, of 2'],
    ['something else was broken', { problems: ['a lease is left over: host-1'] }, 'a lease is left over: host-1'],
  ])('is broken where %s', (_what, disturbed, says) => {
    expect(broken({ disturbed })).toEqual([says]);
  });

  it('is broken where hosts ended alike without having been changed', () => {
    const hosts = [aHost('dev-app-0', { steps: [], phases: [] }), aHost('prod-app-1', { phases: ['prod done'] })];
    expect(broken({ quiet: { hosts }, disturbed: { hosts } })).toEqual([
      'undisturbed: 1 hosts have changed nothing',
      'undisturbed: no rollout is done with 1 hosts',
      '1 hosts have changed nothing',
      'no rollout is done with 1 hosts',
    ]);
  });

  it('is broken where a host ended otherwise than undisturbed', () => {
    const [first, second] = QUIET.hosts;
    const hosts = [first, second].flatMap((host) => (host === undefined ? [] : [host]));
    const away = hosts.map((host, at) => (at === 1 ? { ...host, inService: false } : host));
    expect(broken({ disturbed: { hosts: away } })).toEqual([expect.stringContaining('prod-app-1 ended as')]);
  });
});
