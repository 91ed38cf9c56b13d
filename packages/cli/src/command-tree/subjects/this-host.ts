import { INPUT_WORDS } from '@slipway/core/urgency';
import type { CommandSpec } from '../../command/index.ts';
import { commands } from '../../commands/index.ts';
import { parsePair } from '../values.ts';

export const thisHost: readonly CommandSpec[] = [
  {
    usage: 'serve [options...]',
    summary: 'run the controller, with its data in a directory',
    example: 'serve --data /var/lib/slipway/controller --listen 0.0.0.0:8443',
    options: [],
    more: "The controller's own program takes the options: `slipway serve --help` lists them.",
    does: { kind: 'program', program: 'controller' },
  },
  {
    usage: 'backup [options...]',
    summary: 'copy everything that the controller on this machine holds into one file, while it runs',
    example: 'backup --to /var/backups/slipway-2026-11-21.tar',
    options: [],
    more: 'The file holds private keys. `slipway backup --help` lists the options.',
    does: { kind: 'program', program: 'controller' },
  },
  {
    usage: 'migrate-store [options...]',
    summary: 'move the store of a data directory into a database of PostgreSQL',
    example: 'migrate-store --database postgres://slipway@db.example/slipway --database-password /etc/slipway/database',
    options: [],
    more: 'Nobody may be using either; every table is compared. `slipway migrate-store --help` lists the options.',
    does: { kind: 'program', program: 'controller' },
  },
  {
    usage: 'settle-restored [options...]',
    summary: 'after PostgreSQL was restored: stop rollouts and void approvals until people look',
    example: 'settle-restored --database postgres:///slipway?host=/run/postgresql',
    options: [],
    more: '`slipway settle-restored --help` lists the options.',
    does: { kind: 'program', program: 'controller' },
  },
  {
    usage: 'restore [options...]',
    summary: 'make a data directory from a backup; rollouts are stopped and approvals void until people look',
    example: 'restore --from /var/backups/slipway-2026-11-21.tar',
    options: [],
    more: '`slipway restore --help` lists the options.',
    does: { kind: 'program', program: 'controller' },
  },
  {
    usage: 'doctor [options...]',
    summary: "look at the controller's installation on this machine: rights, ports, store, backup, feeds",
    example: 'doctor --data /var/lib/slipway/controller',
    options: [],
    more: 'Nothing is changed; status 1 where anything is wrong or cannot be told. On a host: `slipway-agent doctor`, as root.',
    does: { kind: 'program', program: 'controller' },
  },
  {
    usage: 'scan [options...]',
    summary:
      'this host alone, without a controller: what is pending, from where, what would restart, whether a reboot would follow',
    example: 'scan --json',
    options: [],
    more: "The agent's own program looks, changes nothing, and sees all processes only as root.",
    does: { kind: 'program', program: 'agent' },
  },
  {
    usage: 'assess',
    summary: 'judge an inventory that was taken as files against what feeds say, without a controller',
    example: 'assess --dpkg-status status --os-release os-release --feed https://feeds.example/Debian-12.zip --json',
    options: [
      {
        flags: '--dpkg-status <file>',
        text: 'packages of a Debian or Ubuntu system: its /var/lib/dpkg/status, a file or a pipe',
      },
      {
        flags: '--rpm-list <file>',
        text: 'packages of an RPM system, as the query below prints them, a file or a pipe',
      },
      { flags: '--os-release <file>', text: 'its /etc/os-release', required: true },
      { flags: '--running-kernel <release>', text: 'its `uname -r`, where it runs' },
      {
        flags: '--feed <location>',
        text: 'https:, file: or a path: file, archive or directory; once for each. KIND=LOCATION names its kind, else the content tells',
        repeats: true,
      },
      {
        flags: '--sha256 <feed=digits>',
        text: 'SHA-256 that this feed must have; a feed is named by its file, as the output names it',
        repeats: true,
        parse: parsePair,
      },
      {
        flags: '--keyring <feed=file>',
        text: 'one of the OpenPGP keys of this file must have signed this feed',
        repeats: true,
        parse: parsePair,
      },
      { flags: '--facing <where>', text: 'how reachable it is', choices: INPUT_WORDS.facing },
      {
        flags: '--fail-on <lane>',
        text: 'end with 6 where something stands in this lane or a more urgent one; what nobody can know is unknown, never more urgent',
        choices: ['scheduled', 'unknown', 'out-of-cycle', 'immediate'],
      },
      {
        flags: '--output <form>',
        text: 'for other programs: SARIF 2.1.0, CycloneDX 1.6 with VEX',
        choices: ['table', 'json', 'sarif', 'cyclonedx'],
        default: 'table',
      },
    ],
    more:
      "The RPM list is printed by `rpm -qa --qf '%{NAME}\\t%{EPOCHNUM}\\t%{VERSION}\\t%{RELEASE}\\t%{ARCH}\\t%{SOURCERPM}\\t%{MODULARITYLABEL}\\n'`. " +
      'A feed that cannot be read ends it with 1 after everything else was printed: what it would have said nobody knows.',
    does: { kind: 'action', load: async () => (await commands.assess()).assess },
  },
  {
    usage: 'login <url>',
    summary: 'keep the address of a controller, its authority and a token for the commands that follow',
    example: 'login https://controller.example:8443 --trust sha256:3f7a...',
    options: [
      {
        flags: '--trust <digest>',
        text: 'digest of the trust root, as the controller printed it at its start',
        required: true,
      },
      { flags: '--token-file <file>', text: 'read the token from a file; else it is asked for, or read from a pipe' },
    ],
    more: 'What the network shows is compared with the digest before the token is sent. It is kept in ~/.config/slipway/cli.json, readable by its owner alone.',
    does: { kind: 'action', load: async () => (await commands.login()).login },
  },
  {
    usage: 'version compare [versions...]',
    summary: 'order two package versions: -1, 0 or 1; pairs with a tab between them come from standard input',
    example: 'version compare --format deb 1.0~rc1-1 1.0-1',
    options: [
      { flags: '--format <format>', text: 'whose rules', choices: ['deb', 'rpm'], required: true },
      { flags: '--strict', text: 'refuse what dpkg or rpm would only warn about' },
    ],
    more: 'One line of output per line of input. The first pair that cannot be compared ends it with exit code 2 and its line number.',
    does: { kind: 'action', load: async () => (await commands.versionCompare()).versionCompare },
  },
  {
    usage: 'completion <shell>',
    summary: 'print a completion script: bash, zsh or fish',
    example: 'completion bash > /etc/bash_completion.d/slipway',
    options: [],
    does: { kind: 'action', load: async () => (await commands.completion()).completion },
  },
];
