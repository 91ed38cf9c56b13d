// A condition that hosts answer for: their plug-ins' newest answers, and that they go on answering.

import { type Found, judgePlugIns, type PlugInAnswer } from '@slipway/core/gates';
import type { HostId } from '@slipway/core/ids';
import type { GateCondition } from '@slipway/core/policy';
import { evidenceAt, type ReadingSubject } from '@slipway/core/reading';
import { wasChanged } from '@slipway/core/rollout';
import { evaluateOnLabels, parseSelector } from '@slipway/core/selection';
import type { Instant } from '@slipway/core/time';
import type { StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { everyHost } from '../fleet/index.ts';
import { READINGS_CAPABILITY, readingsOf, wantReadings } from '../readings/index.ts';
import type { StandingGate } from './standing.ts';

export type HostCondition = Extract<GateCondition, { readonly kind: 'plug-in' }>;

/** Wanted so long from each look on: a controller that is away for a moment changes nothing for the hosts. */
export const WANTED_SECONDS = 600;

interface AskedHost {
  readonly hostId: HostId;
  readonly hostname: string;
  readonly canRead: boolean;
}

/** `at`: of the oldest answer; `null` where there is none. */
export const askHosts = async (
  app: App,
  gate: StandingGate,
  condition: HostCondition,
): Promise<Found & { readonly at: Instant | null }> => {
  const { plugIn, parameters } = condition;
  const subject: ReadingSubject = { kind: 'plug-in', plugIn, parameters };
  const hosts = await app.ports.store.read(async (view) => await hostsFor(view, gate, condition));
  if (hosts.length === 0) return nobody(condition);
  const able = hosts.filter(({ canRead }) => canRead);
  await wantReadings(
    app,
    able.map(({ hostId }) => ({ hostId, subject })),
    WANTED_SECONDS,
  );
  const hostIds = hosts.map(({ hostId }) => hostId);
  const taken = await app.ports.store.read(async (view) => await readingsOf(app, view, { hostIds, subject }));
  const answers = hosts.map(({ hostId, hostname, canRead }): PlugInAnswer => {
    const { reading = null, receivedAt = null } = taken.get(hostId) ?? {};
    if (reading !== null && receivedAt !== null) {
      return { hostname, state: reading.state, found: reading.text, at: evidenceAt(reading, receivedAt) };
    }
    const found = canRead ? 'it is asked with its check-ins' : 'its agent is too old to read plug-ins';
    return { hostname, state: null, found, at: null };
  });
  return judgePlugIns(condition, answers, gate.settledAt);
};

/** Where the wave's own hosts are meant and none was changed, there is nothing to look at; a selector means somebody. */
const nobody = ({ hosts }: HostCondition): Found & { readonly at: null } =>
  hosts === undefined
    ? { state: 'open', found: 'no host of the wave was changed', at: null }
    : { state: 'unreadable', found: `no host is selected by \`${hosts}\``, at: null };

const hostsFor = async (
  view: StoreView,
  gate: StandingGate,
  { hosts }: HostCondition,
): Promise<readonly AskedHost[]> => {
  if (hosts !== undefined) {
    const selector = parseSelector(hosts);
    // What is approved went through the border; what cannot be read selects nobody, and that is told.
    if (!selector.ok) return [];
    const all = await everyHost(view);
    return all.filter(({ labels }) => evaluateOnLabels(selector.value, labels) === 'yes').map(askedHost);
  }
  const found: AskedHost[] = [];
  for (const { hostId, hostname, phase } of gate.hosts) {
    if (!wasChanged(phase)) continue;
    const host = await view.fleet.host(hostId);
    found.push(host === null ? { hostId, hostname, canRead: false } : askedHost(host.value));
  }
  return found;
};

const askedHost = ({ hostId, hostname, contact }: Awaited<ReturnType<typeof everyHost>>[number]): AskedHost => ({
  hostId,
  hostname,
  canRead: contact?.capabilities.includes(READINGS_CAPABILITY) === true,
});
