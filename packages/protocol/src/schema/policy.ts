// The policy as people write it. The descriptions are what their editors show, so they say what a rule does and not what
// its form is. What a form cannot say is core/policy's to judge.

import { type TSchema, Type } from 'typebox';
import { Count, described, InstantSchema, Name, PackageName, strict, Text, words } from './basics.ts';
import { FreezeSchema, LocalTimeSchema, WindowSchema } from './calendar.ts';
import { CheckSchema } from './checks.ts';
import { GuestRulesSchema } from './guests.ts';
import { ScopeSchema } from './patch-set.ts';
import { ContactSchema, NoticeTemplateSchema } from './policy-notices.ts';
import { ChecklistItemSchema, EntryName, GateConditionSchema, Hours, ParametersSchema } from './policy-parts.ts';
import { ClusterQuestionSchema } from './questions.ts';
import { RepositoryRulesSchema } from './repositories.ts';
import { restorePointRules } from './restore-points.ts';

export const HookedStepSchema = words('ask-cluster', 'drain', 'quiesce', 'settle', 'undrain', 'confirm');
export const ConffileDecisionSchema = words('keep', 'replace', 'block');
export const PreflightRulesSchema = Type.Object(
  {
    repair: Type.Optional(
      described(
        Type.Literal('bounded'),
        'An interrupted package database is put right first: what is unpacked is configured, nothing is removed. Left out: such a host is left out.',
      ),
    ),
    users: Type.Optional(described(Type.Literal('refuse'), 'Not while somebody is logged in.')),
    guests: Type.Optional(described(Type.Literal('refuse'), 'Not while guests run on the host.')),
    battery: Type.Optional(described(Type.Literal('refuse'), 'Not while only its battery keeps the host running.')),
  },
  { additionalProperties: false, minProperties: 1 },
);
export const VerificationRulesSchema = strict({
  files: described(
    Type.Literal('changed'),
    'The files of every package that changed are as the package has them; those that people may edit are left out.',
  ),
});
export const RebootWarningSchema = strict({
  minutes: Type.Integer({
    minimum: 1,
    maximum: 120,
    description: 'People who are logged in are told so long before. Where nobody is, it happens at once.',
  }),
  text: Type.Optional(Type.String({ minLength: 1, maxLength: 500, description: 'Why, in one line for them.' })),
  postponeMinutes: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1440,
      description: 'While somebody is logged in it is put off, so long at most, the warning within it.',
    }),
  ),
});
export const RestartRuleSchema = words('affected-units', 'none');
export const RebootRuleSchema = words('never', 'if-needed', 'always');

const partial = <P extends Record<string, TSchema>>(properties: P) => Type.Partial(strict(properties)).properties;

const TimeoutSeconds = Type.Integer({
  minimum: 1,
  maximum: 86_400,
  description: 'An answer that takes longer has failed.',
});
const Hosts = described(
  Text,
  'A selector over labels: which hosts this is for. For example `role = app and environment = prod`.',
);

const ValidHours = Type.Optional(Hours('How long a name under a plan counts; left out: as long as the plan.', 1));
const Teams = Type.Array(Name, { minItems: 1, maxItems: 32, description: 'Approval teams, as tokens name them.' });
const TeamsCount = Type.Integer({
  minimum: 1,
  maximum: 32,
  description: 'Of how many of these teams somebody must agree.',
});

export const ApprovalRuleSchema = Type.Union([
  strict({ rule: described(Type.Literal('automatic'), 'Nobody is asked.') }),
  strict({ rule: described(Type.Literal('self'), 'One person, who may have asked for the plan.') }),
  strict({
    rule: described(Type.Literal('team'), 'People of an approval team, none of whom asked for the plan.'),
    team: described(Name, 'The approval team, as tokens name it.'),
    count: Type.Integer({ minimum: 1, maximum: 100, description: 'How many of them must agree.' }),
    validHours: ValidHours,
  }),
  strict({
    rule: described(
      Type.Literal('teams'),
      'One person of each of several approval teams; none asked for the plan, none counts twice.',
    ),
    teams: Teams,
    count: TeamsCount,
    validHours: ValidHours,
  }),
  strict({
    rule: described(
      Type.Literal('change-request'),
      'The same, under a change request that is open: with a number, a text, the planned times and the way back.',
    ),
    teams: Teams,
    count: TeamsCount,
    validHours: ValidHours,
    outside: Type.Optional(described(Name, 'The outside system that hears of it, and whose word counts.')),
  }),
]);

