import type { CommandSpec, OptionSpec } from '../../command/index.ts';
import { commands } from '../../commands/index.ts';
import { LIMIT, YES } from '../options.ts';

const WHY: OptionSpec = { flags: '--why <reason>', text: 'kept, and told', required: true };

const promotions: readonly CommandSpec[] = [
  {
    usage: 'promotion list',
    summary: 'patch sets in environments, the newest first',
    example: 'promotion list',
    options: [LIMIT],
    does: { kind: 'action', load: async () => (await commands.promotions()).promotionList },
  },
  {
    usage: 'promotion next',
    summary: 'what the schedule does next in each environment, or why it does nothing',
    example: 'promotion next',
    options: [],
    does: { kind: 'action', load: async () => (await commands.promotions()).promotionNext },
  },
  {
    usage: 'promotion show <promotion>',
    summary: 'where a patch set stands in an environment, on what evidence it entered, who is not done',
    example: 'promotion show prod.3f7a91c0d2e4',
    options: [{ flags: '--checklist', text: 'only the closing checklist; exit code 5 where an item is not a yes' }],
    does: { kind: 'action', load: async () => (await commands.promotions()).promotionShow },
  },
  {
    usage: 'promotion excuse <promotion>',
    summary: 'say that what is not done does not keep the patch set from the next environment',
    example: "promotion excuse test.3f7a91c0d2e4 --why 'the disk of test-2 is broken'",
    options: [WHY],
    does: { kind: 'action', load: async () => (await commands.promotions()).promotionExcuse },
  },
];

const saying = (word: 'hold' | 'release' | 'supersede' | 'withdraw', summary: string, asks: boolean): CommandSpec => ({
  usage: `patch-set ${word} <patch-set>`,
  summary,
  example: `patch-set ${word} sha256:3f7a91c0d2e4 --why 'the vendor is asked'`,
  options: asks ? [WHY, YES] : [WHY],
  does: { kind: 'action', load: async () => (await commands.patchSetSay()).saying(word) },
});

const patchSets: readonly CommandSpec[] = [
  saying('hold', 'let nothing new of a patch set begin, in any environment', false),
  saying('release', 'let a held patch set go on', false),
  saying('supersede', 'let a patch set enter no further environment, for good', true),
  saying('withdraw', 'end a patch set for good: who waits with it is left out, who has begun finishes', true),
];

const quarantines: readonly CommandSpec[] = [
  {
    usage: 'quarantine add <package> <version>',
    summary: 'keep a version from all hosts, also where it is planned or under way; who has begun with it goes on',
    example: "quarantine add nginx 1.22.1-9+deb12u3 --why 'it drops connections'",
    options: [
      WHY,
      { flags: '--source', text: 'of a source package: all that was built from it' },
      { flags: '--on <distribution/release>', text: 'only there, as debian/12; else wherever the version is' },
    ],
    does: { kind: 'action', load: async () => (await commands.quarantines()).quarantineAdd },
  },
  {
    usage: 'quarantine lift <quarantine>',
    summary: 'let hosts have the version again',
    example: "quarantine lift quarantine-5d21 --why 'it was the load balancer'",
    options: [WHY, YES],
    does: { kind: 'action', load: async () => (await commands.quarantines()).quarantineLift },
  },
  {
    usage: 'quarantine list',
    summary: 'the versions that are, or were, kept from hosts, the newest first',
    example: 'quarantine list',
    options: [LIMIT],
    does: { kind: 'action', load: async () => (await commands.quarantines()).quarantineList },
  },
];

export const promoting: readonly CommandSpec[] = [...promotions, ...patchSets, ...quarantines];
