// What a host is asked to propose: the targets of a patch set that would change it, without what an exception leaves out,
// and what may go for them.

import { madeRoom } from '@slipway/core/kernel';
import {
  applicableTargets,
  indexFor,
  isKernelPackage,
  type PatchSet,
  quarantineAgainst,
  type Target,
  targetsFor,
} from '@slipway/core/patch-set';
import { makesRoom } from '@slipway/core/plan';
import { type Exception, rulesOf } from '@slipway/core/policy';
import type { Instant } from '@slipway/core/time';
import type { ProposalWish, VersionConffiles } from '@slipway/protocol/agent';
import type { HostRecord, StoredInventory, StoredProposal, StoreView } from '../../ports/index.ts';
import { actingNow } from '../exception/index.ts';
import { wishBack } from './wishes-back.ts';

export const wishesOf = async (
  view: StoreView,
  host: HostRecord,
  open: readonly StoredProposal[],
  now: Instant,
): Promise<readonly ProposalWish[]> => {
  const stored: StoredInventory | null = await view.fleet.inventory(host.hostId);
  if (stored === null) return [];
  const { inventory } = stored;
  const acting = await actingNow(view, now);
  const selecting = acting.on(host.labels);
  const quarantines = await view.promotions.standingQuarantines();
  const wishes: ProposalWish[] = [];
  for (const { patchSetDigest } of open) {
    const found = await view.patchSets.patchSet(patchSetDigest);
    if (found?.patchSet.takesBack !== undefined) {
      const back = await wishBack(view, host, stored, { patchSetDigest, patchSet: found.patchSet });
      if (back !== null) wishes.push(back);
      continue;
    }
    const index = found === null ? null : indexFor(found.patchSet, inventory);
    if (found === null || index === null) continue;
    const { platform, digest, sizeBytes } = index;
    const excepted = (target: Target): Exception | null =>
      inventory.packages.reduce<Exception | null>(
        (by, { name, architecture, version }) =>
          by ??
          (name === target.name && architecture === target.architecture
            ? acting.against(selecting, inventory.system, { name, architecture, from: version, to: target })
            : null),
        null,
      );
    const applicable = applicableTargets(found.patchSet, inventory);
    const quarantined = applicable.filter((target) => quarantineAgainst(quarantines, target) !== null);
    const unbarred = applicable.filter((target) => !quarantined.includes(target));
    const noRoom = await kernelsWithoutRoom(view, host, inventory, unbarred);
    const leftOut = applicable.filter(
      (target) =>
        quarantined.includes(target) || noRoom.includes(target) || (selecting.length > 0 && excepted(target) !== null),
    );
    const targets = applicable
      .filter((target) => !leftOut.includes(target))
      .map(({ name, architecture, version }) => ({ name, architecture, version }));
    wishes.push({
      patchSetDigest,
      // Without its origins: protocol 1 knows an index by these three.
      index: { platform, digest, sizeBytes },
      targets,
      conffiles: conffilesOf(targetsFor(found.patchSet, inventory), applicable),
      avoid: avoided(selecting, [...leftOut, ...(noRoom.length === 0 ? [] : kernelsOf(found.patchSet))]),
      mayRemove: await removable(view, host, patchSetDigest),
      ownFiles: 'wanted',
    });
  }
  return wishes;
};

/** What it has not installed comes as a dependency or not at all: of that only the configuration files that there are. */
const conffilesOf = (possible: readonly Target[], applicable: readonly Target[]): readonly VersionConffiles[] => {
  const updates = new Set(applicable);
  return possible.flatMap((target) => {
    const { name, architecture, version, conffiles: files } = target;
    const isTold = files !== undefined && (files.length > 0 || updates.has(target));
    return isTold ? [{ name, architecture, version, files }] : [];
  });
};

/** Every package of a kernel, where one more does not fit below /boot and no old one may go for it: the rest of the updates goes on without. */
const kernelsWithoutRoom = async (
  { plans }: StoreView,
  { labels, contact }: HostRecord,
  { system, packages }: StoredInventory['inventory'],
  wanted: readonly Target[],
): Promise<readonly Target[]> => {
  const names = wanted.map(({ name }) => name);
  const wish = { kernel: system.kernel, packages, names, are: 'asked' } as const;
  // Mostly there is room, and nobody need look at its rules.
  if (madeRoom({ ...wish, rules: null, can: false }).kind === 'enough') return [];
  const policy = await plans.policy();
  const rules = policy === null ? null : rulesOf(labels, policy.value);
  const room = madeRoom({
    ...wish,
    rules: rules?.kind === 'rules' ? (rules.environment.kernels ?? null) : null,
    can: makesRoom({ capabilities: contact?.capabilities ?? [] }),
  });
  return room.kind === 'enough' ? [] : wanted.filter(({ name }) => isKernelPackage(name));
};

const kernelsOf = ({ targets }: PatchSet): readonly Target[] => targets.filter(({ name }) => isKernelPackage(name));

/** Nothing that is asked for may bring along what an exception leaves out, what is kept from hosts, or what has no room. */
const avoided = (selecting: readonly Exception[], leftOut: readonly Target[]): readonly string[] => {
  const named = selecting.flatMap(({ leavesOut }) => ('package' in leavesOut ? [leavesOut.package] : []));
  return [...new Set([...named, ...leftOut.map(({ name }) => name)])].sort();
};

/** What a person who asked for a plan of this patch set allowed to go. */
const removable = async (
  { plans }: StoreView,
  { labels }: HostRecord,
  patchSetDigest: StoredProposal['patchSetDigest'],
): Promise<readonly string[]> => {
  const names = new Set<string>();
  for (const { value } of await plans.openPlanRequests()) {
    if (value.patchSetDigest !== patchSetDigest || value.environment !== labels['environment']) continue;
    for (const override of value.overrides) if (override.kind === 'allow-removal') names.add(override.package);
  }
  return [...names].sort();
};
