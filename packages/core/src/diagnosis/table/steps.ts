// What a step found out itself: its reason is the sign.

import type { Cause } from '../types.ts';

export const STEPS: readonly Cause[] = [
  {
    code: 'old-code-stays',
    family: 'any',
    what: '{count} processes of services still run the old code: {processes}.',
    next: 'Restart those units by hand and see why they kept their processes; where the init or the bus is among them, only a reboot helps.',
    signs: [],
    reasons: ['memory-still-old'],
  },
  {
    code: 'unit-went-down',
    family: 'any',
    what: 'The unit {unit} was active before the change and is {state} now.',
    next: '`systemctl status` and `journalctl -u` of it on the host.',
    signs: [],
    reasons: ['unit-not-active'],
  },
  {
    code: 'hook-too-slow',
    family: 'any',
    what: 'The hook {hook} did not end within its {seconds} s.',
    next: 'Run it by hand on the host and see what it waits for; give it more time in its declaration if it needs it.',
    signs: [],
    reasons: ['hook-timed-out'],
  },
  {
    code: 'hook-said-no',
    family: 'any',
    what: 'The hook {hook} ended with status {status}.',
    next: 'What it printed stands in the output of the step; run it by hand on the host.',
    signs: [],
    reasons: ['hook-failed'],
  },
  {
    code: 'new-agent-silent',
    family: 'any',
    what: 'The new version of the agent was not heard within {seconds} s; its reporter is {state}.',
    next: '`journalctl -u slipway-reporter` on the host says why; the version that failed is best kept from other hosts (`slipway quarantine add`) until that is known.',
    signs: [],
    reasons: ['agent-not-heard'],
  },
  {
    code: 'not-rebooted',
    family: 'any',
    what: 'The host is still in the boot it was in: the reboot did not happen.',
    next: '`systemd-inhibit --list` and the journal of that minute say what held it up.',
    signs: [],
    reasons: ['reboot-not-proven'],
  },
  {
    code: 'cut-again-and-again',
    family: 'any',
    what: 'The step {step} was cut off {count} times.',
    next: 'The host loses power or is reset, or the agent is killed: `last -x`, `journalctl --list-boots`, memory of the host.',
    signs: [],
    reasons: ['step-interrupted-often'],
  },
];
