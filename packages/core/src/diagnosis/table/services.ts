// Why a service did not come up, from what names the fault to what only says that it failed. systemd 252 unless said.

import type { Cause } from '../types.ts';

export const SERVICES: readonly Cause[] = [
  {
    code: 'port-in-use',
    family: 'any',
    what: 'A service could not listen on {address}: something else does.',
    next: '`ss -tlnp` names who listens there: an old process that was not stopped, or another service. Stop it, then start the unit.',
    signs: [
      {
        logs: ['journal', 'output'],
        pattern: '{*}bind() to {address} failed ({*}: Address already in use)',
        example: '2026/11/21 20:48:09 [emerg] 188#188: bind() to 0.0.0.0:80 failed (98: Address already in use)',
      },
      {
        logs: ['journal', 'output'],
        pattern: '(98)Address already in use: {*}: make_sock: could not bind to address {address}',
        example: '(98)Address already in use: AH00072: make_sock: could not bind to address [::]:80',
      },
      {
        logs: ['journal', 'output'],
        pattern: '{*}bind: Address already in use on {address}',
        example: 'error: bind: Address already in use on 0.0.0.0:22',
      },
    ],
  },
  {
    code: 'bad-settings',
    family: 'any',
    what: 'The settings of a service are not understood: {detail}.',
    next: "A setting that the new version no longer knows, or a new file beside the old (`.dpkg-dist`, `.rpmnew`): mend the file, let the service's own check read it, start the unit.",
    signs: [
      {
        logs: ['journal', 'output'],
        pattern: '{*}[emerg] {*}: unknown directive {detail*}',
        example: '2026/11/21 20:48:20 [emerg] 190#190: unknown directive "nonsense" in /etc/nginx/nginx.conf:1',
      },
      {
        logs: ['journal', 'output'],
        pattern: 'nginx: configuration file {detail*} test failed',
        example: 'nginx: configuration file /etc/nginx/nginx.conf test failed',
      },
      {
        logs: ['journal', 'output'],
        pattern: '{*}: Syntax error on line {detail*}',
        example: 'AH00526: Syntax error on line 12 of /etc/apache2/sites-enabled/000-default.conf:',
      },
    ],
  },
  {
    code: 'unit-file-wrong',
    family: 'any',
    what: 'The unit {unit} is written so that systemd does not start it.',
    next: '`systemd-analyze verify` of the unit says what; look at its drop-ins in /etc/systemd/system.',
    signs: [
      {
        logs: ['journal'],
        pattern: '{unit}: Unit configuration has fatal error, unit will not be started.',
        example: 'badset.service: Unit configuration has fatal error, unit will not be started.',
      },
    ],
  },
  {
    code: 'program-not-started',
    family: 'any',
    what: '{unit} could not start {program}: {detail}, at step {step}.',
    next: 'EXEC: the program moved or its filesystem is noexec. USER, GROUP: the account is gone. CHDIR: the folder is. Compare the unit with the package (`systemctl cat`).',
    signs: [
      {
        logs: ['journal'],
        pattern: '{unit}: Failed at step {step} spawning {program}: {detail*}',
        example: 'noexec.service: Failed at step EXEC spawning /no/such/program: No such file or directory',
      },
    ],
  },
  {
    code: 'start-timed-out',
    family: 'any',
    what: '{unit} did not say in time that it is up, and was ended.',
    next: 'Does it do something long after an update, such as changing its database? Look at its own lines; raise `TimeoutStartSec` if it needs the time.',
    signs: [
      {
        logs: ['journal'],
        pattern: '{unit}: start operation timed out. Terminating.',
        example: 'slow.service: start operation timed out. Terminating.',
      },
    ],
  },
  {
    code: 'dependency-failed',
    family: 'any',
    what: '{unit} was not started because what it needs did not come up.',
    next: 'The fault lies with another unit: `systemctl list-dependencies --failed`, and its lines above.',
    signs: [
      {
        logs: ['journal'],
        pattern: "{unit}: Job {*} failed with result 'dependency'.",
        example: "dep.service: Job dep.service/start failed with result 'dependency'.",
      },
    ],
  },
  {
    code: 'service-exited',
    family: 'any',
    what: 'A process of {unit} ended with status {status}.',
    next: 'Its own lines in the journal say why (`journalctl -u`); put that right and start the unit.',
    signs: [
      {
        logs: ['journal'],
        pattern: '{unit}: Main process exited, code=exited, status={status}',
        example: 'crash.service: Main process exited, code=exited, status=3/NOTIMPLEMENTED',
      },
      {
        logs: ['journal'],
        pattern: '{unit}: Control process exited, code=exited, status={status}',
        example: 'nginx.service: Control process exited, code=exited, status=1/FAILURE',
      },
    ],
  },
  {
    code: 'service-killed',
    family: 'any',
    what: 'A process of {unit} was ended by signal {signal}.',
    next: 'SEGV, ABRT: it crashed (`coredumpctl`), perhaps on mixed libraries. KILL: memory ran out, or somebody did it.',
    signs: [
      {
        logs: ['journal'],
        pattern: '{unit}: Main process exited, code=killed, status={signal}',
        example: 'segv.service: Main process exited, code=killed, status=11/SEGV',
      },
      {
        logs: ['journal'],
        pattern: '{unit}: Main process exited, code=dumped, status={signal}',
        example: 'nginx.service: Main process exited, code=dumped, status=11/SEGV',
      },
    ],
  },
  {
    code: 'start-limit-hit',
    family: 'any',
    what: '{unit} failed so often in so short a time that systemd starts it no more.',
    next: 'Put right why it failed, then `systemctl reset-failed` of it and start it.',
    signs: [
      {
        logs: ['journal'],
        pattern: '{unit}: Start request repeated too quickly.',
        example: 'crash.service: Start request repeated too quickly.',
      },
    ],
  },
  {
    code: 'service-not-started',
    family: 'any',
    what: '{unit} did not start.',
    next: '`systemctl status` and `journalctl -u` of it; compare with the hours before the change.',
    signs: [
      {
        logs: ['journal'],
        pattern: 'Failed to start {unit}.',
        example: 'Failed to start crash.service.',
      },
      {
        logs: ['journal'],
        pattern: 'Failed to start {unit} - {*}',
        example: 'Failed to start nginx.service - A high performance web server and a reverse proxy server.',
      },
    ],
  },
];
