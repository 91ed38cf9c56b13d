// Adopt and leave: what people want of a host's mode. The host obeys a signed order, and says so in its ledger.

import type { HostId } from '@slipway/core/ids';
import { type Outcome, refuse } from '@slipway/core/reasons';
import type { HostRecord } from '../../ports/index.ts';
import type { Actor } from '../access/index.ts';
import type { App } from '../context.ts';
import { changeHost } from './change-host.ts';

export const setMode = async (
  app: App,
  actor: Actor,
  hostId: HostId,
  mode: 'adopted' | 'observed',
): Promise<Outcome<HostRecord>> => {
  const changed = await changeHost(app, actor, hostId, `host.${mode === 'adopted' ? 'adopt' : 'leave'}`, (host) =>
    host.wantedMode === mode ? host : { ...host, wantedMode: mode, adoptionOrder: host.adoptionOrder + 1 },
  );
  if (changed.ok) app.ports.nudge.notify(`host:${hostId}`);
  return changed;
};

export const setLabels = async (
  app: App,
  actor: Actor,
  hostId: HostId,
  labels: Readonly<Record<string, string>>,
): Promise<Outcome<HostRecord>> => {
  const inRollout = await app.ports.store.read(async ({ rollouts }) =>
    (await rollouts.openRollouts()).find(({ value }) => value.hosts.some((host) => host.hostId === hostId)),
  );
  // Membership decides cluster limits: it must not move under a rollout that was planned with it.
  if (inRollout !== undefined) return refuse('host-busy', { rollout: inRollout.value.rolloutId });
  return await changeHost(app, actor, hostId, 'host.label', (host) => ({ ...host, labels }));
};

export const askRefresh = async (app: App, actor: Actor, hostId: HostId): Promise<Outcome<HostRecord>> => {
  const changed = await changeHost(app, actor, hostId, 'host.refresh', (host) => ({ ...host, refreshWanted: true }));
  app.ports.nudge.notify(`host:${hostId}`);
  return changed;
};

export const retireHost = async (app: App, actor: Actor, hostId: HostId): Promise<Outcome<HostRecord>> =>
  await changeHost(app, actor, hostId, 'host.retire', (host) => ({ ...host, retiredAt: app.ports.clock.now() }));
