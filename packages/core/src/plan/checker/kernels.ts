import type { Inventory } from '../../inventory/index.ts';
import { kernelRelease, type RemovedKernelPackage, releaseOfPackage } from '../../kernel/index.ts';
import { compareDeb } from '../../version/index.ts';
import type { CheckerNote, HostPlan } from '../types.ts';
import type { Facts, PlannedHost } from './facts.ts';
import { differs, error } from './notes.ts';

/**
 * The kernel that is booted is the newest that there will be; none is taken away that runs, that is booted, or that policy keeps,
 * and nothing that is not a package of one. Counted anew from the inventory, without the planner's own hand.
 */
export function* checkKernels(facts: Facts, { hostPlan, host }: PlannedHost): Iterable<CheckerNote> {
  const { environment } = facts;
  const { kernels, hostId, reboot } = hostPlan;
  const rules = environment?.kernels;
  const inventory = host?.inventory ?? null;
  if (kernels === undefined || inventory === null) return;
  if (rules === undefined) return yield differs('kernels', 'a plan for them', 'none, as policy has none', hostId);
  if (kernels.trial !== rules.trial) yield differs('trial of kernels', kernels.trial, rules.trial, hostId);
  const { running, installed } = inventory.system.kernel;
  const rank = (release: string): string => kernelRelease(release).version;
  const siblings = [...new Set([...installed, ...comingIn(hostPlan)])]
    .filter((release) => kernelRelease(release).flavour === kernelRelease(running).flavour)
    .sort((a, b) => compareDeb(rank(b), rank(a)));
  const [newest = running] = siblings;
  const wanted = reboot !== 'never' && compareDeb(rank(newest), rank(running)) > 0 ? newest : null;
  if (kernels.boot !== wanted) yield differs('kernel that is booted', kernels.boot ?? 'none', wanted ?? 'none', hostId);
  const keeps = new Set([running, kernels.boot, ...siblings.slice(0, rules.keep)]);
  for (const { name, architecture, version, release } of [...kernels.removals, ...(kernels.before ?? [])]) {
    const there = inventory.packages.find(
      (one) => one.name === name && one.architecture === architecture && one.version === version,
    );
    const isItsOwn = releaseOfPackage({ name, architecture }, version)?.release === release;
    if (there === undefined || there.held || !isItsOwn || keeps.has(release) || !siblings.includes(release)) {
      yield error('check-kernel-removal', { package: name, kernel: release }, hostId);
    }
  }
  yield* checkBefore(facts, { hostPlan, inventory }, kernels.before ?? []);
}

/**
 * What goes before the change is nothing that the host could need if it fails: neither what boots next nor what was good last, two at
 * least are left, a new one comes, and each goes as a whole.
 */
function* checkBefore(
  { input }: Facts,
  { hostPlan, inventory }: { readonly hostPlan: HostPlan; readonly inventory: Inventory },
  before: readonly RemovedKernelPackage[],
): Iterable<CheckerNote> {
  const [first] = before;
  if (first === undefined) return;
  const { running, nextBoot, lastGood, installed } = inventory.system.kernel;
  const wrong = (one: RemovedKernelPackage): CheckerNote =>
    error('check-kernel-removal', { package: one.name, kernel: one.release }, hostPlan.hostId);
  const gone = new Set(before.map(({ release }) => release));
  const { flavour } = kernelRelease(running);
  const left = installed.filter((release) => kernelRelease(release).flavour === flavour && !gone.has(release));
  const comes = comingIn(hostPlan).some((release) => !installed.includes(release));
  if (input.rollback !== undefined || nextBoot === null || left.length < 2 || !comes) yield wrong(first);
  for (const one of before) {
    const twice = hostPlan.kernels?.removals.some(({ release }) => release === one.release);
    if (one.release === nextBoot || one.release === lastGood || twice) yield wrong(one);
  }
  const missing = inventory.packages.find(({ name, architecture, version }) => {
    const of = releaseOfPackage({ name, architecture }, version)?.release;
    return of !== undefined && gone.has(of) && !before.some((one) => one.name === name && one.version === version);
  });
  if (missing !== undefined) yield wrong(first);
}

const comingIn = ({ transaction }: HostPlan): readonly string[] =>
  transaction.flatMap((change) => {
    const found = change.to === null ? null : releaseOfPackage(change, change.to);
    return found?.part === 'image' ? [found.release] : [];
  });
