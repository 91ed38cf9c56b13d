// What only a host knows, laid over verdicts that many hosts share: which kernel runs, which processes still have old code
// in memory, what is held, phased, to be paid for, or not to be had. It changes no verdict: it says how the verdict stands
// on this host.

import type { StaleProcess } from '../inventory/index.ts';
import { type Reason, reason } from '../reasons/index.ts';
import { compareVersions } from '../version/index.ts';
import type { HostKnowledge, HostOverlay, HostVerdict, Standing } from './host-knowledge.ts';
import { bareKernelRelease, isKernelMeta, kernelPlace, kernelReleaseOf } from './kernel.ts';
import { remedyOf } from './remedy.ts';
import type { Verdict } from './types.ts';

/** Whether the host is exposed: everything that is not over, "not known" included. */
export const isOver = (standing: Standing): boolean => standing === 'in-effect' || standing === 'kernel-not-running';

/** `verdicts` are all of the host: a kernel is judged beside the others that are installed. */
export function overlayHost(verdicts: readonly Verdict[], host: HostKnowledge): HostOverlay {
  const memory = memoryOf(host);
  const fixedKernels = fixedKernelsOf(verdicts);
  return {
    verdicts: verdicts.map((verdict) => {
      const release = kernelReleaseOf(verdict);
      const kernelStanding = release === null ? null : standingOfKernel(verdict, { host, release, fixedKernels });
      return kernelStanding ?? standingOfMeta(verdict) ?? standingOf(verdict, host, memory);
    }),
    unattributed: memory.unattributed,
  };
}

function standingOf(verdict: Verdict, host: HostKnowledge, memory: Memory): HostVerdict {
  switch (verdict.verdict) {
    case 'affected':
      return { verdict, processes: [], ...remedyOf(verdict, host) };
    case 'fixed':
      return standingInMemory(verdict, host, memory);
    case 'not-affected':
      return { verdict, standing: 'in-effect', reason: verdict.reason, processes: [] };
    case 'unknown':
      return { verdict, standing: 'unknown', reason: verdict.reason, processes: [] };
    default:
      return refuse(verdict.verdict);
  }
}

interface KernelQuestion {
  readonly host: HostKnowledge;
  readonly release: string;
  /** By vulnerability: the installed kernels that are past it. */
  readonly fixedKernels: ReadonlyMap<string, readonly string[]>;
}

/** Three facts, never one: what runs, what the next boot takes, what is installed. `null`: as any other package. */
function standingOfKernel(verdict: Verdict, { host, release, fixedKernels }: KernelQuestion): HostVerdict | null {
  const running = bareKernelRelease(host.kernel.running);
  const answer = (standing: Standing, why: Reason): HostVerdict => ({ verdict, standing, reason: why, processes: [] });
  const facts = { kernel: release, running };
  const isAffected = verdict.verdict === 'affected';
  const place = kernelPlace(release, host);
  switch (place) {
    case 'of-carrier':
      return answer('kernel-not-running', reason('kernel-of-carrier', facts));
    case 'unpackaged':
      return answer('unknown', reason('running-kernel-unpackaged', facts));
    case 'boots-next':
      return isAffected ? answer('kernel-boots-next', reason('kernel-boots-next', facts)) : null;
    case 'idle':
      return isAffected ? answer('kernel-not-running', reason('kernel-not-running', facts)) : null;
    case 'running': {
      const fixed = (fixedKernels.get(verdict.vulnerability) ?? [])
        .filter((other) => other !== running)
        .sort()
        .at(-1);
      if (!isAffected || fixed === undefined) return null;
      const boots = host.kernel.nextBoot ?? 'unknown';
      return answer('old-kernel-runs', reason('old-kernel-runs', { running, installed: fixed, boots }));
    }
    default:
      return refusePlace(place);
  }
}

