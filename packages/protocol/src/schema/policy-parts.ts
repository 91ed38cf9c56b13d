// What gates and checklists ask for, as policy.ts has it.

import { Type } from 'typebox';
import { described, Name, strict, Text, words } from './basics.ts';

/** Names of another form are refused, not passed over: what is under them would be no text that anybody has looked at. */
export const ParametersSchema = Type.Record(Type.String({ pattern: '^[a-z][a-z0-9-]{0,62}$' }), Text, {
  additionalProperties: false,
});
export const EntryName = Type.String({
  pattern: '^[a-z0-9][a-z0-9-]{0,62}$',
  description: 'Any name, once in this list.',
});
/** A leap year's worth at most. */
export const Hours = (description: string, minimum = 0) => Type.Integer({ minimum, maximum: 8784, description });

const address = {
  url: described(Text, 'https:, or http: on the loopback.'),
  credential: Type.Optional(
    described(
      EntryName,
      "A file of the controller's `credentials` folder, sent as a bearer token; never the secret itself.",
    ),
  ),
};
const plugIn = {
  plugIn: described(Name, "A file of the host's /etc/slipway/plug-ins; it answers as Nagios plug-ins do."),
  parameters: described(ParametersSchema, 'Given as `--name value`; {} for none.'),
};
const ConditionName = described(EntryName, 'What people call it.');
const MaxAgeHours = Hours('An older answer counts as none.', 1);
const HttpCondition = strict({
  name: ConditionName,
  kind: described(Type.Literal('http'), 'An address answers as it should.'),
  ...address,
  status: Type.Integer({ minimum: 100, maximum: 599, description: 'The HTTP status that is right.' }),
  contains: Type.Optional(described(Text, 'A text that the answer must contain.')),
});

export const GateConditionSchema = Type.Union([
  strict({
    name: ConditionName,
    kind: described(
      Type.Literal('prometheus-query'),
      'Every value of the answer must compare so; an empty answer is closed.',
    ),
    ...address,
    query: described(Text, 'PromQL.'),
    must: strict({
      be: words('at-least', 'at-most', 'above', 'below', 'equal'),
      value: Type.String({ pattern: '^-?[0-9]{1,15}([.][0-9]{1,15})?$', description: 'A decimal number, as text.' }),
    }),
  }),
  strict({
    name: ConditionName,
    kind: described(Type.Literal('prometheus-alerts'), 'No alert fires that carries these labels.'),
    ...address,
    labels: described(
      Type.Record(Type.String({ pattern: '^[a-zA-Z_][a-zA-Z0-9_]{0,62}$' }), Text, { additionalProperties: false }),
      'All of them; {} for any alert.',
    ),
  }),
  strict({
    name: ConditionName,
    kind: described(Type.Literal('health'), "The `checks` of the wave's own hosts, asked again on each that is done."),
  }),
  strict({
    name: ConditionName,
    kind: described(Type.Literal('plug-in'), 'On each of the hosts.'),
    ...plugIn,
    hosts: Type.Optional(described(Text, 'A selector over labels; left out: the hosts of the wave.')),
    worst: described(words('ok', 'warning'), 'The worst state that is still open.'),
  }),
  HttpCondition,
  strict({
    name: ConditionName,
    kind: described(Type.Literal('webhook'), 'Is asked, and answers `{"open": true}`, or false with `why`.'),
    ...address,
  }),
]);

export const ChecklistItemSchema = Type.Union([
  strict({
    name: ConditionName,
    kind: described(Type.Literal('plug-in'), 'Says ok on every host of the plan, for example of a backup.'),
    ...plugIn,
    maxAgeHours: MaxAgeHours,
  }),
  strict({
    name: ConditionName,
    kind: described(
      Type.Literal('file-age'),
      'A file on every host of the plan, for example what a backup writes last.',
    ),
    path: described(Text, "Absolute; in a folder that the host's own root allows for it."),
    maxAgeHours: MaxAgeHours,
  }),
  HttpCondition,
  strict({
    name: ConditionName,
    kind: described(Type.Literal('way-back'), 'Every host plan has its way back by kept files.'),
  }),
  strict({
    name: ConditionName,
    kind: described(Type.Literal('restore-point'), 'Every host plan makes a restore point (`restorePoints`).'),
  }),
  strict({
    name: ConditionName,
    kind: described(Type.Literal('announced'), 'The occurrence was announced in time.'),
    hoursBefore: Hours('So long before its start.', 1),
  }),
  strict({
    name: ConditionName,
    kind: described(Type.Literal('tier-before'), 'Every target was proven by the environment before.'),
  }),
]);
