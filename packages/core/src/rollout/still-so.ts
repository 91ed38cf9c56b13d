// Still so: after the soak the hosts that are done, or done in part, say of their checks once more what verify said. Who is no longer well, or
// has not said for as long as makes another host lost, counts as a failure; it stays patched, and nobody touches it.

import { type Reason, reason } from '../reasons/index.ts';
import { addSeconds, type Instant } from '../time/index.ts';
import { SILENCE_SECONDS_MAX, STILL_SO_UNWELL_SECONDS } from './limits.ts';
import { wasApplied } from './phases.ts';
import type { AskedAfterSoak, Rollout, RolloutHost, RolloutInput, StillSo } from './types.ts';

export type StillSoLook = Pick<RolloutInput, 'header' | 'stillSo' | 'now'>;

/** Named in a reason; the page of the rollout has all. */
const NAMED_MAX = 3;

/** Notes of each what it said after its soak. What was noted stays. */
export const noteStillSo = (rollout: Rollout, look: StillSoLook): Rollout => {
  const hosts = rollout.hosts.map((host) => {
    const asked = look.stillSo?.get(host.hostId);
    const soak = asked === undefined ? null : soakBehind(host, rollout, look);
    if (asked === undefined || soak === null || soak.until > look.now) return host;
    const stillSo = judged(asked, soak.until, look.now);
    return stillSo === null ? host : { ...host, stillSo, reason: stillSo.reason ?? host.reason };
  });
  return hosts.every((host, index) => host === rollout.hosts[index]) ? rollout : { ...rollout, hosts };
};

const judged = ({ reading }: AskedAfterSoak, until: Instant, now: Instant): StillSo | null => {
  const isAnswered = reading !== null && reading.at >= until;
  if (isAnswered && reading.state === 'ok') return { state: 'well', at: reading.at, reason: null };
  if (isAnswered && reading.state === 'critical' && reading.at >= addSeconds(until, STILL_SO_UNWELL_SECONDS)) {
    return { state: 'not-well', at: reading.at, reason: reason('still-so-not', { detail: reading.found }) };
  }
  if (addSeconds(until, SILENCE_SECONDS_MAX) > now) return null;
  const detail = isAnswered ? reading.found : 'nothing was heard of its checks';
  return { state: 'not-well', at: now, reason: reason('still-so-unsaid', { until, detail }) };
};

/**
 * The soak that the host is part of: behind its own wave, or behind the last one where it came when its own had passed.
 * `null`: there is none, or it has not begun, or it was passed; or what it came to is noted.
 */
const soakBehind = (
  host: RolloutHost,
  { afterSoak, lastWave, waves }: Rollout,
  { header }: Pick<StillSoLook, 'header'>,
): { readonly wave: number; readonly until: Instant } | null => {
  if (afterSoak !== 'asked' || !wasApplied(host.phase) || host.stillSo !== undefined) return null;
  const passedAt = waves[host.wave]?.passedAt ?? null;
  const wave = passedAt === null || host.since <= passedAt ? host.wave : waves.length - 1;
  if (wave === waves.length - 1 && lastWave !== 'gated') return null;
  const standing = waves[wave];
  const seconds = header.waves[wave]?.gates.soakSeconds ?? 0;
  if (standing === undefined || standing.settledAt === null || standing.passedAt !== null || seconds === 0) return null;
  return { wave, until: addSeconds(standing.settledAt, seconds) };
};

/** Who is to be asked now, and from when on what it says counts. */
export const askedAfterSoak = (
  rollout: Rollout,
  look: Pick<StillSoLook, 'header' | 'now'>,
): readonly { readonly host: RolloutHost; readonly until: Instant }[] =>
  rollout.hosts.flatMap((host) => {
    const soak = soakBehind(host, rollout, look);
    return soak === null || soak.until > look.now ? [] : [{ host, until: soak.until }];
  });

/** Why the wave waits for its hosts' word; `null`: it does not. */
export const waitsForWord = (
  index: number,
  rollout: Rollout,
  look: StillSoLook,
): { readonly reason: Reason; readonly until: Instant } | null => {
  const open = rollout.hosts.flatMap((host) => {
    const soak = look.stillSo?.has(host.hostId) === true ? soakBehind(host, rollout, look) : null;
    return soak?.wave === index ? [{ hostId: host.hostId, until: soak.until }] : [];
  });
  const [first] = open;
  if (first === undefined) return null;
  const named = open.slice(0, NAMED_MAX).map(({ hostId }) => hostId);
  const hosts = `${named.join(', ')}${open.length > NAMED_MAX ? `, and ${open.length - NAMED_MAX} more` : ''}`;
  const until = addSeconds(first.until, SILENCE_SECONDS_MAX);
  return { reason: reason('still-so-waited', { count: open.length, hosts, until }), until };
};
