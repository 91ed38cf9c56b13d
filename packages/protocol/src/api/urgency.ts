// The urgency rules: one document of decision tables, replaced as a whole. What each input means, core/urgency says.

import { Type } from 'typebox';
import { strict } from '../schema/index.ts';
import { list, Name, open, Text, words } from './common.ts';
import { endpoint, type Plain } from './endpoint.ts';

const Words = Type.Optional(list(Type.String()));

export const RulePackSchema = open({
  schema: Type.Literal('slipway.urgency/1'),
  rules: list(
    open({
      name: Name,
      title: Text,
      rows: list(
        open({
          when: open({
            kev: Words,
            exploitation: Words,
            automatable: Words,
            technicalImpact: Words,
            facing: Words,
            humanImpact: Words,
            cvssTenthsMin: Type.Optional(Type.Integer({ description: 'score times ten: 90 is 9.0' })),
            epssPpmMin: Type.Optional(Type.Integer({ description: 'probability times a million' })),
          }),
          outcome: open({
            lane: words('scheduled', 'out-of-cycle', 'immediate'),
            withinDays: Type.Union([Type.Integer(), Type.Null()], { description: 'null: with the next upgrade' }),
            forensicTriage: Type.Boolean(),
          }),
        }),
      ),
      clock: list(words('known', 'rule-entered', 'host-enrolled', 'facing-changed', 'kev-added')),
    }),
  ),
});
export type RulePackAnswer = Plain<typeof RulePackSchema>;

export const rules = {
  show: endpoint({
    name: 'showRules',
    subject: 'knowledge',
    method: 'GET',
    path: '/api/v1/rules',
    summary: 'The urgency rules that hold',
    role: 'viewer',
    answer: RulePackSchema,
  }),
  replace: endpoint({
    name: 'replaceRules',
    subject: 'knowledge',
    method: 'PUT',
    path: '/api/v1/rules',
    summary: 'Replaces the urgency rules; deadlines follow at once, the starts of their clocks stay',
    role: 'administrator',
    // Whether its rules are sound is asked once, of core, which tells everything that is wrong with its place.
    body: strict({ schema: Type.Literal('slipway.urgency/1'), rules: Type.Array(Type.Unknown(), { maxItems: 64 }) }),
    answer: RulePackSchema,
  }),
} as const;
