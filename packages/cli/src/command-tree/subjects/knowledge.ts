import { FEED_KINDS } from '@slipway/feeds/kinds';
import type { CommandSpec, OptionSpec } from '../../command/index.ts';
import { commands } from '../../commands/index.ts';
import { parseCount } from '../values.ts';

const YES: OptionSpec = { flags: '-y, --yes', text: 'do not ask' };
const NO_WAIT: OptionSpec = { flags: '--no-wait', text: 'do not wait until it was read' };

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

const telling: readonly CommandSpec[] = [
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
  {
    usage: 'audience add <name>',
    summary: 'tell somebody of what is newly needed and of feeds that fail: a webhook, or mail addresses',
    example: 'audience add chat --webhook https://chat.example/hooks/slipway',
    options: [
      { flags: '--webhook <url>', text: 'https: address that notices are posted to' },
      { flags: '--mail <address>', text: 'mail address', repeats: true },
    ],
    more: 'The key that signs what a webhook is sent is printed this once.',
    does: { kind: 'action', load: async () => (await commands.audiences()).audienceAdd },
  },
  {
    usage: 'audience list',
    summary: 'who is told',
    example: 'audience list',
    options: [],
    does: { kind: 'action', load: async () => (await commands.audiences()).audienceList },
  },
  {
    usage: 'audience remove <name>',
    summary: 'tell somebody nothing further',
    example: 'audience remove chat',
    options: [YES],
    does: { kind: 'action', load: async () => (await commands.audiences()).audienceRemove },
  },
  {
    usage: 'notice list',
    summary: 'what audiences were told, and whether it arrived, newest first',
    example: 'notice list',
    options: [{ flags: '--limit <count>', text: 'only the newest so many', default: 20, parse: parseCount }],
    does: { kind: 'action', load: async () => (await commands.audiences()).noticeList },
  },
];

export const knowledge: readonly CommandSpec[] = [...feeds, ...telling];
