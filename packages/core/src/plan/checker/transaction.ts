import { canonicalise } from '../../document/index.ts';
import type { Inventory } from '../../inventory/index.ts';
import type { PackageFile, Proposal, ProposedChange, Target } from '../../patch-set/index.ts';
import { explain, reason } from '../../reasons/index.ts';
import { compareVersions } from '../../version/index.ts';
import type { CheckerNote, HostPlan, PlannedChange } from '../types.ts';
import { type Facts, hasOrigin, type InspectedHost, isSamePlatform, packageKey } from './facts.ts';
import { differs, error, warning } from './notes.ts';

/** The transaction is what the host itself proposed, every version and file is the patch set's, and nothing falls. */
export function* checkTransaction(facts: Facts, inspectedHost: InspectedHost): Iterable<CheckerNote> {
  const { hostPlan, host, installed } = inspectedHost;
  const { hostId, transaction, fingerprint } = hostPlan;
  const inventory = host?.inventory ?? null;
  if (host === null || inventory === null) return;
  const { proposal } = host;
  if (proposal === null || 'unable' in proposal) {
    const detail = proposal === null ? 'there is none' : explain(proposal.unable);
    yield error('check-transaction-differs', { detail }, hostId);
    return;
  }
  const said = proposal.changes.map(describeChange).toSorted();
  const planned = transaction.map(describeChange).toSorted();
  const stranger =
    planned.find((change, at) => change !== said[at]) ?? said.find((change, at) => change !== planned[at]);
  if (stranger !== undefined) yield error('check-transaction-differs', { detail: stranger }, hostId);
  if (transaction.length === 0) yield error('check-transaction-differs', { detail: 'it is empty' }, hostId);
  if (fingerprint !== proposal.fingerprint || fingerprint !== inventory.packageDatabase.fingerprint) {
    yield error('check-transaction-differs', { detail: 'the package database is another one' }, hostId);
  }
  if (proposal.patchSetDigest !== hostPlan.patchSetDigest) {
    yield error('check-transaction-differs', { detail: 'the proposal is for another patch set' }, hostId);
  }
  for (const change of transaction) {
    for (const note of checkChange({ facts, inventory, installed, change })) yield { ...note, hostId };
  }
  yield* checkConffiles(facts, hostPlan, proposal);
  yield* checkIndex(facts, hostPlan, inventory);
}

function* checkChange(options: {
  readonly facts: Facts;
  readonly inventory: Inventory;
  readonly installed: InspectedHost['installed'];
  readonly change: PlannedChange;
}): Iterable<CheckerNote> {
  const { facts, inventory, installed, change } = options;
  const { kind, name, from, to } = change;
  if (kind === 'remove' || to === null) {
    const { removals } = facts.plan.header.bounds.changes;
    if (kind !== 'remove' || to !== null || !removals.includes(name)) {
      yield error('check-removal-unnamed', { package: name });
    }
  } else if (!isTarget(facts.input.patchSet.targets, inventory, change)) {
    yield error('check-outside-patch-set', { package: name, version: to });
  }
  const { rollback } = facts.input;
  if (rollback === undefined && kind === 'install' && facts.environment?.newDependencies !== 'allowed') {
    yield error('new-dependency-refused', { package: name });
  }
  const falls = from !== null && to !== null && compareVersions(inventory.system.packageFormat, from, to) >= 0;
  if (rollback === undefined && (kind === 'downgrade' || falls)) {
    yield error('check-version-falls', { package: name, from: from ?? 'none', to: to ?? 'none' });
  }
  const found = installed.get(packageKey(change)) ?? [];
  const isThere = from === null ? found.length === 0 : found.some(({ version }) => version === from);
  const isBeside = found.length > 0 && !found.some(({ version }) => version === to);
  if (kind === 'install-beside' ? from !== null || !isBeside : !isThere)
    yield error('check-transaction-differs', { detail: `${name} is not at ${from ?? 'none'}` });
}

/** The very file: a right version with another hash is another package. And only what the host's own repositories publish. */
const isTarget = (targets: readonly Target[], inventory: Inventory, change: PlannedChange): boolean => {
  const { system } = inventory;
  return targets.some(
    ({ platform, name, architecture, version, file, origin }) =>
      name === change.name &&
      version === change.to &&
      architecture === change.architecture &&
      platform.distribution === system.distribution &&
      platform.release === system.release &&
      platform.architecture === system.architecture &&
      isSameFile(file, change.file) &&
      hasOrigin(inventory, origin),
  );
};

const isSameFile = (a: PackageFile, b: PackageFile | null): boolean =>
  a.sha256 === b?.sha256 && a.sizeBytes === b.sizeBytes;

function* checkConffiles(facts: Facts, hostPlan: HostPlan, proposal: Proposal): Iterable<CheckerNote> {
  const { hostId } = hostPlan;
  const expected = proposal.conffiles
    .map(({ package: name, path }) => `${name} ${path} ${facts.environment?.conffiles}`)
    .toSorted();
  const found = hostPlan.conffiles.map(({ package: name, path, decision }) => `${name} ${path} ${decision}`).toSorted();
  if (found.join('; ') !== expected.join('; ')) {
    yield differs('list of conffiles', found.join('; '), expected.join('; '), hostId);
  }
  for (const { package: name, path, decision } of hostPlan.conffiles) {
    if (decision === 'block') yield error('conffile-blocked', { package: name, path }, hostId);
    if (decision === 'keep') yield warning(reason('kept-conffile', { package: name, path }), hostId);
  }
}

function* checkIndex(facts: Facts, hostPlan: HostPlan, inventory: Inventory): Iterable<CheckerNote> {
  const { system } = inventory;
  const { platform } = hostPlan.index;
  const isOwn =
    platform.distribution === system.distribution &&
    platform.release === system.release &&
    platform.architecture === system.architecture;
  const found = canonicalise(hostPlan.index);
  const { indexes, targets } = facts.input.patchSet;
  const known = indexes.some(({ origins, ...index }) => {
    if (canonicalise(index) !== found) return false;
    const carried = origins ?? targets.filter((one) => isSamePlatform(one, index)).map(({ origin }) => origin);
    return carried.every((origin) => hasOrigin(inventory, origin));
  });
  if (!isOwn || !known) {
    yield error('check-digest-mismatch', { what: `package index of ${hostPlan.hostname}` }, hostPlan.hostId);
  }
}

const describeChange = ({ kind, name, architecture, from, to, automatic }: ProposedChange): string =>
  `${kind} of ${name}/${architecture} from ${from ?? 'none'} to ${to ?? 'none'}, ${automatic ? 'automatic' : 'manual'}`;
