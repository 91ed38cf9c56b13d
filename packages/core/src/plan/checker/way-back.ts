import type { PackageFile } from '../../patch-set/index.ts';
import type { CheckerNote, PlannedChange, PreviousVersion } from '../types.ts';
import { type Facts, hasOrigin, type InspectedHost, packageKey } from './facts.ts';
import { differs, error, errorFor, warning } from './notes.ts';

/** The way back leads to what is installed now, with files that are kept; or by a restore point; or there is none, and policy lives with it. */
export function* checkWayBack(facts: Facts, planned: InspectedHost): Iterable<CheckerNote> {
  const { hostPlan } = planned;
  const { hostId, wayBack, transaction } = hostPlan;
  const { environment } = facts;
  const lost = transaction.find((change) => change.from !== null && placesOf(facts, planned, change).length === 0);
  if (wayBack.kind === 'none') {
    if (lost === undefined) yield error('check-way-back', { package: transaction[0]?.name ?? 'nothing' }, hostId);
    const note = environment?.wayBackProof === 'wanted' ? warning : errorFor;
    yield note(wayBack.reason, hostId);
    return;
  }
  if (wayBack.kind === 'restore-point') {
    if (lost === undefined || hostPlan.restorePoint === undefined) {
      yield error('check-way-back', { package: transaction[0]?.name ?? 'nothing' }, hostId);
    }
    yield warning(wayBack.reason, hostId);
  }
  if (wayBack.when !== environment?.wayBack) {
    yield differs('way back', wayBack.when, environment?.wayBack ?? 'none', hostId);
  }
  if (wayBack.kind === 'restore-point') return;
  const previous = new Map(wayBack.previous.map((one) => [packageKey(one), one]));
  if (previous.size !== transaction.length || wayBack.previous.length !== transaction.length) {
    yield error('check-way-back', { package: `${wayBack.previous.length} of ${transaction.length} packages` }, hostId);
  }
  for (const change of transaction) {
    const back = previous.get(packageKey(change));
    if (back === undefined || !leadsBack(facts, planned, change, back)) {
      yield error('check-way-back', { package: change.name }, hostId);
    }
  }
}

function leadsBack(facts: Facts, planned: InspectedHost, change: PlannedChange, back: PreviousVersion): boolean {
  const installed = planned.installed.get(packageKey(change)) ?? [];
  if (change.kind === 'install-beside') return back.version === null && back.file === null && back.beside === change.to;
  if (back.beside !== undefined) return false;
  if (change.from === null) return back.version === null && back.file === null && installed.length === 0;
  const [nearest] = placesOf(facts, planned, change);
  return (
    installed.some(({ version }) => version === back.version) &&
    back.version === change.from &&
    nearest !== undefined &&
    nearest.place === (back.place ?? 'package-store') &&
    nearest.file?.sha256 === back.file?.sha256 &&
    nearest.file?.sizeBytes === back.file?.sizeBytes
  );
}

interface Place {
  readonly place: 'package-store' | 'host-cache' | 'rebuilt';
  /** `null` where it is made anew. */
  readonly file: PackageFile | null;
}

/** Where the replaced version can be had, the most trustworthy first; written down a second time on purpose. */
function placesOf(facts: Facts, planned: InspectedHost, change: PlannedChange): readonly Place[] {
  const kept = keptFile(facts, planned, change);
  const { proposal = null, capabilities = [] } = planned.host ?? {};
  const told = proposal === null || 'unable' in proposal ? undefined : proposal.ownFiles;
  const own = capabilities.includes('way-back/1') ? told : undefined;
  const cached = own?.cached.filter((one) => packageKey(one) === packageKey(change) && one.version === change.from);
  const rebuilds = own?.rebuilds === 'possible' && facts.environment?.wayBackRebuilt === 'accepted';
  return [
    ...(kept === null ? [] : [{ place: 'package-store' as const, file: kept }]),
    ...(cached ?? []).map(({ file }) => ({ place: 'host-cache' as const, file })),
    ...(rebuilds ? [{ place: 'rebuilt' as const, file: null }] : []),
  ];
}

/** The file of the version that a change replaces, as the patch set keeps it from an origin of the host's own. */
function keptFile({ input }: Facts, { host }: InspectedHost, change: PlannedChange): PackageFile | null {
  const inventory = host?.inventory ?? null;
  if (inventory === null || change.from === null) return null;
  const { system } = inventory;
  for (const { platform, name, architecture, version, file, origin } of input.patchSet.replaced) {
    if (
      file !== null &&
      (origin === undefined || hasOrigin(inventory, origin)) &&
      name === change.name &&
      architecture === change.architecture &&
      version === change.from &&
      platform.distribution === system.distribution &&
      platform.release === system.release &&
      platform.architecture === system.architecture
    ) {
      return file;
    }
  }
  return null;
}
