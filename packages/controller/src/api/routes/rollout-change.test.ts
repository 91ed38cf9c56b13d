import { asHostId } from '@slipway/core/ids';
import { reason } from '@slipway/core/reasons';
import type { ExplainedRolloutAnswer } from '@slipway/protocol/api';
import { THE_MORNING } from '@slipway/testkit/builders';
import { aRollout } from '@slipway/testkit/store-rows';
import { expect, it, vi } from 'vitest';
import { rolloutNews } from './rollout-change.ts';

const HOSTS = 5000;
const idAt = (at: number) => asHostId(`host-${at}`);
const closed = reason('waiting-for-wave', { wave: 2 });

const hostAt = (at: number): ExplainedRolloutAnswer['rollout']['hosts'][number] => ({
  ...{ hostId: idAt(at), wave: at % 5, phase: 'waiting', since: THE_MORNING },
  ...{ attemptId: null, reason: null, step: null },
});
const places = Array.from({ length: HOSTS }, (_, at) => at);
const before: ExplainedRolloutAnswer = {
  rollout: { ...aRollout({ rolloutId: 'rollout-1' }), hosts: places.map(hostAt) },
  hostnames: Object.fromEntries(places.map((at) => [idAt(at), `web-${at}`])),
  waiting: places.map((at) => ({ hostId: idAt(at), reason: closed })),
  budget: { failed: 0, allowed: 1 },
};

/** What a watcher of changes is told of the second picture. */
const changeOf = (first: ExplainedRolloutAnswer, second: ExplainedRolloutAnswer) => {
  const news = rolloutNews('changes');
  expect(news(first)).toEqual({ event: 'rollout', text: JSON.stringify(first) });
  const told = news(second);
  if (told !== null) expect(told.event).toBe('change');
  return told === null ? null : JSON.parse(told.text);
};

it('is nothing where nothing is otherwise', () => {
  expect(changeOf(before, structuredClone(before))).toBeNull();
});

it('is the host that went on, and that it waits no more: some hundred bytes of 5,000 hosts', () => {
  const now: ExplainedRolloutAnswer = {
    ...before,
    rollout: {
      ...before.rollout,
      hosts: before.rollout.hosts.map((host, at) => (at === 7 ? { ...host, phase: 'away', step: 'apply' } : host)),
    },
    waiting: before.waiting.filter((_, at) => at !== 7),
  };
  const change = changeOf(before, now);
  expect(change).toEqual({
    rollout: { ...before.rollout, hosts: [{ ...hostAt(7), phase: 'away', step: 'apply' }] },
    hostnames: {},
    waiting: [],
    waitsNoMore: [idAt(7)],
    budget: { failed: 0, allowed: 1 },
  });
  expect([JSON.stringify(change).length < 1000, JSON.stringify(before).length > 1_000_000]).toEqual([true, true]);
});

it('is another reason of a host that waits, and what does not grow with the fleet', () => {
  const waits = reason('waiting-for-wave', { wave: 3 });
  const [first, ...others] = before.waiting;
  const now = { ...before, waiting: [{ hostId: first?.hostId ?? idAt(0), reason: waits }, ...others] };
  expect(changeOf(before, now)).toMatchObject({ waiting: [{ hostId: idAt(0), reason: waits }], waitsNoMore: [] });
  const spent = { ...before, budget: { failed: 1, allowed: 1 } };
  expect(changeOf(before, spent)).toMatchObject({ rollout: { hosts: [] }, waiting: [], budget: { failed: 1 } });
});

it.each([
  ['changes', [2, 1, 1]],
  ['whole', [1, 1, 1]],
] as const)('makes a text of each row once a look, for watchers of %s', (form, expected) => {
  const news = rolloutNews(form);
  const texts = expected.map(() => {
    const made = vi.fn<(host: object) => object>((host) => host);
    const hosts = before.rollout.hosts.map((host) => ({ ...host, toJSON: () => made(host) }));
    news({ ...before, rollout: { ...before.rollout, hosts } });
    return made;
  });
  // The first picture is told whole besides.
  expect(texts.map(({ mock }) => mock.calls.length / HOSTS)).toEqual(expected);
});

it('is all again, or nothing, for a watcher of whole pictures', () => {
  const news = rolloutNews('whole');
  expect(news(before)?.event).toBe('rollout');
  expect(news(structuredClone(before))).toBeNull();
  const spent = { ...before, budget: { failed: 1, allowed: 1 } };
  expect(news(spent)).toEqual({ event: 'rollout', text: JSON.stringify(spent) });
});
