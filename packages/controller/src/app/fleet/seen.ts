// Hosts that were heard again and said what they had said before. When they were last heard, and how far off their clocks
// are, is collected here and written together: a synced commit for each cost more than all else that a check-in takes.
// What a decision rests on never comes here (check-in.ts). A controller that dies loses at most what was heard since the
// last write, and hosts that it calls silent a moment too early; each one's next check-in puts that right.

import { canonicalise } from '@slipway/core/document';
import type { HostId } from '@slipway/core/ids';
import { type Instant, msBetween } from '@slipway/core/time';
import type { HostContact, HostRecord, SeenHost, Store } from '../../ports/index.ts';
import type { App } from '../context.ts';

/** Far below the 10 seconds for which a contact is left alone anyway, and enough for one commit to serve hundreds. */
const WRITE_AFTER_MS = 1000;
/** Without a hint, which comes with the first host: this only finds what a write that failed has left. */
const POLL_MS = 5000;
/** 100,000 hosts that check in once a minute are 1,700 a second. Beyond that whoever comes next writes for all, and waits. */
const HOSTS_MAX = 10_000;
/** Of one write: some 30 ms, in which no other begins. */
const PORTION = 250;

class Waiting {
  readonly hosts = new Map<HostId, SeenHost>();
  /** When the first of them was heard. */
  since: Instant | null = null;
  /** One of them had been silent. */
  isBack = false;
}

/** Of each store that is open, and gone with it. */
const stores = new WeakMap<Store, Waiting>();

const waitingOf = ({ ports: { store } }: App): Waiting => {
  const known = stores.get(store) ?? new Waiting();
  stores.set(store, known);
  return known;
};

export interface SeenAgain {
  readonly host: SeenHost;
  /** Before it was heard: others may have been waiting for it. */
  readonly wasSilent: boolean;
}

/**
 * Held against the host's record as it was read: if that becomes another meanwhile, because the host said more or people
 * changed something, this is dropped, and makes nothing look confirmed that was not.
 */
export const noteSeen = async (app: App, { host, wasSilent }: SeenAgain): Promise<void> => {
  const waiting = waitingOf(app);
  waiting.isBack ||= wasSilent;
  waiting.hosts.set(host.hostId, host);
  if (waiting.since === null) {
    waiting.since = app.ports.clock.now();
    app.ports.nudge.notify('seen');
  }
  if (waiting.hosts.size >= HOSTS_MAX) await writeSeen(app);
};

/** The loop's look: milliseconds until the next. */
export const lookAtSeen = async (app: App): Promise<number> => {
  const { since } = waitingOf(app);
  if (since === null) return POLL_MS;
  const dueMs = WRITE_AFTER_MS - msBetween(since, app.ports.clock.now());
  if (dueMs > 0) return dueMs;
  await writeSeen(app);
  return waitingOf(app).since === null ? POLL_MS : WRITE_AFTER_MS;
};

/** All that were heard until now; what cannot be written stays for the next time. Also at the end of a controller's life. */
export const writeSeen = async (app: App): Promise<void> => {
  const waiting = waitingOf(app);
  const heard = [...waiting.hosts.values()];
  for (let from = 0; from < heard.length; from += PORTION) {
    const portion = heard.slice(from, from + PORTION);
    await app.ports.store.write(async (change) => await change.fleet.noteSeen(portion));
    for (const host of portion) {
      // Heard once more meanwhile: that stays.
      if (waiting.hosts.get(host.hostId) === host) waiting.hosts.delete(host.hostId);
    }
  }
  waiting.since = waiting.hosts.size === 0 ? null : app.ports.clock.now();
  if (!waiting.isBack) return;
  // Not for every host that is heard as always: a fleet of thousands had the rollouts, and with them itself, looked at
  // every second.
  waiting.isBack = waiting.since !== null;
  app.ports.nudge.notify('rollout');
};

/** All that a host says of itself, but when, and what its clock shows. Asked with every check-in. */
export const saysTheSame = (one: HostRecord, other: HostRecord): boolean => {
  const [before, after] = [one.contact, other.contact];
  if (before === null || after === null) return before === after;
  return (
    one.reportedMode === other.reportedMode &&
    one.reportedAdoptionOrder === other.reportedAdoptionOrder &&
    SAID.every((field) => before[field] === after[field]) &&
    isSameList(before.capabilities, after.capabilities) &&
    before.isolation?.order === after.isolation?.order &&
    before.isolation?.state === after.isolation?.state &&
    isSameRefusal(before.refusal, after.refusal)
  );
};

const SAID = [
  ...(['agentVersion', 'bootId', 'stopped', 'readyFor', 'attemptId'] as const),
  ...(['ledgerSequence', 'ledgerDigest', 'ledgerGeneration'] as const),
];

const isSameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((text, at) => text === other[at]);

/** What comes back from a store has its fields in another order than what was just heard. */
const isSameRefusal = (one: HostContact['refusal'], other: HostContact['refusal']): boolean =>
  one === null || other === null
    ? one === other
    : one.hostPlanDigest === other.hostPlanDigest &&
      one.reason.code === other.reason.code &&
      canonicalise(one.reason.facts) === canonicalise(other.reason.facts);
