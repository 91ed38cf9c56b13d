import type { CommandSpec, OptionSpec } from '../../command/index.ts';
import { commands } from '../../commands/index.ts';
import { LIMIT } from '../options.ts';
import { parseCount } from '../values.ts';

const YES: OptionSpec = { flags: '-y, --yes', text: 'do not ask; needed where nobody can be asked' };

const files: readonly CommandSpec[] = [
  {
    usage: 'policy starter',
    summary: 'a policy to begin from, as a file with comments: the schedule table of four tiers, for a team',
    example: 'policy starter > policy.yaml',
    options: [{ flags: '--alone', text: 'the one that a new controller begins with: by hand, for one person' }],
    does: { kind: 'action', load: async () => (await commands.policyShow()).policyStarter },
  },
  {
    usage: 'policy schema',
    summary: 'the JSON Schema of the file: beside it, editors complete and explain every field',
    example: 'policy schema > policy.schema.json',
    options: [],
    does: { kind: 'action', load: async () => (await commands.policyShow()).policySchema },
  },
  {
    usage: 'policy check <file>',
    summary:
      'everything that is wrong with a policy file, by file, line and column; exit code 6 where there is anything',
    example: 'policy check policy.yaml',
    options: [{ flags: '--offline', text: 'do not ask the controller whether the selectors select any host' }],
    more: 'Needs no controller; where one is known, it is asked which selectors select no host. `-` reads standard input.',
    does: { kind: 'action', load: async () => (await commands.policyCheck()).policyCheck },
  },
  {
    usage: 'policy diff <file>',
    summary: 'what a policy file would change, and which hosts, plans and occurrences it would touch; changes nothing',
    example: 'policy diff policy.yaml',
    options: [],
    more: 'Exit code 6 where the file has problems, or two policies would claim a host. `-` reads standard input.',
    does: { kind: 'action', load: async () => (await commands.policyApply()).policyDiff },
  },
  {
    usage: 'policy apply <file>',
    summary: 'check a policy file, show what it would touch, ask, and replace the policy as a whole',
    example: 'policy apply policy.yaml',
    options: [
      {
        flags: '--revision <number>',
        text: 'refuse unless this revision still holds; else the one that the file names in its first lines, if it does',
        parse: parseCount,
      },
      YES,
    ],
    more: 'Exit code 6 where the file has problems or two policies would claim a host, 1 where somebody was first: who and when is said, and what holds stays. `-` reads standard input.',
    does: { kind: 'action', load: async () => (await commands.policyApply()).policyApply },
  },
];

const revisions: readonly CommandSpec[] = [
  {
    usage: 'policy show',
    summary: 'the policy that holds, or held, as the YAML file that `policy apply` takes',
    example: 'policy show > policy.yaml',
    options: [
      { flags: '--revision <number>', text: 'that revision; else the one that holds', parse: parseCount },
      { flags: '--yaml', text: 'as YAML, which it is anyway; with --json the document and its revision' },
    ],
    does: { kind: 'action', load: async () => (await commands.policyShow()).policyShow },
  },
  {
    usage: 'policy list',
    summary: 'the revisions of the policy, newest first: when, by whom, what changed',
    example: 'policy list',
    options: [LIMIT],
    does: { kind: 'action', load: async () => (await commands.policyShow()).policyList },
  },
  {
    usage: 'policy rollback <revision>',
    summary: 'store what an old revision said as a new one, after the same check, difference and question',
    example: 'policy rollback 3',
    options: [YES],
    does: { kind: 'action', load: async () => (await commands.policyApply()).policyRollback },
  },
  {
    usage: 'policy explain <host>',
    summary:
      'what the policy says of a host and where: environment, every rule, clusters, hooks, checks, next occurrences',
    example: 'policy explain app1',
    options: [],
    more: 'And what keeps it out now. `slipway why HOST` says why it is not patched yet.',
    does: { kind: 'action', load: async () => (await commands.policyExplain()).policyExplain },
  },
];

const exceptions: readonly CommandSpec[] = [
  {
    usage: 'exception list',
    summary: 'what the policy leaves out on purpose: for which hosts, by whom, why, what protects them, until when',
    example: 'exception list --ending 14',
    options: [
      { flags: '--ending <days>', text: 'only those that end within so many days, or have ended', parse: parseCount },
    ],
    more: 'Exceptions stand in the policy file, under `exceptions`. `slipway exposure list --excepted` says what is exposed by them.',
    does: { kind: 'action', load: async () => (await commands.exceptions()).exceptionList },
  },
];

const COUNT: OptionSpec = { flags: '--count <count>', text: 'so many of each', default: 12, parse: parseCount };

const TEAM: OptionSpec = {
  flags: '--team <name>',
  text: 'only where this team is asked for approval, or owns hosts by their label `owner`',
};

const calendar: readonly CommandSpec[] = [
  {
    usage: 'window next [environment]',
    summary: 'the next occurrences of the windows: by the clock of their zone, here, and in UTC, with what is unusual',
    example: 'window next prod --count 3',
    options: [TEAM, COUNT],
    more: 'Clock changes, freezes that cut one, days that are passed over. The planner takes the same.',
    does: { kind: 'action', load: async () => (await commands.windowNext()).windowNext },
  },
  {
    usage: 'window export [environment]',
    summary: 'the same as an iCalendar file, for calendar programs',
    example: 'window export prod > windows.ics',
    options: [TEAM, COUNT],
    does: { kind: 'action', load: async () => (await commands.windowNext()).windowExport },
  },
  {
    usage: 'policy freezes <file>',
    summary: 'the events of an iCalendar file as freezes, to put into the policy; changes nothing',
    example: 'policy freezes holidays.ics --zone Europe/Berlin',
    options: [{ flags: '--zone <zone>', text: 'for whole days, and for times that name no zone', required: true }],
    more: 'Needs no controller. An event that could not be understood is told with its line, and nothing is printed; exit code 6. `-` reads standard input.',
    does: { kind: 'action', load: async () => (await commands.policyFreezes()).policyFreezes },
  },
];

export const policy: readonly CommandSpec[] = [...files, ...revisions, ...exceptions, ...calendar];
