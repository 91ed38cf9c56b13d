// Who is told of what, and in which words, as policy.ts has it.

import type { ToldEvent } from '@slipway/core/policy';
import { Type } from 'typebox';
import { described, Name, strict } from './basics.ts';
import { EntryName } from './policy-parts.ts';

/** Each of core's, which values do not reach: the compiler tells of one that is not here. */
const TOLD: Readonly<Record<ToldEvent, 'told'>> = {
  'newly-affected': 'told',
  'window-announced': 'told',
  'approval-wanted': 'told',
  'approval-missing': 'told',
  'approval-refused': 'told',
  'rollout-started': 'told',
  'rollout-stopped': 'told',
  'rollout-ended': 'told',
  'gate-closed': 'told',
  'word-wanted': 'told',
  'host-failed': 'told',
  'step-overdue': 'told',
  'database-broken': 'told',
  'host-missed-window': 'told',
  'host-isolated': 'told',
  'install-overdue': 'told',
  'exception-ends': 'told',
  'patch-set-standing': 'told',
  'version-quarantined': 'told',
  'feed-failed': 'told',
  'scan-report': 'told',
  'cycle-closed': 'told',
};
const ToldEventSchema = Type.Unsafe<ToldEvent>(Type.Union(Object.keys(TOLD).map((word) => Type.Literal(word))));

export const ContactSchema = strict({
  name: EntryName,
  audience: described(Name, 'As `slipway audience add` named it.'),
  hears: Type.Optional(Type.Array(ToldEventSchema, { minItems: 1, description: 'Left out: of everything.' })),
  environments: Type.Optional(
    Type.Array(Name, { minItems: 1, maxItems: 32, description: 'Names of environments; left out: all.' }),
  ),
  digestMinutes: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1440,
      description: 'What comes so soon after another arrives with it, as one message.',
    }),
  ),
});

const TemplateText = Type.String({ minLength: 1, maxLength: 500 });
export const NoticeTemplateSchema = strict({
  event: ToldEventSchema,
  audience: Type.Optional(described(Name, 'Left out: for every audience that has none of its own.')),
  subject: Type.Optional(TemplateText),
  lines: Type.Optional(Type.Array(Type.String({ maxLength: 500 }), { minItems: 1, maxItems: 50 })),
});
