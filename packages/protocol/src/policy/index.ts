// The policy as a file: its JSON Schema for editors, and everything that is wrong with the form of one.
// Not here: what a policy means (core/policy), and YAML, which is how the command line reads it.
// May import: schema, form.

import { inOrder, readForm } from '../form/index.ts';
import { PolicySchema } from '../schema/index.ts';

export type { FormProblem, Renamed } from '../form/index.ts';

/** docs/api/policy.schema.json, which `slipway policy schema` prints. */
export const policyJsonSchema = (): Readonly<Record<string, unknown>> => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:slipway:schema:policy/1',
  title: 'Slipway policy',
  description: 'What people want of their hosts, as one document: docs/operator/policy.md.',
  ...(JSON.parse(JSON.stringify(PolicySchema)) as Readonly<Record<string, unknown>>),
});

/** Fields in the order in which the schema has them: a store sorts them, people do not. */
export const policyInOrder = <P>(policy: P): P => inOrder(policyJsonSchema(), policy) as P;

export const readPolicyForm = (document: unknown): ReturnType<typeof readForm<typeof PolicySchema>> =>
  readForm(PolicySchema, document);
