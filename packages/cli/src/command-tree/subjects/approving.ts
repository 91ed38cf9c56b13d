import type { CommandSpec } from '../../command/index.ts';
import { commands } from '../../commands/index.ts';
import { LIMIT, YES } from '../options.ts';
import { parseCount } from '../values.ts';

export const approving: readonly CommandSpec[] = [
  {
    usage: 'approval list',
    summary: "the plans that wait for somebody's name, the soonest window first",
    example: 'approval list --mine',
    options: [{ flags: '--mine', text: 'only those where your name would count' }],
    does: { kind: 'action', load: async () => (await commands.approvals()).approvalList },
  },
  {
    usage: 'plan approve <plan>',
    summary: 'put your name under digest and bounds of a plan',
    example: 'plan approve sha256:8d0c55ab91e2',
    options: [
      { flags: '--with-removals <packages>', text: 'each package that the plan removes, with commas between' },
      YES,
    ],
    more:
      'Prints digest and bounds and asks. In a script, `--yes` and the whole digest are needed. ' +
      'A plan that removes packages is approved only by names that say which.',
    does: { kind: 'action', load: async () => (await commands.planApprove()).planApprove },
  },
  {
    usage: 'plan refuse <plan>',
    summary: 'refuse a plan: nothing further begins by it, and it takes another plan',
    example: "plan refuse sha256:8d0c55ab91e2 --why 'the books are closed that night'",
    options: [{ flags: '--why <reason>', text: 'told to whoever waits for it, and kept', required: true }, YES],
    does: { kind: 'action', load: async () => (await commands.planRefuse()).planRefuse },
  },
  {
    usage: 'plan ask-again <plan>',
    summary: 'ask again for a plan that was refused, or whose change request was withdrawn',
    example: "plan ask-again sha256:8d0c55ab91e2 --why 'the migration is over'",
    options: [{ flags: '--why <reason>', text: 'told to whoever is asked, and kept', required: true }, YES],
    more:
      'Planning again without a change gives the same plan, and what was said of it stands. Asking again voids the refusal; no name ' +
      'of before counts, a new change request opens where one is needed, and whoever asks cannot approve.',
    does: { kind: 'action', load: async () => (await commands.planAskAgain()).planAskAgain },
  },
  {
    usage: 'change-request list',
    summary: 'the change requests, newest first',
    example: 'change-request list',
    options: [LIMIT],
    does: { kind: 'action', load: async () => (await commands.changeRequests()).changeRequestList },
  },
  {
    usage: 'change-request show <number>',
    summary: 'a change request: text, planned times, way back, names, result',
    example: 'change-request show CHG-000042',
    options: [],
    does: { kind: 'action', load: async () => (await commands.changeRequests()).changeRequestShow },
  },
  {
    usage: 'change-request edit <number>',
    summary: 'put it into other words, until the first name stands under its plan',
    example: 'change-request edit CHG-000042 --back-out back-out.txt',
    options: [
      { flags: '--title <title>', text: 'its title' },
      { flags: '--text <file>', text: 'its text; `-` is standard input' },
      { flags: '--back-out <file>', text: 'added to the way back that the plan says; `-` is standard input' },
      { flags: '--revision <number>', text: 'the one that was looked at; else the newest', parse: parseCount },
    ],
    more: 'The plan stays what is approved: only the words change.',
    does: { kind: 'action', load: async () => (await commands.changeRequests()).changeRequestEdit },
  },
  {
    usage: 'change-request close <number>',
    summary: 'withdraw one that is not carried out: nothing begins under it any more',
    example: "change-request close CHG-000042 --why 'moved to next month'",
    options: [
      { flags: '--why <reason>', text: 'kept as its result, and told to the outside system', required: true },
      YES,
    ],
    more: 'One that is carried out closes by itself with its rollout.',
    does: { kind: 'action', load: async () => (await commands.changeRequests()).changeRequestClose },
  },
];
