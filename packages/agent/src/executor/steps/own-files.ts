// Files of the way back that nobody but the host has: taken from its package manager's own cache by the hash of the plan, or made
// anew from what is installed. What was made is known by the ledger, so that it is found again whatever kills the executor.

import type { PackageFile, VersionFile } from '@slipway/core/patch-set';
import type { PreviousVersion } from '@slipway/core/plan';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { cachedVersions, planFiles, rebuiltVersions } from '../../documents/index.ts';
import type { PackageVersion, StagedFiles, WantedFile } from '../../ports/index.ts';
import type { AttemptContext } from '../context.ts';

/** All that the plan needs on this host, and what preflight made. */
export const allStaged = async (context: AttemptContext): Promise<Outcome<StagedFiles>> => {
  const { hostPlan, ports } = context;
  const cached = cachedVersions(hostPlan);
  const own = ports.packages.own;
  const [first] = cached;
  if (own === null && first !== undefined) return notRebuilt(first, 'this package manager is asked for no cache');
  return await ports.staging.stage({
    index: hostPlan.index,
    files: [
      ...planFiles(hostPlan),
      ...cached.flatMap((one) => (own === null ? [] : [{ ...wanted(one), path: own.cachedPath(one) }])),
      ...rebuilt(context).map(wanted),
    ],
  });
};

/**
 * Makes what the plan wants made, one after the other: a host serves meanwhile. What is no more at the version that it would go
 * back to is left out: it does not go anywhere by this plan.
 */
export const rebuildVersions = async (
  { hostPlan, ports }: AttemptContext,
  { directory }: StagedFiles,
): Promise<Outcome<readonly VersionFile[]>> => {
  const versions = rebuiltVersions(hostPlan);
  if (versions.length === 0) return ok([]);
  const read = await ports.packages.readPackages();
  if (!read.ok) return read;
  const made: VersionFile[] = [];
  for (const version of versions) {
    if (!read.value.packages.some((found) => isSame(found, version))) continue;
    const file = await rebuildOne(ports, version, `${directory}/${WORK_FOLDER}`);
    if (!file.ok) return file;
    made.push({ ...version, file: file.value });
  }
  return ok(made);
};

/** With the files of what was made; what was not made is left where it is. */
export const withOwnFiles = (
  context: AttemptContext,
  previous: readonly PreviousVersion[],
): readonly PreviousVersion[] => {
  const made = rebuilt(context);
  return previous.flatMap((one) => {
    if (one.place !== 'rebuilt') return [one];
    const found = made.find((version) => isSame(version, one));
    return found === undefined ? [] : [{ ...one, file: found.file }];
  });
};

/** Below the staging folder, which forgets with the next staging whatever is not its own. */
const WORK_FOLDER = 'rebuild';

const rebuildOne = async (
  { packages, staging }: AttemptContext['ports'],
  version: PackageVersion,
  directory: string,
): Promise<Outcome<PackageFile>> => {
  if (packages.own === null) return notRebuilt(version, 'this package manager makes no packages anew');
  const path = await packages.own.rebuild(version, directory);
  return path.ok ? await staging.take({ label: labelOf(version), path: path.value }) : path;
};

type Named = Pick<PreviousVersion, 'name' | 'architecture' | 'version'>;

const isSame = (one: Named, other: Named): boolean =>
  one.name === other.name && one.architecture === other.architecture && one.version === other.version;

const rebuilt = ({ attempt }: AttemptContext): readonly VersionFile[] =>
  attempt.steps.findLast(({ step, outcome }) => step === 'preflight' && outcome === 'done')?.evidence?.rebuilt ?? [];

const wanted = (version: VersionFile): WantedFile => ({ label: labelOf(version), file: version.file });

const labelOf = ({ name, version }: PackageVersion): string => `${name} ${version}`;

const notRebuilt = ({ name, version }: PackageVersion, detail: string): Outcome<never> =>
  refuse('way-back-not-rebuilt', { package: name, version, detail });