/** `null`: no meta package, or nothing stands against it. */
function standingOfMeta(verdict: Verdict): HostVerdict | null {
  const isOpen = verdict.verdict === 'affected' || verdict.verdict === 'unknown';
  if (!isOpen || !isKernelMeta(verdict)) return null;
  const why = reason('kernel-meta-package', { package: verdict.package });
  return { verdict, standing: 'kernel-not-running', reason: why, processes: [] };
}

function fixedKernelsOf(verdicts: readonly Verdict[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const verdict of verdicts) {
    const release = verdict.verdict === 'fixed' ? kernelReleaseOf(verdict) : null;
    if (release === null) continue;
    const others = found.get(verdict.vulnerability);
    if (others === undefined) found.set(verdict.vulnerability, [release]);
    else others.push(release);
  }
  return found;
}

/** Old code in memory, by package. */
interface Memory {
  readonly byPackage: ReadonlyMap<string, readonly OldCode[]>;
  readonly unattributed: readonly StaleProcess[];
}

interface OldCode {
  readonly previousVersion: string | null;
  readonly process: StaleProcess;
}

function memoryOf({ restart, ownerOf }: HostKnowledge): Memory {
  const byPackage = new Map<string, OldCode[]>();
  const unattributed: StaleProcess[] = [];
  for (const process of restart.kind === 'known' ? restart.processes : []) {
    const owners = process.files.map(ownerOf);
    const owned = new Set(owners.map((owner) => owner?.package));
    // The host names the packages of a process, not of each file: whose a file is may be open, that theirs is among them is not.
    const named = (process.packages ?? []).filter((name) => !owned.has(name));
    // As many packages as files: none of the files is left over.
    const isCovered = (process.packages?.length ?? 0) >= process.files.length;
    if (owners.includes(null) && !isCovered) unattributed.push(process);
    for (const owner of [...owners, ...named.map((name) => ({ package: name, previousVersion: null }))]) {
      if (owner === null) continue;
      const code: OldCode = { previousVersion: owner.previousVersion, process };
      const others = byPackage.get(owner.package);
      if (others === undefined) byPackage.set(owner.package, [code]);
      else others.push(code);
    }
  }
  return { byPackage, unattributed };
}

function standingInMemory(verdict: Verdict, host: HostKnowledge, memory: Memory): HostVerdict {
  if (host.restart.kind === 'unknown') {
    const why = reason('memory-not-looked', { package: verdict.package, detail: host.restart.detail });
    return { verdict, standing: 'unknown', reason: why, processes: [] };
  }
  const old = (memory.byPackage.get(verdict.package) ?? []).filter(({ previousVersion }) =>
    // What nobody remembers the version of is not taken for a good one.
    previousVersion === null || verdict.fixedVersion === null
      ? true
      : compareVersions(host.format, previousVersion, verdict.fixedVersion) < 0,
  );
  const processes = [...new Set(old.map(({ process }) => process))].sort((a, b) => a.pid - b.pid);
  if (processes.length === 0) return { verdict, standing: 'in-effect', reason: verdict.reason, processes };
  const why = reason('old-code-in-memory', {
    package: verdict.package,
    installed: verdict.installedVersion,
    count: processes.length,
    processes: namesOf(processes),
  });
  return { verdict, standing: 'old-code-in-memory', reason: why, processes };
}

/** So many stand in a reason's text; the rest are in the evidence. */
const NAMED_MAX = 5;

function namesOf(processes: readonly StaleProcess[]): string {
  const named = processes.slice(0, NAMED_MAX).map(({ pid, executable, unit }) => `${unit ?? executable} (${pid})`);
  return [...named, ...(processes.length > NAMED_MAX ? ['…'] : [])].join(', ');
}

function refusePlace(place: never): never {
  throw new TypeError(`"${String(place)}" is no place of a kernel`);
}

function refuse(verdict: never): never {
  throw new TypeError(`"${String(verdict)}" is no verdict`);
}
