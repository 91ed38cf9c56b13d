// Restore points, as policy wants them and plans name them, and as ledgers tell of them.

import { type TSchema, Type } from 'typebox';
import { AttemptIdSchema, Count, described, InstantSchema, Name, nullable, strict, Text, words } from './basics.ts';
import { ParametersSchema } from './policy-parts.ts';

const common = {
  volumes: Type.Array(Text, {
    minItems: 1,
    maxItems: 16,
    description: 'Mount points. What lies there goes back with all that was written since; nothing else ever does.',
  }),
  keepHours: Type.Integer({
    minimum: 0,
    maximum: 744,
    description: 'So long after it was made it is taken away again; 0: once its attempt is over.',
  }),
  keepMax: Type.Integer({ minimum: 1, maximum: 10, description: 'So many stand on a host at most.' }),
};

export const RestorePointSchema = Type.Union([
  strict({
    kind: described(Type.Literal('btrfs'), 'Snapshots of the subvolumes that are mounted there.'),
    ...common,
    freePercentMin: Type.Integer({
      minimum: 0,
      maximum: 99,
      description: 'With less of a file system free, none is made and nothing is changed.',
    }),
  }),
  strict({
    kind: described(Type.Literal('lvm'), 'Snapshots of the logical volumes that are mounted there.'),
    ...common,
    sizePercent: Type.Integer({
      minimum: 1,
      maximum: 100,
      description:
        'Set aside for what changes, of the size of each volume; once it is full, there is no way back by it.',
    }),
  }),
  strict({
    kind: described(Type.Literal('hook'), "Made by root's own program, for hypervisors and whatever else can do it."),
    ...common,
    hook: described(Name, "A file of the host's /etc/slipway/hooks."),
    parameters: described(ParametersSchema, 'Handed over in its request; {} for none.'),
    timeoutSeconds: Type.Integer({ minimum: 1, maximum: 86_400, description: 'For each call.' }),
  }),
]);

/** Of a policy, which says who is meant in the same words everywhere. */
export const restorePointRules = <Hosts extends TSchema>(hosts: Hosts) =>
  Type.Array(strict({ hosts, make: described(RestorePointSchema, 'Of what, and how much of it.') }), {
    maxItems: 1000,
    description: 'What is made before the change to go back to; the first rule that selects a host counts.',
  });

export const SeenRestorePointSchema = strict({
  id: AttemptIdSchema,
  kind: words('btrfs', 'lvm', 'hook'),
  volumes: Type.Array(Text, { minItems: 1, maxItems: 16 }),
  state: words('standing', 'full', 'boot-due', 'back', 'gone'),
  usedPercent: nullable(Count),
  expiresAt: InstantSchema,
});
