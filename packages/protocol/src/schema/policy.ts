// The policy as people write it. The descriptions are what their editors show, so they say what a rule does and not what
// its form is. What a form cannot say is core/policy's to judge.

import { Type } from 'typebox';
import { Count, described, Name, strict, Text, words } from './basics.ts';
import { FreezeSchema, WindowSchema } from './calendar.ts';
import { ScopeSchema } from './patch-set.ts';

/** Names of another form are refused, not passed over: what is under them would be no text that anybody has looked at. */
export const ParametersSchema = Type.Record(Type.String({ pattern: '^[a-z][a-z0-9-]{0,62}$' }), Text, {
  additionalProperties: false,
});
export const HookedStepSchema = words('ask-cluster', 'drain', 'quiesce', 'settle', 'undrain', 'confirm');
export const ConffileDecisionSchema = words('keep', 'replace', 'block');
export const RestartRuleSchema = words('affected-units', 'none');
export const RebootRuleSchema = words('never', 'if-needed', 'always');

const TimeoutSeconds = Type.Integer({
  minimum: 1,
  maximum: 86_400,
  description: 'An answer that takes longer has failed.',
});
const EntryName = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$', description: 'Any name, once in this list.' });
const Hosts = described(
  Text,
  'A selector over labels: which hosts this is for. For example `role = app and environment = prod`.',
);

export const ApprovalRuleSchema = Type.Union([
  strict({ rule: described(Type.Literal('automatic'), 'Nobody is asked.') }),
  strict({ rule: described(Type.Literal('self'), 'One person, who may have asked for the plan.') }),
  strict({
    rule: described(Type.Literal('team'), 'People of an approval team, none of whom asked for the plan.'),
    team: described(Name, 'The approval team, as tokens name it.'),
    count: Type.Integer({ minimum: 1, maximum: 100, description: 'How many of them must agree.' }),
  }),
]);

export const GateRulesSchema = strict({
  soakSeconds: described(Count, "Wait so long after a wave's last host is done."),
  person: described(words('asked', 'not-asked'), 'Whether somebody must say "go on" between waves.'),
});

const WaveRulesSchema = strict({
  canaryHosts: described(Count, 'So many hosts go first, in a wave of their own; 0 for none.'),
  percentMax: Type.Integer({
    minimum: 1,
    maximum: 100,
    description: "Share of the rollout's hosts that may be away at once, rounded down but at least one.",
  }),
});

const EnvironmentPolicySchema = strict({
  name: described(EntryName, 'Hosts are in it by their label `environment`.'),
  scope: described(ScopeSchema, 'Which updates a cut for this environment takes.'),
  window: described(WindowSchema, 'When hosts may begin, and until when one may be away.'),
  approval: described(ApprovalRuleSchema, 'Who must agree to a plan.'),
  waves: described(WaveRulesSchema, 'Which hosts may be away together.'),
  gates: described(GateRulesSchema, 'What has to be so between waves.'),
  failureBudgetHosts: described(Count, 'More failed, gone-back or lost hosts than this stop the rollout by itself.'),
  restart: described(RestartRuleSchema, 'Units that still run old code.'),
  reboot: described(RebootRuleSchema, 'New kernels, and old code in what only a reboot renews, need one.'),
  newDependencies: described(words('allowed', 'refused'), 'Packages that an update newly needs.'),
  unproven: described(
    words('block', 'ask', 'canary'),
    'What becomes of a target that no earlier environment has proven; the first environment never asks.',
  ),
  unprovenSoakMinutes: described(Count, 'How long unproven targets soak on the canary here.'),
  wayBack: described(words('automatic', 'asked'), 'A failed host goes back by itself, or waits for a person.'),
  wayBackProof: described(
    words('required', 'wanted'),
    '`required` leaves out hosts whose present versions are kept nowhere any more.',
  ),
  clusterOfOne: described(words('allowed', 'refused'), 'Whether a service with one host may be taken down.'),
  conffiles: described(
    ConffileDecisionSchema,
    'A configuration file that was changed on the host and that an update touches.',
  ),
});

export const CheckSchema = Type.Union([
  strict({ kind: Type.Literal('unit-active'), unit: described(Name, 'With its suffix, as nginx.service.') }),
  strict({
    kind: Type.Literal('hook'),
    hook: described(Name, "A file of the host's /etc/slipway/hooks; exit status 0 is yes."),
    parameters: described(ParametersSchema, 'Given as `--name value`.'),
  }),
]);

const ClusterSchema = strict({
  name: EntryName,
  members: described(Hosts, 'A selector over labels: the hosts that together give one service.'),
  awayMax: Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'So many of them may be away at once.' }),
});

const HookRuleSchema = strict({
  hosts: Hosts,
  step: described(HookedStepSchema, 'When it is called; where several rules name a step, the first one counts.'),
  hook: described(Name, "A file of the host's /etc/slipway/hooks."),
  parameters: described(ParametersSchema, 'Given as `--name value`; {} for none.'),
  timeoutSeconds: TimeoutSeconds,
});

const PolicyFreezeSchema = strict({
  ...FreezeSchema.properties,
  environments: Type.Optional(
    Type.Array(Name, { maxItems: 32, description: 'Names of environments that it is for; left out: all.' }),
  ),
});

const CheckRuleSchema = strict({
  hosts: Hosts,
  check: described(CheckSchema, 'Asked before and after.'),
  timeoutSeconds: TimeoutSeconds,
});

export const PolicySchema = strict({
  schema: described(Type.Literal('slipway.policy/1'), 'Which form this document has.'),
  environments: Type.Array(EnvironmentPolicySchema, {
    maxItems: 32,
    description: 'In the order in which a patch set moves through them.',
  }),
  freezes: Type.Optional(
    Type.Array(PolicyFreezeSchema, {
      maxItems: 200,
      description:
        'Spans in which nothing begins; what has begun goes on. They hold at once, for what was planned before too.',
    }),
  ),
  clusters: Type.Array(ClusterSchema, { maxItems: 5000, description: 'Hosts that together give one service.' }),
  hooks: Type.Array(HookRuleSchema, { maxItems: 1000, description: 'What the steps on a host call.' }),
  checks: Type.Array(CheckRuleSchema, { maxItems: 1000, description: 'How the health of a host is seen.' }),
});
