import { NEVER_RESTARTED } from '@slipway/core/execution';
import type { RebootNeed, StaleProcess } from '@slipway/core/inventory';
import { isNewer, newestOfFlavour } from '@slipway/core/kernel';
import type { ReplacedModule, ReplacedModules } from './loaded-modules.ts';

export interface RebootFacts {
  readonly runningKernel: string;
  readonly installedKernels: readonly string[];
  /** A container runs its carrier's kernel, and no reboot of its own changes that. */
  readonly isContainer: boolean;
  /** `/run/reboot-required.pkgs`, one package a line; `null`: the host asks for no reboot. */
  readonly required: string | null;
  readonly stale: readonly StaleProcess[];
  readonly modules: ReplacedModules;
  /** Names of packages that came in this boot and that only the next one brings into effect. */
  readonly brought: readonly string[];
}

export const rebootNeedOf = (facts: RebootFacts): RebootNeed => {
  const causes = [
    ...[...requiredBy(facts), ...kernelCauses(facts), ...serviceCauses(facts), ...moduleCauses(facts)],
    ...facts.brought.toSorted().map((name) => `${name} was updated in this boot`),
  ];
  if (causes.length > 0) return { kind: 'needed', causes };
  const { isContainer, modules } = facts;
  return modules.kind === 'unknown' && !isContainer
    ? { kind: 'unknown', detail: modules.detail }
    : { kind: 'not-needed' };
};

const requiredBy = ({ required, isContainer }: RebootFacts): readonly string[] => {
  if (required === null) return [];
  const packages = [...new Set(required.split('\n').map((line) => line.trim()))].filter((name) => name !== '');
  const relevant = packages.filter((name) => !isContainer || !name.startsWith('linux-'));
  if (packages.length === 0) return ['the host asks for it'];
  return relevant.map((name) => `${name} asks for it`);
};

/** By the order of versions and never by a clock; the same flavour only. */
const kernelCauses = ({ runningKernel, installedKernels, isContainer }: RebootFacts): readonly string[] => {
  if (isContainer) return [];
  const newest = newestOfFlavour(runningKernel, installedKernels);
  return newest !== null && isNewer(newest, runningKernel)
    ? [`kernel ${newest} is installed, ${runningKernel} runs`]
    : [];
};

const serviceCauses = ({ stale }: RebootFacts): readonly string[] => {
  const units = new Set(stale.flatMap(({ unit }) => (unit !== null && NEVER_RESTARTED.has(unit) ? [unit] : [])));
  return [...units].sort().map((unit) => `${unit} runs old code`);
};

/** A container has those of its carrier. */
const moduleCauses = ({ modules, isContainer }: RebootFacts): readonly string[] =>
  isContainer || modules.kind === 'unknown' ? [] : modules.modules.slice(0, MODULES_MAX).map(moduleCause);

/** Drivers come in parts (four of nvidia's); a sentence with more says nothing more. */
const MODULES_MAX = 16;

const moduleCause = ({ name, versions }: ReplacedModule): string =>
  versions === null
    ? `module ${name} is loaded in another build than is installed`
    : `module ${name} ${versions.loaded} is loaded, ${versions.onDisk} is installed`;
