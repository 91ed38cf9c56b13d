// A rollback as people read it before they ask for one.

import { type Outcome, ok } from '@slipway/core/reasons';
import type { RollbackScopeAnswer } from '@slipway/protocol/api';
import type { App } from '../context.ts';
import { type ReopeningVersion, withReopened } from './reopened.ts';
import { type HostScope, rollbackScope, type ScopeWish } from './scope.ts';

export const showRollback = async (app: App, wish: ScopeWish): Promise<Outcome<RollbackScopeAnswer>> => {
  const found = await rollbackScope(app, wish);
  if (!found.ok) return found;
  const { rollout, patchSetDigest, hosts, versions } = found.value;
  const { rolloutId, planDigest, environment } = rollout;
  const now = app.ports.clock.now();
  const reopening = await app.ports.store.read(async (view) => await withReopened(view, versions, now));
  return ok({
    rolloutId,
    planDigest,
    environment,
    patchSetDigest,
    hosts: hosts.map(shownHost),
    versions: reopening.map(shownVersion),
  });
};

const shownVersion = ({
  platform,
  name,
  version,
  advisories,
  isQuarantined,
  reopened,
}: ReopeningVersion): RollbackScopeAnswer['versions'][number] => ({
  ...{ platform, name, version, isQuarantined, advisories: [...advisories] },
  reopened: { vulnerabilities: [...reopened.vulnerabilities], unknown: reopened.unknown },
});

const shownHost = ({ hostId, hostname, finished, back }: HostScope): RollbackScopeAnswer['hosts'][number] => {
  if (!back.ok || finished === null) {
    return { hostId, hostname, changes: [], stays: [], conffiles: [], reason: back.ok ? null : back.reason };
  }
  const { changes, stays } = back.value;
  return {
    ...{ hostId, hostname, reason: null },
    changes: changes.map(({ kind, name, architecture, from, to }) => ({ kind, name, architecture, from, to })),
    stays: stays.map(({ name, architecture, to }) => ({ name, architecture, version: to ?? '' })),
    conffiles: finished.conffiles.map(({ package: its, path, decision }) => ({ package: its, path, decision })),
  };
};
