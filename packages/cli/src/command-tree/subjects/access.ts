import type { CommandSpec } from '../../command/index.ts';
import { commands } from '../../commands/index.ts';
import { parseCount, parseDuration } from '../values.ts';

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
      {
        flags: '--role <role>',
        text: 'what it may do; roles are not a ladder',
        choices: ['viewer', 'operator', 'approver', 'administrator'],
        repeats: true,
        required: true,
      },
      { flags: '--team <team>', text: 'approval team of the person', repeats: true },
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
    usage: 'audit list',
    summary: 'who did what to which object, oldest first',
    example: 'audit list --limit 100',
    options: [{ flags: '--limit <count>', text: 'only the newest so many events', parse: parseCount }],
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
