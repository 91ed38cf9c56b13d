import type { CommandSpec } from '../../command/index.ts';
import { commands } from '../../commands/index.ts';
import { parseAsOf, parseCount, parseDuration, parseSince } from '../values.ts';

const ROLE = {
  flags: '--role <role>',
  text: 'what it may do; roles are not a ladder',
  choices: ['viewer', 'operator', 'approver', 'administrator'],
  repeats: true,
} as const;
const TEAM = { flags: '--team <team>', text: 'approval team of the person', repeats: true } as const;
const PASSWORD_FILE = {
  flags: '--password-file <file>',
  text: 'the file that holds it; else it is asked for',
} as const;

export const access: readonly CommandSpec[] = [
  {
    usage: 'switch show',
    summary: 'whether the switch that stops everything is thrown',
    example: 'switch show',
    options: [],
    does: { kind: 'action', load: async () => (await commands.switch()).switchShow },
  },
  {
    usage: 'switch stop',
    summary: 'throw the switch: no host begins anything, in any rollout; hosts under way finish safely',
    example: 'switch stop',
    options: [],
    does: { kind: 'action', load: async () => (await commands.switch()).switchStop },
  },
  {
    usage: 'switch release',
    summary: 'release the switch: rollouts that were running go on',
    example: 'switch release',
    options: [],
    does: { kind: 'action', load: async () => (await commands.switch()).switchRelease },
  },
  {
    usage: 'token list',
    summary: 'the API tokens: whose, with which roles, until when',
    example: 'token list',
    options: [],
    does: { kind: 'action', load: async () => (await commands.tokens()).tokenList },
  },
  {
    usage: 'token create <person>',
    summary: 'make an API token for a person or a program; its secret is printed this once',
    example: 'token create kim --role operator --role approver --team operations --expires 90d',
    options: [
      { ...ROLE, required: true },
      TEAM,
      { flags: '--expires <span>', text: 'how long it is valid; else until it is revoked', parse: parseDuration },
    ],
    does: { kind: 'action', load: async () => (await commands.tokens()).tokenCreate },
  },
  {
    usage: 'token revoke <token>',
    summary: 'end an API token, by its id',
    example: 'token revoke token-8c1f',
    options: [],
    does: { kind: 'action', load: async () => (await commands.tokens()).tokenRevoke },
  },
  {
    usage: 'account list',
    summary: 'who may sign in to the console, with which roles',
    example: 'account list',
    options: [],
    does: { kind: 'action', load: async () => (await commands.accounts()).accountList },
  },
  {
    usage: 'account add <name>',
    summary: 'make an account with which a person signs in to the console',
    example: 'account add kim --role operator --role approver --team operations --password-file kim.txt',
    options: [{ ...ROLE, required: true }, TEAM, PASSWORD_FILE],
    does: { kind: 'action', load: async () => (await commands.accounts()).accountAdd },
  },
  {
    usage: 'account change <name>',
    summary: 'give an account other roles or teams; what is not given stays',
    example: 'account change kim --role viewer',
    options: [ROLE, TEAM],
    does: { kind: 'action', load: async () => (await commands.accounts()).accountChange },
  },
  {
    usage: 'account password <name>',
    summary: 'set a new password; the person is signed out everywhere',
    example: 'account password kim --password-file kim.txt',
    options: [PASSWORD_FILE],
    does: { kind: 'action', load: async () => (await commands.accounts()).accountPassword },
  },
  {
    usage: 'account disable <name>',
    summary: 'end an account at once; its name is never given to anybody else',
    example: 'account disable kim',
    options: [],
    does: { kind: 'action', load: async () => (await commands.accounts()).accountDisable },
  },
  {
    usage: 'account enable <name>',
    summary: 'let a disabled account sign in again',
    example: 'account enable kim',
    options: [],
    does: { kind: 'action', load: async () => (await commands.accounts()).accountEnable },
  },
  {
    usage: 'audit list',
    summary: 'who did what to which object, oldest first',
    example: 'audit list --who kim --action plan --since 2026-11-01 --limit 100',
    options: [
      { flags: '--limit <count>', text: 'only the newest so many events', parse: parseCount },
      { flags: '--who <person>', text: 'what this person or program did' },
      { flags: '--action <action>', text: 'of this action, or of this subject: `plan` is plan.make, plan.approve, …' },
      { flags: '--object <object>', text: 'about what begins so: a host, a digest, a rollout' },
      { flags: '--since <when>', text: 'from this day or instant on', parse: parseSince },
      { flags: '--until <when>', text: 'up to the end of this day, or before this instant', parse: parseAsOf },
    ],
    does: { kind: 'action', load: async () => (await commands.audit()).auditList },
  },
  {
    usage: 'audit verify',
    summary: 'fetch the whole chain of audit events and recompute it here',
    example: 'audit verify --head sha256:9b1c...',
    options: [
      { flags: '--head <digest>', text: 'a head that was written down earlier and must still be in the chain' },
    ],
    more: 'The digest that it prints names every event before it: worth keeping somewhere else.',
    does: { kind: 'action', load: async () => (await commands.audit()).auditVerify },
  },
];
