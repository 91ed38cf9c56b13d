import type { CommandSpec } from '../../command/index.ts';
import { commands } from '../../commands/index.ts';
import { LIMIT, YES } from '../options.ts';

const audiences: readonly CommandSpec[] = [
  {
    usage: 'audience add <name>',
    summary: 'tell somebody: a webhook, mail addresses, or a chat by its incoming webhook',
    example: 'audience add night-shift --slack /root/night-shift.url',
    options: [
      { flags: '--webhook <url>', text: 'https: address that notices are posted to as JSON' },
      { flags: '--mail <address>', text: 'mail address', repeats: true },
      {
        flags: '--slack <file>',
        text: 'Slack or Mattermost: file that holds the address of the incoming webhook, or `-`',
      },
      { flags: '--teams <file>', text: 'Microsoft Teams: file that holds the address that Workflows gave, or `-`' },
    ],
    more:
      'The key that signs what a webhook is sent is printed this once. Whoever knows the address of a chat may write there: ' +
      'it is read from a file, or from standard input, and shown to nobody. ' +
      'Who hears of what is said in the policy, by `contacts`; an audience that none of them names hears of everything.',
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
    usage: 'audience test <name>',
    summary: 'send an audience a message that says it is a test, now, and say whether it was taken',
    example: 'audience test night-shift',
    options: [],
    does: { kind: 'action', load: async () => (await commands.audiences()).audienceTest },
  },
  {
    usage: 'audience remove <name>',
    summary: 'tell somebody nothing further',
    example: 'audience remove night-shift',
    options: [YES],
    does: { kind: 'action', load: async () => (await commands.audiences()).audienceRemove },
  },
];

const notices: readonly CommandSpec[] = [
  {
    usage: 'notice list',
    summary: 'what audiences were told, and whether it arrived, newest first',
    example: 'notice list',
    options: [LIMIT],
    does: { kind: 'action', load: async () => (await commands.notices()).noticeList },
  },
  {
    usage: 'notice show <notice>',
    summary: 'a notice in the words in which each audience gets it, and how far each delivery is',
    example: 'notice show rollout-ended.rollout-7f3a',
    options: [],
    does: { kind: 'action', load: async () => (await commands.notices()).noticeShow },
  },
];

export const telling: readonly CommandSpec[] = [...audiences, ...notices];
