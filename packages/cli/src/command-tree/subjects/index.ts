// Every command, as data, by subject; in the order of `slipway --help` and of the reference page.
// Not here: what they do (commands), loaded only when one is called.
// May import: command-tree.

import type { CommandSpec, CommandTree } from '../../command/index.ts';
import { access } from './access.ts';
import { approving } from './approving.ts';
import { fleet } from './fleet.ts';
import { knowledge } from './knowledge.ts';
import { patching } from './patching.ts';
import { policy } from './policy.ts';
import { promoting } from './promoting.ts';
import { telling } from './telling.ts';
import { thisHost } from './this-host.ts';

export interface Subject {
  readonly title: string;
  readonly commands: readonly CommandSpec[];
}

export const SUBJECTS: readonly Subject[] = [
  { title: 'The fleet', commands: fleet },
  { title: 'Vulnerabilities', commands: knowledge },
  { title: 'Patching', commands: patching },
  { title: 'Promotion', commands: promoting },
  { title: 'Approval', commands: approving },
  { title: 'Policy', commands: policy },
  { title: 'Who is told', commands: telling },
  { title: 'Rights and the switch', commands: access },
  { title: 'This machine', commands: thisHost },
];

export const COMMANDS: readonly CommandSpec[] = SUBJECTS.flatMap(({ commands }) => commands);

/** What the first word of a command of two stands for. */
export const GROUPS: Readonly<Record<string, string>> = {
  account: 'people who sign in to the console',
  advisory: 'what feeds say, and whom it touches',
  approval: 'who is wanted to agree',
  audience: 'who is told',
  audit: 'who did what',
  'change-request': 'changes with number, text and way back, answered inside or outside',
  diagnosis: 'what failures are known by',
  enrol: 'make hosts known',
  exception: 'what is left out on purpose, and until when',
  exposure: 'who is affected by what, and until when',
  feed: 'what is known about packages, and where from',
  host: 'the hosts',
  notice: 'what audiences were told',
  package: 'which software is where',
  'patch-set': 'what hosts should reach, cut at one moment',
  plan: 'what would be done to which host, and its approval',
  policy: 'what people want, as one document',
  promotion: 'the way of patch sets through the environments',
  quarantine: 'versions that are kept from hosts',
  report: 'who got what and who did not, and how it went over time',
  rollback: 'hosts that are done, taken back',
  rollout: 'the life of one plan',
  rules: 'how urgent what is',
  switch: 'the switch that stops everything',
  token: 'API tokens',
  version: 'package versions',
  window: 'when hosts may begin',
};

export const TREE: CommandTree = { commands: COMMANDS, groups: GROUPS };
