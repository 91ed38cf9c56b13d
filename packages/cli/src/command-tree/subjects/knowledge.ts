import { FEED_KINDS } from '@slipway/feeds/kinds';
import type { CommandSpec, OptionSpec } from '../../command/index.ts';
import { commands } from '../../commands/index.ts';
import { AS_OF, YES } from '../options.ts';
import { parseCount, parseDuration, parsePair } from '../values.ts';

const STATES = [
  'fixable',
  'no-fix',
  'unknown',
  'excepted',
  'update-pending',
  'held',
  'phased',
  'kept-back',
  'not-entitled',
  'no-candidate',
  'candidate-unknown',
  'old-kernel-runs',
  'kernel-boots-next',
  'kernel-not-running',
  'old-code-in-memory',
];
const NO_WAIT: OptionSpec = { flags: '--no-wait', text: 'do not wait until it was read' };

const ENVIRONMENT: OptionSpec = { flags: '--environment <name>', text: 'only hosts with this label environment' };
const OWNER: OptionSpec = { flags: '--owner <name>', text: 'only hosts with this label owner' };

const feeds: readonly CommandSpec[] = [
  {
    usage: 'feed add <name>',
    summary: 'add a feed: what a vendor or somebody else publishes about packages and vulnerabilities',
    example: 'feed add debian --kind debian-tracker --location https://security-tracker.debian.org/tracker/data/json',
    options: [
      { flags: '--location <location>', text: 'https:, file: or an absolute path on the controller', required: true },
      { flags: '--kind <kind>', text: 'what it is, else its content tells', choices: FEED_KINDS },
      { flags: '--release <id:release>', text: 'of which release it speaks, where it does not say: rocky:9' },
      { flags: '--sha256 <digits>', text: 'SHA-256 that the content must have' },
      { flags: '--keyring <file>', text: 'file on the controller: one of its OpenPGP keys must have signed it' },
      NO_WAIT,
    ],
    more: 'It is read at once and every hour from then on. One that is refused ends this with 1 and stays: it is tried again.',
    does: { kind: 'action', load: async () => (await commands.feedChange()).feedAdd },
  },
  {
    usage: 'feed list',
    summary: 'the feeds: how old each is, what it holds, and why one that was refused was',
    example: 'feed list',
    options: [],
    does: { kind: 'action', load: async () => (await commands.feeds()).feedList },
  },
  {
    usage: 'feed look <name>',
    summary: 'look at a feed again now',
    example: 'feed look debian',
    options: [NO_WAIT],
    does: { kind: 'action', load: async () => (await commands.feedChange()).feedLook },
  },
  {
    usage: 'feed remove <name>',
    summary: 'remove a feed: what rests on it ends now, and stays in the history',
    example: 'feed remove debian',
    options: [YES],
    does: { kind: 'action', load: async () => (await commands.feedChange()).feedRemove },
  },
];

const exposures: readonly CommandSpec[] = [
  {
    usage: 'exposure list',
    summary: 'what hosts are affected by, until when, and the update that ends it; what is due first at the top',
    example: 'exposure list --due 7d --severity high --environment prod',
    options: [
      { flags: '--due <span>', text: 'only what is due within that time, or overdue', parse: parseDuration },
      { flags: '--overdue', text: 'only what is overdue' },
      {
        flags: '--severity <severity>',
        text: 'at least this, or never rated',
        choices: ['negligible', 'low', 'medium', 'high', 'critical'],
      },
      ENVIRONMENT,
      OWNER,
      { flags: '--label <key=value>', text: 'only hosts with this label', repeats: true, parse: parsePair },
      { flags: '--state <state>', text: 'only this state, see below', choices: STATES },
      {
        flags: '--excepted',
        text: 'what an exception of policy answers for on some host; else what stands without one',
      },
      { flags: '--host <host>', text: 'one host: how each stands there, and the processes that hold old code' },
      { flags: '--each', text: 'a row for each vulnerability: a kernel has thousands' },
      AS_OF,
    ],
    more:
      'States: fixable (an update ends it), no-fix, unknown (nobody can say whether it is affected). With --host also how it stands there: ' +
      'update-pending, excepted, held, phased, kept-back, not-entitled, no-candidate, old-kernel-runs, kernel-boots-next, kernel-not-running, old-code-in-memory.',
    does: { kind: 'action', load: async () => (await commands.exposures()).exposureList },
  },
  {
    usage: 'advisory list',
    summary: 'the advisories and vulnerabilities that affect some host',
    example: 'advisory list --limit 20',
    options: [
      { flags: '--all', text: 'those too that affect nobody here' },
      { flags: '--text <text>', text: 'within name or summary, or a vulnerability or package that it names' },
      {
        flags: '--severity <severity>',
        text: 'at least, by the vendor',
        choices: ['low', 'medium', 'high', 'critical'],
      },
      { flags: '--exploited', text: 'only of a vulnerability that is known to be exploited' },
      { flags: '--newest', text: 'newest first, instead of by name' },
      { flags: '--limit <count>', text: 'at most so many', default: 100, parse: parseCount },
      AS_OF,
    ],
    does: { kind: 'action', load: async () => (await commands.advisories()).advisoryList },
  },
  {
    usage: 'advisory show <name>',
    summary: 'what each feed says of an advisory or a vulnerability, and how many hosts it touches',
    example: 'advisory show CVE-2025-27363',
    options: [AS_OF],
    does: { kind: 'action', load: async () => (await commands.advisories()).advisoryShow },
  },
  {
    usage: 'advisory hosts <name>',
    summary: 'the hosts that an advisory or a vulnerability touches',
    example: 'advisory hosts DSA-5866-1 --environment prod',
    options: [{ flags: '--all', text: 'every host, and not the first page alone' }, ENVIRONMENT, OWNER, AS_OF],
    does: { kind: 'action', load: async () => (await commands.advisories()).advisoryHosts },
  },
];

const rules: readonly CommandSpec[] = [
  {
    usage: 'rules show',
    summary: 'the urgency rules that hold, as the JSON document that `rules apply` takes',
    example: 'rules show > rules.json',
    options: [],
    does: { kind: 'action', load: async () => (await commands.rules()).rulesShow },
  },
  {
    usage: 'rules apply <file>',
    summary: 'replace the urgency rules as a whole; `-` reads standard input',
    example: 'rules apply rules.json',
    options: [],
    does: { kind: 'action', load: async () => (await commands.rules()).rulesApply },
  },
];

export const knowledge: readonly CommandSpec[] = [...exposures, ...feeds, ...rules];
