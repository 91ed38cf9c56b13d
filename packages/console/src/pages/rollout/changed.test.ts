import { expect, it } from 'vitest';
import { changed, type Picture } from './changed.ts';

const host = (hostId: string, phase: 'waiting' | 'away' = 'waiting'): Picture['rollout']['hosts'][number] => ({
  ...{ hostId, wave: 0, phase, since: '2026-11-21T08:00:00.000Z', attemptId: null, reason: null, step: null },
});
const wait = (hostId: string, wave: number): Picture['waiting'][number] => ({
  hostId,
  reason: { code: 'waiting-for-wave', facts: { wave } },
});
const before: Picture = {
  rollout: {
    ...{ rolloutId: 'rollout-1', planDigest: `sha256:${'a'.repeat(64)}`, environment: 'prod', state: 'running' },
    ...{ startedAt: '2026-11-21T08:00:00.000Z', endedAt: null, reason: null, waves: [], acceptedFailures: [] },
    hosts: [host('host-1'), host('host-2'), host('host-3')],
  },
  hostnames: { 'host-1': 'web-1', 'host-2': 'web-2', 'host-3': 'web-3' },
  waiting: [wait('host-1', 1), wait('host-2', 1), wait('host-3', 1)],
  ending: { code: 'waiting-for-soak', facts: {} },
  failures: [],
};

it('takes what is new or other, forgets who waits no more, and leaves what was not told of', () => {
  const { ending: _, ...rest } = before;
  const after = changed(before, {
    ...rest,
    rollout: { ...before.rollout, state: 'paused', hosts: [host('host-2', 'away')] },
    hostnames: {},
    waiting: [wait('host-3', 2)],
    waitsNoMore: ['host-2'],
  });
  expect(after).toEqual({
    ...rest,
    rollout: { ...before.rollout, state: 'paused', hosts: [host('host-1'), host('host-2', 'away'), host('host-3')] },
    waiting: [wait('host-1', 1), wait('host-3', 2)],
  });
});