export const GateRulesSchema = strict({
  soakSeconds: described(Count, "Wait so long after a wave's last host is done."),
  person: described(words('asked', 'not-asked'), 'Whether somebody must say "go on" between waves.'),
  conditions: Type.Optional(
    Type.Array(GateConditionSchema, {
      maxItems: 50,
      description: 'What else has to be so between waves. What cannot be read is closed.',
    }),
  ),
});

const WaveRulesSchema = strict({
  canaryHosts: described(Count, 'So many hosts go first, in a wave of their own; 0 for none.'),
  percentMax: Type.Integer({
    minimum: 1,
    maximum: 100,
    description: "Share of the rollout's hosts that may be away at once, rounded down but at least one.",
  }),
  template: Type.Optional(
    described(
      strict({ hosts: Hosts, gates: described(GateRulesSchema, 'What has to be so before any other host.') }),
      'The host that updates first, alone, with gates of its own.',
    ),
  ),
});

const rules = {
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
  wayBackRebuilt: Type.Optional(
    described(
      words('accepted', 'refused'),
      'Whether a package that a host makes anew from what is installed counts as its way back, where nobody keeps that version; left out: `refused`.',
    ),
  ),
  clusterOfOne: described(words('allowed', 'refused'), 'Whether a service with one host may be taken down.'),
  conffiles: described(
    ConffileDecisionSchema,
    'A configuration file of which the host has one and an update brings another.',
  ),
  promotion: Type.Optional(
    described(
      strict({
        leadHours: Hours('So long before an occurrence it is cut (in the first environment) and planned.'),
        soakHours: Hours('So long after the environment before ended with it; 0 in the first.'),
      }),
      'Patch sets come by themselves; left out: somebody cuts, plans and starts.',
    ),
  ),
  checklist: Type.Optional(
    Type.Array(ChecklistItemSchema, { maxItems: 50, description: 'What has to be so before the first host begins.' }),
  ),
  announce: Type.Optional(
    described(
      strict({
        hoursBefore: Type.Array(Hours('', 1), { minItems: 1, maxItems: 10, description: 'Descending: [168, 24].' }),
      }),
      'So long before an occurrence that a plan names, contacts are told.',
    ),
  ),
  missedWindow: Type.Optional(
    described(
      words('next-window', 'on-return', 'isolate-first'),
      'A host that was away waits for the next occurrence (also where this is left out), begins when it is back, or is kept from its service until it is done.',
    ),
  ),
  shortWindow: Type.Optional(
    described(
      words('whole', 'in-parts'),
      'Where the time left no longer holds all updates of a host: all the same (also where this is left out), or in parts, and what does not fit is left for the next window.',
    ),
  ),
  installBy: Type.Optional(
    described(
      strict({
        days: Type.Integer({ minimum: 1, maximum: 366, description: 'Since the patch set entered the environment.' }),
      }),
      'Whoever is not done by then is overdue.',
    ),
  ),
  preflight: Type.Optional(
    described(PreflightRulesSchema, 'What must be so before a host is touched, beyond what always must.'),
  ),
  verification: Type.Optional(
    described(VerificationRulesSchema, 'What is proven after the change, beyond versions, services and the checks.'),
  ),
  rebootWarning: Type.Optional(described(RebootWarningSchema, 'What people who are logged in get before a reboot.')),
  guests: Type.Optional(
    described(GuestRulesSchema, 'What becomes of the guests that run on a host while it is changed.'),
  ),
  kernels: Type.Optional(
    described(
      strict({
        keep: Type.Integer({ description: 'So many kernels stay, the newest; 2 to 10.' }),
        trial: described(
          words('wanted', 'required'),
          'A new kernel is booted once, with the one before as what any other boot takes until it is proven: where the boot loader can, or on no host whose boot loader cannot.',
        ),
      }),
      'Which kernels stay, and how a new one is booted.',
    ),
  ),
  repositories: Type.Optional(
    described(
      RepositoryRulesSchema,
      'A host with another repository is left out, and one whose repositories are others at its turn is not changed.',
    ),
  ),
  scan: Type.Optional(
    described(
      strict({
        zone: described(Name, 'IANA name, as Europe/Berlin.'),
        at: Type.Array(LocalTimeSchema, { minItems: 1, maxItems: 24, description: 'Times of day.' }),
      }),
      'When hosts look anew, and who misses what is told.',
    ),
  ),
};

