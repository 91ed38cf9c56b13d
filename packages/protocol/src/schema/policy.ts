import { Type } from 'typebox';
import { Count, Name, strict, Text, words } from './basics.ts';
import { WindowSchema } from './calendar.ts';
import { ScopeSchema } from './patch-set.ts';

export const ParametersSchema = Type.Record(Type.String({ pattern: '^[a-z][a-z0-9-]{0,62}$' }), Text);
export const HookedStepSchema = words('ask-cluster', 'drain', 'quiesce', 'settle', 'undrain', 'confirm');
export const ConffileDecisionSchema = words('keep', 'replace', 'block');
export const RestartRuleSchema = words('affected-units', 'none');
export const RebootRuleSchema = words('never', 'if-needed', 'always');
const TimeoutSeconds = Type.Integer({ minimum: 1, maximum: 86_400 });

export const ApprovalRuleSchema = Type.Union([
  strict({ rule: Type.Literal('automatic') }),
  strict({ rule: Type.Literal('self') }),
  strict({ rule: Type.Literal('team'), team: Name, count: Type.Integer({ minimum: 1, maximum: 100 }) }),
]);

export const GateRulesSchema = strict({ soakSeconds: Count, person: words('asked', 'not-asked') });

const EnvironmentPolicySchema = strict({
  name: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' }),
  scope: ScopeSchema,
  window: WindowSchema,
  approval: ApprovalRuleSchema,
  waves: strict({ canaryHosts: Count, percentMax: Type.Integer({ minimum: 1, maximum: 100 }) }),
  gates: GateRulesSchema,
  failureBudgetHosts: Count,
  restart: RestartRuleSchema,
  reboot: RebootRuleSchema,
  newDependencies: words('allowed', 'refused'),
  unproven: words('block', 'ask', 'canary'),
  unprovenSoakMinutes: Count,
  wayBack: words('automatic', 'asked'),
  wayBackProof: words('required', 'wanted'),
  clusterOfOne: words('allowed', 'refused'),
  conffiles: ConffileDecisionSchema,
});

export const CheckSchema = Type.Union([
  strict({ kind: Type.Literal('unit-active'), unit: Name }),
  strict({ kind: Type.Literal('hook'), hook: Name, parameters: ParametersSchema }),
]);

export const PolicySchema = strict({
  schema: Type.Literal('slipway.policy/1'),
  environments: Type.Array(EnvironmentPolicySchema, { maxItems: 100 }),
  clusters: Type.Array(strict({ name: Name, members: Text, awayMax: Type.Integer({ minimum: 1 }) }), {
    maxItems: 10_000,
  }),
  hooks: Type.Array(
    strict({
      hosts: Text,
      step: HookedStepSchema,
      hook: Name,
      parameters: ParametersSchema,
      timeoutSeconds: TimeoutSeconds,
    }),
    { maxItems: 10_000 },
  ),
  checks: Type.Array(strict({ hosts: Text, check: CheckSchema, timeoutSeconds: TimeoutSeconds }), { maxItems: 10_000 }),
});
