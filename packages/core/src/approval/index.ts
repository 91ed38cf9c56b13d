// Approval: which names under a plan count, whether they are enough for its rule, what is still missing; the change
// request that a plan may need, as it is drafted and as it moves; when people are reminded.
// Not here: whether an approval covers a plan's bounds (plan, `approvalCovers`); who somebody is; storing and telling.
// May import: ids, time, reasons, calendar (types), patch-set (types), policy (types), plan, restore-point, rollout (types).

export { askedAgainText } from './asked-again.ts';
export {
  changeRequestNumber,
  editChangeRequest,
  endChangeRequest,
  followNames,
  isOpen,
  noteChecklist,
  noteName,
} from './change-request.ts';
export { draftChangeRequest } from './draft.ts';
export { largestMatching } from './matching.ts';
export { approvalExpiry, judgeNames, type NamesJudged } from './names.ts';
export { type ApprovalReminder, nextReminderAt, REMINDER_HOURS, remindersDue } from './reminders.ts';
export type * from './types.ts';
