// The closing checklist of a cycle (M50): everything patched within schedule, the tier before verified first, services
// healthy, old kernels gone, the way back there. Each yes, no or unknown, with what shows it.

import { sharesKernel } from '../advisory/index.ts';
import type { SystemFacts } from '../inventory/index.ts';
import type { LeftOutUpdate } from '../patch-set/index.ts';
import { type Reason, reason } from '../reasons/index.ts';
import type { Instant } from '../time/index.ts';
import type { Answer, ClosingItem, Promotion } from './types.ts';

/** What of each host whose work is done can be looked at when the cycle closes. */
export interface ClosedHost {
  readonly hostname: string;
  /** `null`: it reported nothing. */
  readonly system: Pick<SystemFacts, 'kernel' | 'virtualisation'> | null;
  /** By files that are kept: every version that was replaced; `null`: its host plan has none. */
  readonly wayBack: 'kept' | 'files-gone' | null;
  /** What it still sees pending and the cut left out, the first of it; `null`: nothing. */
  readonly leftOut: Pick<LeftOutUpdate, 'name' | 'version'> | null;
}

/** Besides the running one and the next boot's: the last that is known to be good. */
const KERNELS_KEPT_BESIDES = 1;

export const closingOf = (promotion: Promotion, hosts: readonly ClosedHost[], now: Instant): readonly ClosingItem[] => [
  patchedItem(promotion, hosts, now),
  verifiedItem(promotion),
  healthyItem(promotion),
  ...(promotion.outcome === null ? notYetItems(promotion) : [kernelsItem(hosts), wayBackItem(hosts)]),
];

function patchedItem(
  { outcome, occurrence, endedAt, state }: Promotion,
  hosts: readonly ClosedHost[],
  now: Instant,
): ClosingItem {
  if (outcome === null) return item('patched-within-schedule', 'no', reason('closing-not-carried-out', { state }));
  const { done, alreadyThere, excused, notDone } = outcome;
  const facts = { done, there: alreadyThere, excused, missing: notDone.length };
  if (notDone.length > 0) return item('patched-within-schedule', 'no', reason('closing-hosts-missing', facts));
  const ends = occurrence?.endsAt ?? null;
  if (ends !== null && (endedAt ?? now) > ends) {
    return item('patched-within-schedule', 'no', reason('closing-late', { ...facts, ends }));
  }
  const lacking = hosts.flatMap(({ hostname, leftOut }) => (leftOut === null ? [] : [{ hostname, leftOut }]));
  const [first] = lacking;
  if (first !== undefined) {
    const { name, version } = first.leftOut;
    const told = { count: lacking.length, host: first.hostname, package: name, version, done };
    return item('patched-within-schedule', 'no', reason('closing-left-out', told));
  }
  return item('patched-within-schedule', 'yes', reason('closing-patched', facts));
}

function verifiedItem({ evidence }: Promotion): ClosingItem {
  const { environment, items } = evidence;
  if (environment === null) return item('tier-before-verified', 'yes', reason('closing-first-tier'));
  const against = items.find(({ answer }) => answer === 'no') ?? items.find(({ answer }) => answer === 'unknown');
  const hosts = items.find((one) => one.item === 'hosts');
  if (against !== undefined) return item('tier-before-verified', against.answer, against.reason);
  return item('tier-before-verified', 'yes', hosts?.reason ?? reason('evidence-gates', { environment }));
}

/**
 * A host is done only once its units and checks were as before: the step verify, and what the host's ledger says of it. A
 * gate that stayed closed afterwards saw something else.
 */
function healthyItem({ outcome, state, reason: why }: Promotion): ClosingItem {
  if (outcome === null) return item('services-healthy', 'unknown', reason('closing-not-carried-out', { state }));
  const failed = outcome.notDone.filter(({ what }) => what === 'failed');
  const [first] = failed;
  if (first !== undefined) {
    return item(
      'services-healthy',
      'no',
      reason('closing-hosts-failed', { count: failed.length, host: first.hostname ?? first.hostId }),
    );
  }
  if (why?.code === 'gate-closed') return item('services-healthy', 'no', why);
  if (why?.code === 'gate-unreadable') return item('services-healthy', 'unknown', why);
  return item('services-healthy', 'yes', reason('closing-healthy', { done: outcome.done }));
}

/** Of no host is anything known that its rollout brought about. */
const notYetItems = ({ state }: Promotion): readonly ClosingItem[] => [
  item('old-kernels-gone', 'unknown', reason('closing-not-carried-out', { state })),
  item('way-back-available', 'unknown', reason('closing-not-carried-out', { state })),
];

function kernelsItem(hosts: readonly ClosedHost[]): ClosingItem {
  const known = hosts.map(({ hostname, system }) => ({
    hostname,
    leftover: system === null ? null : leftoverKernels(system),
  }));
  const full = known.filter(({ leftover }) => leftover !== null && leftover.length > 0);
  const [first] = full;
  if (first !== undefined) {
    const kernels = (first.leftover ?? []).join(', ');
    return item(
      'old-kernels-gone',
      'no',
      reason('closing-kernels-left', { count: full.length, host: first.hostname, kernels }),
    );
  }
  const unknown = known.filter(({ leftover }) => leftover === null).length;
  return unknown > 0
    ? item('old-kernels-gone', 'unknown', reason('closing-kernels-unknown', { count: unknown }))
    : item('old-kernels-gone', 'yes', reason('closing-kernels-gone', { hosts: hosts.length }));
}

/** Kernels that are neither running, nor booted next, nor the one kept to go back to; of a container there are none. */
export function leftoverKernels({ kernel, virtualisation }: NonNullable<ClosedHost['system']>): readonly string[] {
  if (sharesKernel(virtualisation)) return [];
  const others = kernel.installed.filter((release) => release !== kernel.running && release !== kernel.nextBoot);
  return others.slice(0, Math.max(0, others.length - KERNELS_KEPT_BESIDES));
}

function wayBackItem(hosts: readonly ClosedHost[]): ClosingItem {
  const without = hosts.filter(({ wayBack }) => wayBack !== 'kept');
  const [first] = without;
  return first === undefined
    ? item('way-back-available', 'yes', reason('closing-way-back', { hosts: hosts.length }))
    : item(
        'way-back-available',
        'no',
        reason('closing-way-back-missing', { count: without.length, host: first.hostname }),
      );
}

const item = (its: ClosingItem['item'], answer: Answer, why: Reason): ClosingItem => ({
  item: its,
  answer,
  reason: why,
});

/** The cycle is over: what it came to stays, whatever comes after it. */
export const closed = (promotion: Promotion, closing: readonly ClosingItem[], now: Instant): Promotion => ({
  ...promotion,
  closedAt: now,
  cycles: [
    ...promotion.cycles,
    {
      occurrence: promotion.occurrence,
      planDigest: promotion.planDigest,
      rolloutId: promotion.rolloutId,
      state: promotion.state,
      outcome: promotion.outcome,
      closedAt: now,
      closing,
    },
  ],
});
