// Approval: who may put a name to a plan or refuse it, whether enough names stand under it, its change request inside and
// outside of Slipway, who is reminded, and what hosts may fetch once it is approved.
// Not here: what the names cover (core/plan, `approvalCovers`), which of them count (core/approval).
// May import: core, ports, access, notify.

export { answerChangeRequest, type OutsideAnswer, type SignedAnswer } from './answer.ts';
export { approve } from './approve.ts';
export { askAgain } from './ask-again.ts';
export { closeWithRollout } from './change-request.ts';
export {
  listChangeRequests,
  rewordChangeRequest,
  type ShownChangeRequest,
  showChangeRequest,
  withdrawChangeRequest,
} from './change-requests.ts';
export { loseNames } from './lose-names.ts';
export { isOver, waitsToStart } from './over.ts';
export { seekApproval } from './planned.ts';
export { endPreparing, type PreparedPlan, preparedPlan, prepareHosts } from './prepare.ts';
export { refusePlan } from './refuse.ts';
export { lookAtReminders } from './reminders.ts';
export { whyReplaced } from './replaced.ts';
export { type ApprovalStanding, approvalStanding, approvalState } from './state.ts';
export { listWaiting, type WaitingPlan } from './waiting.ts';
