// A package transaction in a unit of its own: started once, found again after any restart, waited for however long it
// takes, and judged by the versions that stand afterwards; the exit status is only a hint.

import { type StepEvidence, type TransactionPurpose, transactionName } from '@slipway/core/execution';
import { type InstalledPackage, packageKey } from '@slipway/core/inventory';
import { explain, type Outcome, type Reason, reason } from '@slipway/core/reasons';
import type { StagedFiles, StagedVersion, TransactionState } from '../../ports/index.ts';
import { type AttemptContext, already, done, failed, type StepResult } from '../context.ts';

export interface ExpectedPackage {
  readonly name: string;
  readonly architecture: string;
  /** `null`: not installed. */
  readonly version: string | null;
  readonly automatic: boolean;
  /** The one version that is asked about, of a package that stands in several side by side; what the others are, is as good as any. */
  readonly beside?: string;
}

/** Between two looks at a running transaction; a look costs one small file read. */
const LOOK_AGAIN_MS = 500;
/** A transaction that was cut twice and repaired twice is for a person (LAB: one repair sufficed 4 of 4 times). */
const TRIES_MAX = 3;
/** What the unit's environment holds, and nothing else: no prompt can appear and no output is localised. */
const ENVIRONMENT = {
  PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C.UTF-8',
  DEBIAN_FRONTEND: 'noninteractive',
  NEEDRESTART_SUSPEND: '1',
  APT_LISTCHANGES_FRONTEND: 'none',
} as const;

export interface PackageTransaction {
  readonly purpose: TransactionPurpose;
  /** From 1, where it is one of several; see parts.ts. Absent: it is all there is. */
  readonly part?: number;
  readonly command: readonly string[];
  readonly expected: readonly ExpectedPackage[];
  readonly staged: StagedFiles;
  /** What it ends at, with the files of it. */
  readonly wanted: readonly StagedVersion[];
  /**
   * The last look before the first unit is started. Not asked again after a cut: a database that was left half-way
   * simulates as half-way, and what was begun is put right by the same exact transaction.
   */
  readonly mayBegin?: () => Promise<Outcome<unknown>>;
}

export const packageTransaction = async (
  context: AttemptContext,
  { purpose, part, command, expected, staged, wanted, mayBegin }: PackageTransaction,
): Promise<StepResult> => {
  let interrupted = false;
  for (let attempt = 1; attempt <= TRIES_MAX; attempt += 1) {
    const name = transactionName({ purpose, part }, context.attemptId, attempt);
    const state = await stateOf(context, name);
    if (state.kind === 'absent') {
      const standing = await standingVersions(context, expected);
      if (standing.differs === null)
        return await settled(context, expected, standing.evidence, attempt === 1 ? 'already' : 'done');
      const allowed = attempt === 1 ? await mayBegin?.() : undefined;
      if (allowed?.ok === false) {
        return purpose === 'apply'
          ? notBegun(allowed.reason, standing.evidence)
          : failed(allowed.reason, standing.evidence);
      }
      const started = await context.ports.transactionUnit.start({ name, command, environment: ENVIRONMENT });
      if (!started.ok) return failed(started.reason);
    }
    const ended = await waitForEnd(context, name);
    if (ended.kind === 'ended') return await judge(context, expected, ended, interrupted);
    interrupted = true;
    const repaired = await context.ports.packages.repair({ staged, wanted });
    if (!repaired.ok) return failed(repaired.reason);
  }
  return failed(reason('apply-failed', { status: 'interrupted', detail: `cut ${TRIES_MAX} times` }));
};

/** Its code is the step machine's sign that nothing was changed: the host is given back, and goes no way back. */
export const notBegun = (why: Reason, evidence: StepEvidence): StepResult =>
  failed(reason('apply-not-begun', { detail: explain(why).replace(/\.$/, '') }), evidence);

const stateOf = async (context: AttemptContext, name: string): Promise<TransactionState> =>
  await context.ports.transactionUnit.look(name);

const waitForEnd = async (context: AttemptContext, name: string): Promise<TransactionState> => {
  for (;;) {
    const state = await stateOf(context, name);
    if (state.kind !== 'running') return state;
    await context.ports.clock.sleep(LOOK_AGAIN_MS);
  }
};

const judge = async (
  context: AttemptContext,
  expected: readonly ExpectedPackage[],
  ended: Extract<TransactionState, { kind: 'ended' }>,
  interrupted: boolean,
): Promise<StepResult> => {
  const standing = await standingVersions(context, expected);
  const evidence = { ...standing.evidence, output: ended.output };
  if (standing.differs !== null) {
    const why = ended.succeeded
      ? standing.differs
      : reason('apply-failed', { status: ended.status, detail: lastLine(ended.output) });
    return failed(why, evidence);
  }
  const result = await settled(context, expected, evidence, 'done');
  return interrupted && result.outcome === 'done' ? { ...result, reason: reason('apply-interrupted') } : result;
};

/** Versions are right: the kept marks are put back to what they were. */
export const settled = async (
  context: AttemptContext,
  expected: readonly ExpectedPackage[],
  evidence: StepEvidence,
  how: 'done' | 'already',
): Promise<StepResult> => {
  const marks = await context.ports.packages.restoreMarks(expected.filter(({ version }) => version !== null));
  if (!marks.ok) return failed(marks.reason, evidence);
  return how === 'done' ? done(evidence) : already(evidence);
};

/** Compares what is installed with what was expected; a package that is not whole counts as different. */
export const standingVersions = async (
  context: AttemptContext,
  expected: readonly ExpectedPackage[],
): Promise<{ readonly differs: Reason | null; readonly evidence: StepEvidence }> => {
  const read = await context.ports.packages.readPackages();
  if (!read.ok) return { differs: read.reason, evidence: {} };
  const installed = Map.groupBy(read.value.packages, packageKey);
  let differs: Reason | null = null;
  const versions = expected.map(({ name, architecture, version, beside }) => {
    const standing = installed.get(packageKey({ name, architecture })) ?? [];
    const found = (beside === undefined ? standing.at(-1) : standing.find((one) => one.version === beside)) ?? null;
    const whole = found === null || found.state === 'installed' ? (found?.version ?? null) : null;
    if (whole !== version || (found !== null && found.state !== 'installed')) {
      differs ??= reason('versions-differ', {
        package: name,
        found: describe(found),
        expected: version ?? 'not installed',
      });
    }
    return { name, architecture, version: whole };
  });
  return { differs, evidence: { versions } };
};

const describe = (found: InstalledPackage | null): string => {
  if (found === null) return 'not installed';
  return found.state === 'installed' ? found.version : `${found.version} (${found.state})`;
};

const lastLine = (output: string): string => output.trimEnd().split('\n').at(-1) ?? '';
