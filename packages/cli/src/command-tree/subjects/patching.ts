import type { CommandSpec, OptionSpec } from '../../command/index.ts';
import { commands } from '../../commands/index.ts';
import { AS_OF, LIMIT, YES } from '../options.ts';
import { parseAsOf, parseDuration, parseLeaveOut, parseSince } from '../values.ts';

const NO_WAIT: OptionSpec = { flags: '--no-wait', text: 'do not wait until it is done' };

const patchSets: readonly CommandSpec[] = [
  {
    usage: 'patch-set cut',
    summary: 'freeze what is pending now into a patch set, with its files and those they replace',
    example: "patch-set cut --scope security --where 'environment = dev'",
    options: [
      { flags: '--scope <scope>', text: 'which updates; else `security`', choices: ['all', 'security', 'kernel'] },
      {
        flags: '--package <name>',
        text: 'instead of a scope: this package, or all that is built from this source',
        repeats: true,
      },
      { flags: '--advisory <name>', text: 'instead of a scope: what answers this advisory', repeats: true },
      { flags: '--cve <id>', text: 'instead of a scope: what answers this vulnerability', repeats: true },
      { flags: '--where <selector>', text: 'whose pending updates; else those of all hosts' },
      NO_WAIT,
    ],
    more:
      'With names: `patch-set cut --package nginx --advisory DSA-5678-1`, with what they need and what is built with them. ' +
      'A name of which nothing is pending, or that cannot be taken whole, is refused. Else what cannot be taken is left out, and said with its reason.',
    does: { kind: 'action', load: async () => (await commands.patchSetCut()).patchSetCut },
  },
  {
    usage: 'patch-set list',
    summary: 'the patch sets, newest first',
    example: 'patch-set list',
    options: [LIMIT],
    does: { kind: 'action', load: async () => (await commands.patchSets()).patchSetList },
  },
  {
    usage: 'patch-set show <patch-set>',
    summary: 'the targets of a patch set and what they replace',
    example: 'patch-set show sha256:3f7a91c0d2e4',
    options: [],
    does: { kind: 'action', load: async () => (await commands.patchSets()).patchSetShow },
  },
];

const plans: readonly CommandSpec[] = [
  {
    usage: 'plan make <environment>',
    summary:
      'plan a patch set for an environment, or one policy of it: asks its hosts for their proposals, plans and checks',
    example: "plan make prod --patch-set sha256:3f7a91c0d2e4 --leave-out 'app2=is being moved'",
    options: [
      { flags: '--patch-set <digest>', text: 'which one; else the newest' },
      { flags: '--policy <name>', text: 'one policy of it; else the hosts that none of its policies selects' },
      {
        flags: '--leave-out <host=why>',
        text: 'leave a host out, with the reason',
        repeats: true,
        parse: parseLeaveOut,
      },
      {
        flags: '--allow-removal <package=why>',
        text: 'allow that a package is removed, by name and with the reason',
        repeats: true,
        parse: parseLeaveOut,
      },
      NO_WAIT,
    ],
    does: { kind: 'action', load: async () => (await commands.planMake()).planMake },
  },
  {
    usage: 'plan list',
    summary: 'the plans, newest first',
    example: 'plan list',
    options: [LIMIT],
    does: { kind: 'action', load: async () => (await commands.plans()).planList },
  },
  {
    usage: 'plan show <plan>',
    summary: 'the page that people approve: digest, bounds, waves, every transaction, restarts, the way back',
    example: 'plan show sha256:8d0c55ab91e2',
    options: [],
    does: { kind: 'action', load: async () => (await commands.plans()).planShow },
  },
  {
    usage: 'plan diff <before> <after>',
    summary: 'what changed from one plan to the next',
    example: 'plan diff sha256:8d0c55ab91e2 sha256:b7719e03aa51',
    options: [],
    does: { kind: 'action', load: async () => (await commands.planDiff()).planDiff },
  },
  {
    usage: 'plan check <plan>',
    summary: "the checker's notes on a plan; exit code 6 where there are errors",
    example: 'plan check sha256:8d0c55ab91e2',
    options: [],
    does: { kind: 'action', load: async () => (await commands.plans()).planCheck },
  },
];