const PartPolicySchema = strict({
  name: described(EntryName, 'Any name, once in this environment.'),
  hosts: described(Hosts, 'A selector over labels: which hosts of this environment it is for.'),
  ...partial(rules),
});

const EnvironmentPolicySchema = strict({
  name: described(EntryName, 'Hosts are in it by their label `environment`.'),
  ...rules,
  policies: Type.Optional(
    Type.Array(PartPolicySchema, {
      maxItems: 100,
      description:
        'Other rules for some of its hosts; what is left out there is as here. A host that two of them select is left out.',
    }),
  ),
});

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

const OutOfBandRuleSchema = strict({
  hosts: Hosts,
  hook: described(
    Name,
    "A file of out-of-band.d in the controller's data directory; where several rules select a host, the first one counts.",
  ),
  parameters: described(
    ParametersSchema,
    'Given as `--name value`, behind the action, `--host-id` and `--host`; no secrets.',
  ),
  timeoutSeconds: Type.Integer({ minimum: 1, maximum: 120, description: 'After this it is ended.' }),
});

const PolicyFreezeSchema = strict({
  ...FreezeSchema.properties,
  environments: Type.Optional(
    Type.Array(Name, { maxItems: 32, description: 'Names of environments that it is for; left out: all.' }),
  ),
});

const CheckRuleSchema = strict({
  hosts: Hosts,
  check: described(CheckSchema, 'Measured before and after.'),
  timeoutSeconds: TimeoutSeconds,
});

const QuestionRuleSchema = strict({
  hosts: Hosts,
  ask: described(ClusterQuestionSchema, 'What is asked, and what must be so.'),
  settleSeconds: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 86_400,
      description: 'How long the cluster may take to be whole again; left out: a quarter of an hour.',
    }),
  ),
});

const ExceptionSchema = strict({
  name: EntryName,
  hosts: Hosts,
  leavesOut: Type.Union([
    strict({ package: described(PackageName, 'A binary package: no version of it is installed.') }),
    strict({
      advisory: described(Name, 'An advisory or a vulnerability, by its id: what answers it is not installed.'),
    }),
  ]),
  owner: described(Name, 'Who answers for it.'),
  why: Text,
  compensatingControl: described(Text, 'What protects these hosts meanwhile.'),
  approvedBy: described(Name, 'Who agreed.'),
  expiresAt: described(InstantSchema, 'From then on it holds no longer; people are warned before.'),
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
  questions: Type.Optional(
    Type.Array(QuestionRuleSchema, {
      maxItems: 1000,
      description: 'What hosts ask their cluster before they go and after; unknown is no.',
    }),
  ),
  restorePoints: Type.Optional(restorePointRules(Hosts)),
  outOfBand: Type.Optional(
    Type.Array(OutOfBandRuleSchema, {
      maxItems: 1000,
      description: 'How people reach hosts that do not answer; never called by itself.',
    }),
  ),
  exceptions: Type.Optional(
    Type.Array(ExceptionSchema, {
      maxItems: 1000,
      description: 'What is left out on purpose, by whom, why and until when.',
    }),
  ),
  contacts: Type.Optional(
    Type.Array(ContactSchema, {
      maxItems: 200,
      description: 'Which audience hears of what; one that is not named here hears of everything.',
    }),
  ),
  templates: Type.Optional(
    Type.Array(NoticeTemplateSchema, {
      maxItems: 200,
      description: 'The words of the house for what audiences are told; {placeholders} are filled in.',
    }),
  ),
});
