import { canonicalise } from '../../document/index.ts';
import type { HostId } from '../../ids/index.ts';
import type { Inventory } from '../../inventory/index.ts';
import { reason } from '../../reasons/index.ts';
import type { CheckerNote, HostPlan, PlannedChange, RollbackInput } from '../types.ts';
import { type Facts, packageKey } from './facts.ts';
import { error, errorFor, warning } from './notes.ts';

/**
 * A rollback takes back what its rollout did and nothing else, in the opposite order, by agents that can; and no other plan
 * is one.
 */
export function* checkRollback(facts: Facts): Iterable<CheckerNote> {
  const { input, plan } = facts;
  const { rollback, patchSet } = input;
  if ((patchSet.takesBack === undefined) !== (rollback === undefined)) {
    yield errorFor(reason('rollback-patch-set', { patchSet: input.patchSetDigest }));
  }
  if (rollback === undefined) return;
  for (const { hostPlan, host } of facts.planned) {
    yield* checkHostBack(rollback, hostPlan, host?.inventory ?? null);
    if (host !== null && !host.capabilities.includes('rollback/1')) {
      yield error('host-lacks-capability', { capability: 'rollback/1' }, host.hostId);
    }
  }
  yield* checkNothingForgotten(facts, rollback);
  yield* checkOrder(
    rollback,
    plan.header.waves.map(({ group, hosts }) => ({ group, hosts })),
  );
}

function* checkHostBack(
  rollback: RollbackInput,
  { hostId, transaction }: HostPlan,
  inventory: Inventory | null,
): Iterable<CheckerNote> {
  const wrong = (detail: string): CheckerNote =>
    error('check-rollback', { rollout: rollback.rolloutId, detail }, hostId);
  const finished = rollback.finished.get(hostId);
  if (finished === undefined || inventory === null) {
    yield wrong('the host is not among those that are taken back');
    return;
  }
  const done = new Map(finished.transaction.map((change) => [packageKey(change), change]));
  for (const change of transaction) {
    const before = done.get(packageKey(change));
    done.delete(packageKey(change));
    if (before === undefined || change.from !== before.to || change.to !== before.from) {
      yield wrong(`${change.name} would go from ${change.from ?? 'none'} to ${change.to ?? 'none'}`);
    } else if (before.kind === 'install-beside' || isKernelBeside(before)) {
      yield wrong(`${change.name} came beside the kernels that were there and would go`);
    } else if (change.kind !== (change.from === null ? 'install' : change.to === null ? 'remove' : 'downgrade')) {
      yield wrong(`the change of ${change.name} is called ${change.kind}`);
    }
  }
  for (const left of done.values()) {
    if (left.kind === 'install-beside') continue;
    const version = versionIn(inventory, left);
    if (isKernelBeside(left)) {
      if (version === left.to) yield warning(staying(left), hostId);
    } else if (version !== left.from) yield wrong(`${left.name} would stay at ${version ?? 'none'}`);
  }
}

/** Whoever is called back already has nothing left of it. */
function* checkNothingForgotten({ report, hosts }: Facts, rollback: RollbackInput): Iterable<CheckerNote> {
  for (const hostId of report.alreadyThere) {
    const inventory = hosts.get(hostId)?.inventory ?? null;
    const left = rollback.finished
      .get(hostId)
      ?.transaction.find(
        (change) =>
          inventory === null ||
          (change.kind !== 'install-beside' && !isKernelBeside(change) && versionIn(inventory, change) !== change.from),
      );
    if (left === undefined) continue;
    const detail = `${left.name} is not back, though the report says so`;
    yield error('check-rollback', { rollout: rollback.rolloutId, detail }, hostId);
  }
}

/** Within a group, and among hosts without one, nobody goes back before who was changed after it. */
function* checkOrder(
  { rolloutId, waves }: RollbackInput,
  planned: readonly { readonly group: string | null; readonly hosts: readonly HostId[] }[],
): Iterable<CheckerNote> {
  const place = new Map(waves.flatMap((hosts, at) => hosts.map((hostId) => [hostId, at] as const)));
  const reached = new Map<string, number>();
  for (const [at, { group, hosts }] of planned.entries()) {
    const places = hosts.map((hostId) => place.get(hostId) ?? -1);
    const key = canonicalise(group);
    if (new Set(places).size > 1 || Math.max(...places) > (reached.get(key) ?? waves.length)) {
      const detail = `wave ${at + 1} is not in the opposite order of its waves`;
      yield error('check-rollback', { rollout: rolloutId, detail });
    }
    reached.set(key, Math.min(...places));
  }
}

const versionIn = ({ packages }: Inventory, change: PlannedChange): string | null =>
  packages.find((one) => packageKey(one) === packageKey(change))?.version ?? null;

const staying = ({ name, to }: PlannedChange) => reason('rollback-kernel-stays', { package: name, version: to ?? '' });

/** As Debian and Ubuntu have them: a name for each version. */
const isKernelBeside = ({ kind, name }: PlannedChange): boolean =>
  kind === 'install' && /^linux-(image|headers|modules|kbuild|compiler)-/.test(name);
