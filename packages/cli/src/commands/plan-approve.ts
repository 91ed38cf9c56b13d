import { isDigest } from '@slipway/core/ids';
import { type ApprovalAnswer, endpoints, type PlanAnswer } from '@slipway/protocol/api';
import type { Action } from '../command/index.ts';
import { wrongUse } from '../exit/index.ts';
import { instantText, reasonText } from '../output/index.ts';
import { askedAgainText, confirmed, findPlan, present } from './common/index.ts';
import { boundsText, hostnamesOf, takesBackText } from './plan-page/index.ts';

export const planApprove: Action = async (invocation) => {
  const { context, args, options } = invocation;
  const { terminal } = context;
  const [text = ''] = args;
  if (options.is('yes') && !isDigest(text)) {
    throw wrongUse('With --yes nobody reads what is approved: name the plan by its whole digest.');
  }
  const api = await context.api();
  const params = { digest: await findPlan(api, text) };
  const plan = await api.call(endpoints.plans.show, { params });
  const counts = (['error', 'warning'] as const).map((severity) => {
    const count = plan.notes.filter((note) => note.severity === severity).length;
    return `${count} ${severity}s`;
  });
  // Always shown, --yes or not; where standard output is for a program, beside it.
  const back = plan.takesBack === undefined ? '' : `${takesBackText(plan.takesBack)}\n`;
  const before = (plan.approved.askedAgain ?? []).map(askedAgainText);
  const shown = `${terminal.style.bold(`Plan ${plan.digest}`)}\n${back}${boundsText({
    header: plan.header,
    hostnames: await hostnamesOf(api),
    width: terminal.width,
  })}The checker: ${counts.join(', ')}.\n${before.map((line) => `Before: ${line}\n`).join('')}`;
  if (options.is('json')) terminal.err(shown);
  else terminal.out(shown);
  if (!(await confirmed(invocation, 'Put your name under this digest and these bounds?'))) {
    terminal.err('Not approved.\n');
    return 1;
  }
  const removals = (options.text('withRemovals') ?? '').split(',').flatMap((name) => name.trim() || []);
  const approval = await api.call(endpoints.plans.approve, {
    params,
    body: removals.length === 0 ? {} : { removals },
  });
  const { approved, notPromoted } = await api.call(endpoints.plans.show, { params });
  present(invocation, { approval, approved }, () => {
    const head = `Approved by ${approval.approvedBy} under the rule \`${approval.rule}\`, until ${instantText(approval.expiresAt)}.\n${lateText(approval)}`;
    const next =
      approved.reason === null
        ? nextText({ ...plan, notPromoted: notPromoted ?? null })
        : `${reasonText(approved.reason)}\n`;
    return head + next;
  });
  return 0;
};

/** What the schedule planned it starts, too. */
const nextText = ({ author, digest, notPromoted }: PlanAnswer): string => {
  if (notPromoted != null) return `${reasonText(notPromoted)}\n`;
  return author === 'schedule'
    ? 'The schedule starts it, from ten minutes before its window on.\n'
    : `Next: \`slipway rollout start ${digest} --watch\`\n`;
};

/** Whoever gives a name that ends before the window should know it then, and not in the night of the window. */
const lateText = ({ expiresAt, approvedAt, bounds }: ApprovalAnswer): string => {
  const next = bounds.occurrences.find(({ cutOffAt }) => approvedAt < cutOffAt);
  if (next === undefined || next.startsAt < expiresAt) return '';
  return `It will have expired when the window begins, ${instantText(next.startsAt)}: approve again after ${instantText(expiresAt)}.\n`;
};
