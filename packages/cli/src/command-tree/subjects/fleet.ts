import type { CommandSpec, OptionSpec } from '../../command/index.ts';
import { commands } from '../../commands/index.ts';
import { AS_OF, YES } from '../options.ts';
import { parseCount, parseDuration, parsePair } from '../values.ts';

const ENVIRONMENT: OptionSpec = { flags: '--environment <name>', text: 'only hosts of this environment' };
const WHERE: OptionSpec = { flags: '--where <selector>', text: 'only hosts that a selector selects' };

const enrolment: readonly CommandSpec[] = [
  {
    usage: 'enrol token',
    summary: 'make a short-lived token and print the one line that enrols a host with it',
    example: 'enrol token --label environment=dev --label group=1 --uses 5 --expires 2h',
    options: [
      { flags: '--label <key=value>', text: 'label that the hosts get', repeats: true, parse: parsePair },
      { flags: '--uses <count>', text: 'how many hosts it enrols', default: 1, parse: parseCount },
      { flags: '--expires <span>', text: 'how long it can be used', default: '24h', parse: parseDuration },
    ],
    more: 'A newly enrolled host is only observed, until somebody adopts it.',
    does: { kind: 'action', load: async () => (await commands.enrol()).enrolToken },
  },
  {
    usage: 'enrol list',
    summary: 'the enrolment tokens: by whom, with which labels, for how many hosts more, until when',
    example: 'enrol list',
    options: [],
    does: { kind: 'action', load: async () => (await commands.enrol()).enrolList },
  },
  {
    usage: 'enrol revoke <token>',
    summary: 'end an enrolment token, by its id; hosts that it has enrolled stay',
    example: 'enrol revoke enrolment-8c1f',
    options: [],
    does: { kind: 'action', load: async () => (await commands.enrol()).enrolRevoke },
  },
];

const hosts: readonly CommandSpec[] = [
  {
    usage: 'host list',
    summary: 'the hosts, how old what is known of them is, and what is pending',
    example: "host list --where 'environment = prod and reboot = needed'",
    options: [ENVIRONMENT, WHERE],
    does: { kind: 'action', load: async () => (await commands.hostList()).hostList },
  },
  {
    usage: 'host show <host>',
    summary: 'everything known of one host: by id or by hostname',
    example: 'host show app1',
    options: [{ flags: '--all', text: 'every package and program from outside the distribution, however many' }],
    does: { kind: 'action', load: async () => (await commands.hostShow()).hostShow },
  },
  {
    usage: 'host adopt <host...>',
    summary: 'allow changes: takes over, reversibly, what patches the host today',
    example: 'host adopt app1 app2',
    options: [],
    does: { kind: 'action', load: async () => (await commands.hostChange()).hostAdopt },
  },
  {
    usage: 'host leave <host...>',
    summary: 'give back what adopting took over; the host is only observed again',
    example: 'host leave app1',
    options: [],
    does: { kind: 'action', load: async () => (await commands.hostChange()).hostLeave },
  },
  {
    usage: 'host history <host>',
    summary: 'what changed on a host, newest first, whoever did it',
    example: 'host history app1 --limit 20',
    options: [{ flags: '--limit <count>', text: 'at most so many events', default: 50, parse: parseCount }],
    does: { kind: 'action', load: async () => (await commands.hostHistory()).hostHistory },
  },
  {
    usage: 'host readings <host>',
    summary: 'what checklists and gates ask of a host (plug-ins, ages of files), and what it said last',
    example: 'host readings app1',
    options: [],
    does: { kind: 'action', load: async () => (await commands.hostReadings()).hostReadings },
  },
  {
    usage: 'host label <host> [labels...]',
    summary: 'set labels of a host (key=value) and remove others',
    example: 'host label app1 environment=prod cluster=shop --remove staging',
    options: [{ flags: '--remove <key>', text: 'label to remove', repeats: true }],
    does: { kind: 'action', load: async () => (await commands.hostChange()).relabelHost },
  },
  {
    usage: 'host refresh <host...>',
    summary: 'ask hosts to look at their repositories again and report',
    example: 'host refresh app1 app2',
    options: [],
    does: { kind: 'action', load: async () => (await commands.hostChange()).hostRefresh },
  },
  {
    usage: 'host verify <host>',
    summary:
      'have a host hold every file and version against its packages now, by its own root, and show what it found',
    example: 'host verify app1',
    options: [{ flags: '--no-wait', text: 'only ask; `host show` shows what it found' }],
    more: 'Changes nothing. It reads every file while nothing else wants the disk, which takes minutes; versions are held against what the controller believes. Exit 6: something differs.',
    does: { kind: 'action', load: async () => (await commands.hostVerify()).hostVerify },
  },
  {
    usage: 'host free <host...>',
    summary:
      'take a host as it is now: barred after a restore, isolated (by a failed way back, or after a missed window), or lost',
    example: 'host free app1',
    options: [YES],
    more: 'Somebody should have looked at it first: its places in clusters are given back.',
    does: { kind: 'action', load: async () => (await commands.hostChange()).hostFree },
  },
  {
    usage: 'host out-of-band <host> [action]',
    summary: 'reach a host that does not answer through what policy names for it: console (the default) or power-cycle',
    example: 'host out-of-band app1 power-cycle',
    options: [YES],
    more: 'Calls the executable of out-of-band.d on the controller. power-cycle is refused while the host is heard, or is within its deadlines.',
    does: { kind: 'action', load: async () => (await commands.hostOutOfBand()).hostOutOfBand },
  },
  {
    usage: 'host retire <host...>',
    summary: "end a host's certificate and forget it in planning; enrolling it again gives it a new id",
    example: 'host retire app1',
    options: [YES],
    does: { kind: 'action', load: async () => (await commands.hostChange()).hostRetire },
  },
];

