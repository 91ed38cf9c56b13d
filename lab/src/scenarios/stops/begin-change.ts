import type { LabHost } from '../../host/index.ts';
import { hostId, type ManagedFleet } from '../../managed/index.ts';
import { cutPatchSet, startRollout, untilPending } from '../../product/index.ts';
import { planned } from '../made-update.ts';
import { claim } from '../scenario.ts';
import { type Grown, linesNow } from './moments.ts';
import { changesOf } from './whole-end.ts';

/** Made packages that go together from one version to another. */
export interface MadeSet {
  readonly packages: readonly string[];
  readonly publish: (managed: ManagedFleet, versions: readonly number[]) => Promise<void>;
  /** As the package manager has the version of that number. */
  readonly versionOf: (version: number) => string;
}

export interface BegunChange {
  readonly rolloutId: string;
  readonly changes: Awaited<ReturnType<typeof changesOf>>;
  /** The logs before the rollout was started. */
  readonly before: Grown;
}

/** Offers the wanted version, plans all of the set on this host, and starts it. */
export async function beginChange(
  managed: ManagedFleet,
  { packages, publish, versionOf }: MadeSet,
  of: { readonly host: LabHost; readonly installed: number; readonly wanted: number },
): Promise<BegunChange> {
  const { host, installed, wanted } = of;
  // What is installed stays in the repository: there is a way back.
  await publish(managed, [installed, wanted]);
  const [name = ''] = packages;
  await untilPending(managed.api, hostId(managed, host.name), { name, to: versionOf(wanted) });
  const named = { packages, advisories: [] };
  const plan = await planned(managed, 'dev', await cutPatchSet(managed.api, { scope: 'named', named }));
  const changes = await changesOf(managed, plan, host.name);
  claim(changes.length === packages.length, `all of them are planned: ${JSON.stringify(changes)}`);
  const before = await linesNow(host);
  return { rolloutId: await startRollout(managed.api, plan), changes, before };
}