const steering = (word: 'pause' | 'resume' | 'go-on' | 'abort', summary: string): CommandSpec => ({
  usage: `rollout ${word} <rollout>`,
  summary,
  example: `rollout ${word} rollout-5d21`,
  options: [],
  does: { kind: 'action', load: async () => (await commands.rolloutSteer()).steering(word) },
});

const rollouts: readonly CommandSpec[] = [
  {
    usage: 'rollout start <plan>',
    summary: 'carry an approved plan out',
    example: 'rollout start sha256:8d0c55ab91e2 --watch',
    options: [{ flags: '--watch', text: 'and watch it to its end' }],
    does: { kind: 'action', load: async () => (await commands.rolloutStart()).rolloutStart },
  },
  {
    usage: 'rollout watch <rollout>',
    summary: 'follow a rollout to its end; exit code 5 where it ends and not every host is done',
    example: 'rollout watch rollout-5d21',
    options: [],
    more: 'On a terminal the picture is redrawn; in a pipe every change is a line; with --json every change is one document on one line.',
    does: { kind: 'action', load: async () => (await commands.rolloutWatch()).rolloutWatch },
  },
  {
    usage: 'rollout output <rollout> <host>',
    summary: 'follow what the package transaction of one host prints, until the host is through',
    example: 'rollout output rollout-5d21 app2',
    options: [],
    more: 'The host tells it only while somebody looks on, the last 4 kB each second. With --json every answer is one document on one line.',
    does: { kind: 'action', load: async () => (await commands.rolloutOutput()).rolloutOutput },
  },
  {
    usage: 'rollout list',
    summary: 'the rollouts, newest first',
    example: 'rollout list',
    options: [LIMIT],
    does: { kind: 'action', load: async () => (await commands.rollouts()).rolloutList },
  },
  {
    usage: 'rollout show <rollout>',
    summary: 'where every host of a rollout is, and why',
    example: 'rollout show rollout-5d21',
    options: [],
    does: { kind: 'action', load: async () => (await commands.rollouts()).rolloutShow },
  },
  steering('pause', 'let nobody further begin; hosts under way finish'),
  steering(
    'resume',
    'go on after a pause or a stop, and behind a canary that failed; failures seen so far no longer count',
  ),
  steering('go-on', 'say "go on" at a gate that asks for a person, or behind a canary that did not come through'),
  steering('abort', 'end a rollout: nobody further begins, hosts under way finish'),
  {
    usage: 'rollout excuse <rollout> <host>',
    summary: 'take a host that has not begun out of a rollout',
    example: "rollout excuse rollout-5d21 app2 --why 'disk is being replaced'",
    options: [{ flags: '--why <reason>', text: 'kept in the report and the audit events', required: true }],
    does: { kind: 'action', load: async () => (await commands.rolloutSteer()).rolloutExcuse },
  },
];

const HOSTS: OptionSpec = { flags: '--hosts <selector>', text: 'only these of its hosts; else all that are done' };

const rollbacks: readonly CommandSpec[] = [
  {
    usage: 'rollback show <rollout>',
    summary: 'what taking a rollout back would mean, for whom, and what of it would stay; changes nothing',
    example: 'rollback show rollout-5d21',
    options: [HOSTS],
    does: { kind: 'action', load: async () => (await commands.rollbacks()).rollbackShow },
  },
  {
    usage: 'rollback make <rollout>',
    summary: 'plan to take the finished hosts of a rollout back to what they had, by a plan with its own approval',
    example: "rollback make rollout-5d21 --hosts 'group = 1' --why 'orders are lost since'",
    options: [
      HOSTS,
      { flags: '--why <reason>', text: 'kept with the plan, the quarantines and the audit events', required: true },
      {
        flags: '--within <span>',
        text: 'at any time from now on for so long, as 12h; else in the windows of policy',
        parse: parseDuration,
      },
      {
        flags: '--quarantine <package>',
        text: 'keep only the version of this package from hosts; else of all that is taken back',
        repeats: true,
      },
      YES,
      NO_WAIT,
    ],
    more:
      'Shows first what `rollback show` shows, and asks. What the hosts leave is kept from all hosts at once, so that the next ' +
      'cycle does not bring it again: `quarantine list`, `quarantine lift`.',
    does: { kind: 'action', load: async () => (await commands.rollbacks()).rollbackMake },
  },
];