const packages: readonly CommandSpec[] = [
  {
    usage: 'package list [name]',
    summary: 'installed versions and on how many hosts each is',
    example: 'package list openssl',
    options: [],
    does: { kind: 'action', load: async () => (await commands.packages()).packageList },
  },
  {
    usage: 'package counts [text]',
    summary: 'packages over the fleet, a line for each name: installations, versions, who publishes them',
    example: 'package counts ssl --publisher foreign',
    options: [
      {
        flags: '--publisher <publisher>',
        text: 'only with a version of this publisher',
        choices: ['distribution', 'foreign', 'unknown'],
      },
    ],
    does: { kind: 'action', load: async () => (await commands.packages()).packageCounts },
  },
  {
    usage: 'package show <name>',
    summary: 'one package over the fleet: versions by release, on how many hosts, and the updates that they need',
    example: 'package show openssl',
    options: [],
    does: { kind: 'action', load: async () => (await commands.packages()).packageShow },
  },
  {
    usage: 'package hosts <question>',
    summary: "how many hosts have a package, and which: NAME, or 'NAME < VERSION'",
    example: "package hosts 'openssl < 3.0.22'",
    options: [
      { flags: '--all', text: 'every host, and not the first page alone' },
      { flags: '--below <version>', text: 'the same as < VERSION' },
      { flags: '--format <format>', text: 'only hosts whose packages are', choices: ['deb', 'rpm'] },
      AS_OF,
    ],
    more: "Versions are ordered as each host's own package manager orders them.",
    does: { kind: 'action', load: async () => (await commands.packages()).packageHosts },
  },
  {
    usage: 'updates',
    summary: 'what is pending, by package and version, and on how many hosts',
    example: 'updates --environment prod --scope kernel',
    options: [
      ENVIRONMENT,
      {
        flags: '--scope <scope>',
        text: 'all that is available, or a part of it',
        choices: ['all', 'security', 'kernel'],
      },
      { flags: '--security', text: 'the same as --scope security' },
    ],
    does: { kind: 'action', load: async () => (await commands.updates()).updates },
  },
];

export const fleet: readonly CommandSpec[] = [...enrolment, ...hosts, ...packages];
