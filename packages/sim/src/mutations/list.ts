// Safety checks of the product, each taken out of its source text, and the night that then breaks a rule. A check whose
// removal no seed notices would be one that the simulator is blind to.

import type { FaultName } from '../faults/index.ts';

export interface Edit {
  /** Below `packages/`. */
  readonly file: string;
  /** Stands there exactly once. */
  readonly before: string;
  readonly after: string;
}

export interface Mutation extends Edit {
  readonly name: string;
  /** What the check keeps from happening. */
  readonly guards: string;
  /** The same is checked there too, and either check alone keeps it from happening. */
  readonly also?: readonly Edit[];
  /** Of what the night says then: another thing that breaks would not show that this one is seen. */
  readonly noticed: string;
  readonly night: { readonly seed: number; readonly hosts: number; readonly faults: readonly FaultName[] };
}

const CORE = 'core/src/rollout';
const EXECUTOR = 'agent/src/executor';

export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'cluster-limit',
    guards: 'more members of a cluster are away than it can spare',
    file: `${CORE}/lease.ts`,
    before: 'if (away + goers.size > awayMax) return',
    after: 'if (away + goers.size > awayMax + 100) return',
    noticed: 'is granted over the limit of',
    night: { seed: 1, hosts: 12, faults: ['away-for-long', 'reboot-dead'] },
  },
  {
    name: 'wave',
    guards: 'a wave begins before the one before it has passed',
    file: `${CORE}/waves.ts`,
    before: 'if (host.wave <= open) return null;',
    after: 'if (host.wave >= 0) return null;',
    noticed: 'while wave 0 has not passed',
    night: { seed: 1, hosts: 10, faults: [] },
  },
  {
    name: 'switch',
    guards: 'hosts begin although the switch that stops everything is thrown',
    file: `${CORE}/starts.ts`,
    before: "if (input.switchThrown) return because(reason('stopped-by-switch'));",
    after: '',
    noticed: 'is granted while the switch is thrown',
    night: { seed: 1, hosts: 12, faults: ['switch-thrown'] },
  },
  {
    name: 'approval',
    guards: 'hosts begin under a plan that a person has refused since',
    file: `${CORE}/starts.ts`,
    before: "if (input.approved.kind === 'no') return because(input.approved.reason);",
    after: '',
    noticed: 'is granted after its plan was refused',
    night: { seed: 2, hosts: 12, faults: ['refused-later'] },
  },
  {
    name: 'freeze',
    guards: 'hosts begin in a freeze',
    file: `${CORE}/starts.ts`,
    before: 'return input.closed == null ? null : because(input.closed);',
    after: 'return null;',
    noticed: 'is granted in a freeze',
    night: { seed: 1, hosts: 12, faults: ['frozen'] },
  },
  {
    name: 'paused',
    guards: 'hosts begin although a person has paused the rollout',
    file: `${CORE}/starts.ts`,
    before: "if (rollout.state !== 'running') {",
    after: "if (rollout.state !== 'running' && rollout.state !== 'paused') {",
    noticed: 'is granted while its rollout is paused',
    night: { seed: 1, hosts: 12, faults: ['paused'] },
  },
  {
    name: 'occurrence',
    guards: 'hosts begin outside of the approved window',
    file: 'core/src/calendar/may-start.ts',
    before: 'if (now < startsAt || now >= cutOffAt) {',
    after: 'if (now >= cutOffAt) {',
    noticed: 'outside of every approved occurrence',
    night: { seed: 1, hosts: 10, faults: [] },
  },
  {
    name: 'signature',
    guards: 'root obeys what nobody has signed',
    file: 'core/src/document/signatures.ts',
    before: 'if (verify({ publicKey, bytes, signature })) signers.add(keyid);',
    after: 'signers.add(keyid);',
    noticed: 'which nobody has granted it',
    night: { seed: 1, hosts: 10, faults: ['inbox-changed'] },
  },
  {
    name: 'clock',
    guards: 'a host begins by a clock that is wrong',
    file: 'core/src/execution/judge-start.ts',
    before: 'if (seconds > CLOCK_SKEW_SECONDS_MAX) {',
    after: 'if (seconds > CLOCK_SKEW_SECONDS_MAX * 1000) {',
    noticed: 'by a clock that is wrong',
    night: { seed: 1, hosts: 10, faults: ['clock-wrong'] },
  },
  {
    name: 'stop-file',
    guards: 'a host begins although its owner has stopped it',
    file: `${EXECUTOR}/transaction.ts`,
    before: "if (await ports.system.stopped()) return refuse('host-stopped');",
    after: '',
    noticed: 'although the stop file stands',
    night: { seed: 1, hosts: 10, faults: ['stop-file'] },
  },
  {
    name: 'ledger-first',
    guards: 'something is done before the ledger says that it is about to be',
    file: `${EXECUTOR}/transaction.ts`,
    before: 'if (fact !== null) await ports.ledger.append(fact);\n    switch',
    after: "if (fact !== null && fact.kind !== 'step-begun') await ports.ledger.append(fact);\n    switch",
    noticed: 'and its ledger does not say so',
    night: { seed: 1, hosts: 10, faults: [] },
  },
  {
    name: 'boot-id',
    guards: 'a host counts as rebooted that was never down',
    file: 'core/src/execution/reboot.ts',
    before: ' && before !== bootId;',
    after: ';',
    noticed: 'says that it rebooted, and has not been down',
    night: { seed: 1, hosts: 10, faults: ['agents-die', 'reboot-refused'] },
  },
  {
    name: 'unknown-is-no',
    guards: 'a host leaves a cluster that has not said that it can spare it',
    file: `${EXECUTOR}/steps/cluster.ts`,
    before: "if (answer.answer !== 'yes') return",
    after: "if (answer.answer === 'no') return",
    noticed: 'no cluster has said that it may go',
    night: { seed: 2, hosts: 10, faults: ['cluster-silent'] },
  },
  {
    name: 'last-look',
    guards: 'a version that came since the plan is taken down by it',
    file: `${EXECUTOR}/steps/apply.ts`,
    before: 'mayBegin: async () => await simulateRemaining(context, staged.value),',
    after: '',
    noticed: ' falls from ',
    night: { seed: 1, hosts: 10, faults: ['changed-by-hand'] },
  },
  {
    name: 'proof',
    guards: 'what stands is not held against what was planned',
    file: `${EXECUTOR}/steps/package-transaction.ts`,
    before: "if (whole !== version || (found !== null && found.state !== 'installed')) {",
    after: 'if (false) {',
    noticed: 'as done, and ',
    night: { seed: 1, hosts: 10, faults: [] },
  },
  {
    name: 'drain-first',
    guards: 'a host is changed that could not be taken out of its service',
    file: `${EXECUTOR}/steps/hook.ts`,
    before: 'if (!answer.ok) return failed(answer.reason);',
    after: 'if (!answer.ok) return done({});',
    noticed: 'is changed while it serves',
    night: { seed: 1, hosts: 10, faults: ['hooks-hang'] },
  },
  {
    name: 'let-go',
    guards: 'a host begins that its owner has taken back from Slipway',
    file: 'controller/src/app/rollout/input.ts',
    before: "if (wantedMode === 'observed') return reason('host-observed', { host: hostname });",
    after: '',
    also: [
      {
        file: 'controller/src/app/rollout/loop.ts',
        before: "return barred === null && wantedMode === 'adopted' &&",
        after: 'return barred === null &&',
      },
    ],
    noticed: 'to a host that is only observed',
    night: { seed: 1, hosts: 12, faults: ['let-go'] },
  },
  {
    name: 'barred',
    guards: 'a host begins of which it is not known what it is at, or whether it is one',
    file: 'controller/src/app/rollout/input.ts',
    before: 'if (barred !== null) return barred;',
    after: '',
    also: [
      {
        file: 'controller/src/app/rollout/loop.ts',
        before: "return barred === null && wantedMode === 'adopted' &&",
        after: "return wantedMode === 'adopted' &&",
      },
    ],
    noticed: 'to a host that is barred',
    night: { seed: 2, hosts: 16, faults: ['host-cloned'] },
  },
  {
    name: 'claim',
    guards: 'a controller that stood still stores what it had decided, after another one has decided',
    file: 'controller/src/app/rollout/loop.ts',
    before: 'if (!(await change.rollouts.claimHolds(claim))) return false;',
    after: '',
    also: [
      {
        file: 'controller/src/app/rollout/loop.ts',
        before: 'if (standing?.revision !== rollout.revision) return false;',
        after: '',
      },
      {
        file: 'controller/src/app/rollout/loop.ts',
        before: 'saveRollout({ revision: rollout.revision, value })',
        after: 'saveRollout({ revision: standing?.revision ?? 0, value })',
      },
    ],
    noticed: 'has claimed since',
    night: { seed: 1, hosts: 12, faults: ['controllers-stand-still'] },
  },
  {
    name: 'left-out',
    guards: 'a host that is in no plan stands in no report either',
    file: 'core/src/plan/planner/make-plan.ts',
    before: "verdict.kind === 'left-out' ? [{ hostId, reason: verdict.reason }] : [],",
    after: '[],',
    noticed: 'stands neither in the plan of',
    night: { seed: 1, hosts: 12, faults: ['line-down'] },
  },
  {
    name: 'soak',
    guards: 'a wave begins before the one before it has been watched for as long as was planned',
    file: `${CORE}/wave-gates.ts`,
    before: "if (now < until) return { reason: reason('waiting-for-soak', { until }), until };",
    after: '',
    noticed: 'has not soaked',
    night: { seed: 1, hosts: 10, faults: [] },
  },
  {
    name: 'ready',
    guards: 'a host begins that has not got its plan and files, and verified them',
    file: `${CORE}/starts.ts`,
    before: "return ready ? ok(undefined) : refuse('waiting-for-host');",
    after: 'return ok(undefined);',
    also: [
      {
        file: 'controller/src/app/rollout/loop.ts',
        before: '|| !(await isStillReady(change, hostId, listed.digest)) ||',
        after: '||',
      },
    ],
    noticed: 'before it has told that it is ready',
    night: { seed: 1, hosts: 10, faults: [] },
  },
  {
    name: 'still-ready',
    guards: 'a host is granted after it has said that it is no longer ready',
    file: 'controller/src/app/rollout/loop.ts',
    before: '|| !(await isStillReady(change, hostId, listed.digest)) ||',
    after: '||',
    noticed: 'is granted before it has told that it is ready',
    night: {
      seed: 16,
      hosts: 24,
      faults: [
        'messages',
        'agents-die',
        'controllers-die',
        'controllers-stand-still',
        'line-down',
        'clock-wrong',
        'hooks-hang',
        'host-disk-full',
        'apply-breaks',
        'checks-flap',
        'changed-by-hand',
        'old-backup',
        'package-store-full',
        'zone-rules-change',
        'repositories-change',
        'aborted',
        'refused-later',
        'switch-thrown',
        'frozen',
        'policy-edited',
      ],
    },
  },
  {
    name: 'budget',
    guards: 'hosts begin although more have failed than the plan allows',
    file: `${CORE}/decide.ts`,
    before: "return spent === null ? rollout : { ...rollout, state: 'stopped', reason: spent };",
    after: 'return spent === null ? rollout : { ...rollout };',
    noticed: 'failures, and the budget is',
    night: { seed: 3, hosts: 40, faults: ['apply-breaks'] },
  },
  {
    name: 'rollout-limit',
    guards: 'more hosts of a rollout are away than was approved',
    file: `${CORE}/lease.ts`,
    before: 'return away === 0 || away + 1 + along <= awayMax',
    after: 'return away >= 0 || away + 1 + along <= awayMax',
    noticed: 'th of ',
    night: { seed: 5, hosts: 12, faults: ['reboot-dead'] },
  },
  {
    name: 'group-limit',
    guards: 'two groups are away at once',
    file: `${CORE}/lease.ts`,
    before: "if (other !== undefined) return refuse('waiting-for-group', { group: other });",
    after: '',
    noticed: 'of group',
    night: { seed: 1, hosts: 24, faults: ['reboot-dead'] },
  },
  {
    name: 'identity',
    guards: 'two systems with one identity are taken for one',
    file: 'controller/src/app/fleet/check-in.ts',
    before: 'const isSecond = await takesTurns(change, host.value, message.bootId);',
    after: 'const isSecond = false;',
    noticed: 'has begun before',
    night: { seed: 2, hosts: 10, faults: ['host-cloned'] },
  },
  {
    name: 'zone-rules',
    guards: 'hosts begin in a window that other rules of its zone have put elsewhere',
    file: 'controller/src/app/rollout/closed.ts',
    before: '  if (moved !== null) return moved;',
    after: '',
    noticed: 'by the newest rules',
    night: { seed: 2, hosts: 20, faults: ['zone-rules-change'] },
  },
  {
    name: 'feed-whole',
    guards: 'a feed that contradicts itself is believed',
    file: 'controller/src/app/knowledge/import-feed.ts',
    before: 'return (await change.knowledge.addPortion(number, portion))[0] ?? null;',
    after: 'await change.knowledge.addPortion(number, portion);\n      return null;',
    noticed: 'is believed what no good reading gave',
    night: { seed: 1, hosts: 10, faults: ['feeds-fail'] },
  },
];
