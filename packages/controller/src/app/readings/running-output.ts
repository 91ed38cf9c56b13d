// What a host's package transaction prints while it runs, for whoever watches: asking for it is what has the host tell it.
// For eyes alone: nothing is ever decided by it.

import type { HostId, RolloutId } from '@slipway/core/ids';
import { type Reading, type ReadingSubject, readingIdOf } from '@slipway/core/reading';
import { explain, type Outcome, ok, reason, refuse } from '@slipway/core/reasons';
import type { HostPhase } from '@slipway/core/rollout';
import { addSeconds } from '@slipway/core/time';
import type { RunningOutputAnswer } from '@slipway/protocol/api';
import type { StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { capabilityFor } from './due.ts';
import { readingsOf, wantReadings } from './want.ts';

/** Whoever still looks on asks again long before; of whoever has closed the page the host hears soon after. */
const WANTED_SECONDS = 20;
/** A host at work tells about once a second. Whoever was silent for this long may be at nothing any more, and never say so. */
const SILENT_SECONDS = 10;

type Output = Extract<ReadingSubject, { readonly kind: 'output' }>;
type Look =
  | { readonly kind: 'answer'; readonly answer: RunningOutputAnswer }
  | { readonly kind: 'asked'; readonly subject: Output; readonly answer: RunningOutputAnswer };

export const showRunningOutput = async (
  app: App,
  rolloutId: RolloutId,
  hostId: HostId,
): Promise<Outcome<RunningOutputAnswer>> => {
  const found = await app.ports.store.read(async (view) => await look(app, view, rolloutId, hostId));
  if (!found.ok) return found;
  const { kind, answer } = found.value;
  if (kind === 'asked') await wantReadings(app, [{ hostId, subject: found.value.subject }], WANTED_SECONDS);
  return ok(answer);
};

const look = async (app: App, view: StoreView, rolloutId: RolloutId, hostId: HostId): Promise<Outcome<Look>> => {
  const going = await goingOn(app, view, rolloutId, hostId);
  if (going !== null) return ok(going);
  const rollout = (await view.rollouts.rollout(rolloutId))?.value;
  const host = rollout?.hosts.find((one) => one.hostId === hostId);
  if (host === undefined) {
    return refuse('not-found', { what: 'host of a rollout', id: `${hostId} in ${rolloutId}` });
  }
  if (host.attemptId === null || !UNDER_WAY.has(host.phase)) return ok({ kind: 'answer', answer: nothing('none') });
  const subject: Output = { kind: 'output', attemptId: host.attemptId };
  const capability = capabilityFor(subject);
  const contact = (await view.fleet.host(hostId))?.value.contact ?? null;
  if (contact?.capabilities.includes(capability) !== true) {
    const why = explain(reason('host-lacks-capability', { capability }));
    return ok({ kind: 'answer', answer: nothing('unknown', why) });
  }
  const reading = (await readingsOf(app, view, { hostIds: [hostId], subject })).get(hostId)?.reading ?? null;
  return ok({ kind: 'asked', subject, answer: shown(reading) });
};

/**
 * Of an attempt that tells and has not ended: who watches asks each second, and a rollout is a large document.
 * `null`: whether there is one, the rollout says.
 */
const goingOn = async (
  { ports: { clock, sha256 } }: App,
  { readings, rollouts }: StoreView,
  rolloutId: RolloutId,
  hostId: HostId,
): Promise<Look | null> => {
  const grant = (await rollouts.grantsOf(hostId)).findLast((one) => one.rolloutId === rolloutId);
  if (grant === undefined) return null;
  const subject: Output = { kind: 'output', attemptId: grant.attemptId };
  const taken = (await readings.reading(hostId, readingIdOf(subject, sha256)))?.taken ?? null;
  if (taken === null || taken.receivedAt <= addSeconds(clock.now(), -SILENT_SECONDS)) return null;
  return { kind: 'asked', subject, answer: shown(taken.reading) };
};

/** A host that is lost may be in the middle of it still: what it told last stays in sight. */
const UNDER_WAY: ReadonlySet<HostPhase> = new Set(['granted', 'away', 'lost']);

const nothing = (state: RunningOutputAnswer['state'], why: string | null = null): RunningOutputAnswer => ({
  ...{ state, why, transaction: null, bytes: 0, text: '', takenAt: null },
});

const shown = (reading: Reading | null): RunningOutputAnswer => {
  if (reading === null) return nothing('awaited');
  if (reading.state === 'unknown') return nothing('unknown', reading.text);
  const { transaction = null, bytes = 0, text = '' } = reading.output ?? {};
  return { state: 'told', why: null, transaction, bytes, text, takenAt: reading.takenAt };
};