const answers: readonly CommandSpec[] = [
  {
    usage: 'diagnosis list',
    summary: 'the known causes of failures, by what each is known, and what to do: your own rows first',
    example: 'diagnosis list --own',
    options: [{ flags: '--own', text: 'only rows of your own, and files of them that are refused' }],
    does: { kind: 'action', load: async () => (await commands.causes()).causeList },
  },
  {
    usage: 'why <host> [package]',
    summary: 'why a host, or one package on it, is not patched yet',
    example: 'why app1 openssl',
    options: [],
    does: { kind: 'action', load: async () => (await commands.why()).why },
  },
  {
    usage: 'report [rollout]',
    summary: 'who got what and who did not and why: of one rollout, or of the fleet',
    example: 'report rollout-5d21',
    options: [],
    does: { kind: 'action', load: async () => (await commands.report()).report },
  },
];

const CSV: OptionSpec = { flags: '--csv', text: 'as CSV (RFC 4180), all of it' };
const PERIOD: readonly OptionSpec[] = [
  { flags: '--from <day>', text: 'from the beginning of that day; else 30 days', parse: parseSince },
  { flags: '--to <day>', text: 'until the end of that day; else until now', parse: parseAsOf },
  CSV,
];

const reports: readonly CommandSpec[] = [
  {
    usage: 'report compliance',
    summary: 'how hosts stood at an instant: clear, due later, excepted, overdue, and of whom nobody knows',
    example: 'report compliance --as-of 2026-09-30 --by owner',
    options: [
      AS_OF,
      {
        flags: '--by <label>',
        text: 'a label of the hosts, or `policy`: whose rules they are under; else environment',
      },
      CSV,
    ],
    more: 'What is unknown is counted as such and never as compliant; before records begin all of it is.',
    does: { kind: 'action', load: async () => (await commands.reports()).reportCompliance },
  },
  {
    usage: 'report sla',
    summary: 'deadlines of a period by severity and rule: kept, missed, still open, unknown',
    example: 'report sla --from 2026-09-01 --to 2026-09-30 --csv',
    options: PERIOD,
    more: 'Each exposure counts in the period in which it was due. What is unknown counts against the share; what an exception answers for, was removed or revised is in no share.',
    does: { kind: 'action', load: async () => (await commands.reports()).reportSla },
  },
  {
    usage: 'report time-to-patch',
    summary:
      'how long it took from the fix, and from hearing of it, until it was in effect: median and 90th percentile',
    example: 'report time-to-patch --from 2026-09-01 --to 2026-09-30',
    options: PERIOD,
    does: { kind: 'action', load: async () => (await commands.reports()).reportTimeToPatch },
  },
  {
    usage: 'report exceptions',
    summary: 'exceptions that stood in the policy during a period: who, why, and who took them out',
    example: 'report exceptions --from 2026-09-01',
    options: PERIOD,
    does: { kind: 'action', load: async () => (await commands.reports()).reportExceptions },
  },
  {
    usage: 'report changes',
    summary: 'what changed on which host when, from which version to which, by which rollout, plan and approval',
    example: 'report changes --host app1 --from 2026-09-01',
    options: [
      { flags: '--host <host>', text: 'of this host alone' },
      { flags: '--by <who>', text: 'by slipway alone, or by somebody else alone', choices: ['slipway', 'foreign'] },
      ...PERIOD,
    ],
    does: { kind: 'action', load: async () => (await commands.reports()).reportChanges },
  },
];

export const patching: readonly CommandSpec[] = [
  ...patchSets,
  ...plans,
  ...rollouts,
  ...rollbacks,
  ...answers,
  ...reports,
];
