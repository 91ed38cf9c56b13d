import type { Sha256 } from '../../document/index.ts';
import type { CheckerNote, Plan, PlanningInput, PlanningReport } from '../types.ts';
import { checkBounds } from './bounds.ts';
import { checkDigests } from './digests.ts';
import { checkExceptions } from './exceptions.ts';
import { factsOf, inspected } from './facts.ts';
import { checkGeneration } from './generation.ts';
import { checkHosts } from './hosts.ts';
import { checkKernelRoom } from './kernel-room.ts';
import { checkKernels } from './kernels.ts';
import { checkParts } from './parts.ts';
import { checkQuarantine } from './quarantine.ts';
import { checkRepositories, checkRepositoryKeys } from './repository-keys.ts';
import { checkRollback } from './rollback.ts';
import { checkRules } from './rules.ts';
import { checkSteps } from './steps.ts';
import { checkTransaction } from './transaction.ts';
import { checkUnproven } from './unproven.ts';
import { checkWaves } from './waves.ts';
import { checkWayBack } from './way-back.ts';

/**
 * Notes on a plan and its report, both made from `input`, in the order of the questions. A wrong plan
 * gives notes, never an exception. Nothing of severity `error`: the checker found no fault.
 */
export function checkPlan(options: {
  readonly plan: Plan;
  readonly report: PlanningReport;
  readonly input: PlanningInput;
  readonly sha256: Sha256;
}): readonly CheckerNote[] {
  const { plan, report, input, sha256 } = options;
  const facts = factsOf(plan, report, input);
  const notes = [
    ...checkDigests(facts, sha256),
    ...checkHosts(facts),
    ...checkWaves(facts),
    ...checkUnproven(facts),
    ...checkBounds(facts),
    ...checkRules(facts),
    ...checkRepositoryKeys(facts),
    ...checkRollback(facts),
  ];
  for (const planned of facts.planned) {
    const host = inspected(planned);
    notes.push(
      ...checkTransaction(facts, host),
      ...checkExceptions(facts, host),
      ...checkQuarantine(facts, host),
      ...checkWayBack(facts, host),
      ...checkSteps(facts, planned),
      ...checkKernels(facts, planned),
      ...checkKernelRoom(facts, host),
      ...checkRepositories(facts, planned),
      ...checkParts(facts, planned),
      ...checkGeneration(planned),
    );
  }
  return notes;
}
