// Guests, as a host tells them, as policy chooses for them and plans name it, and as ledgers tell of them.

import { Type } from 'typebox';
import { DigestSchema, described, InstantSchema, Name, nullable, strict, Text, words } from './basics.ts';
import { ParametersSchema } from './policy-parts.ts';

/** Of one host, of all kinds. A carrier of more is a cloud, and has an interface of its own. */
export const GUESTS_MAX = 10_000;

const named = { kind: words('libvirt', 'lxc', 'nspawn', 'hook'), name: Name };
const StateSchema = words('running', 'paused', 'stopped');
const MomentSchema = words('running', 'paused', 'stopped', 'away');

export const GuestLookSchema = Type.Union([
  strict({
    kind: Type.Literal('known'),
    asOf: InstantSchema,
    guests: Type.Array(strict({ ...named, state: StateSchema, machineIdDigest: nullable(DigestSchema) }), {
      maxItems: GUESTS_MAX,
    }),
  }),
  strict({ kind: Type.Literal('unknown'), detail: Text }),
]);

export const GuestNamesSchema = Type.Array(strict({ ...named, unit: Type.Optional(Name) }), { maxItems: GUESTS_MAX });
export const GuestChangesSchema = Type.Array(strict({ ...named, before: MomentSchema, after: MomentSchema }), {
  maxItems: GUESTS_MAX,
});

export const GuestRulesSchema = Type.Union([
  strict({
    choice: described(Type.Literal('stop'), 'Shut down before the change, and started again after it.'),
    guestSeconds: Type.Integer({
      minimum: 1,
      maximum: 3600,
      description: 'So long each may take to shut down, and to run again. None is ever ended by force.',
    }),
    order: Type.Optional(
      Type.Array(Name, {
        maxItems: 100,
        description: 'Who is started first, one after the other; shut down the other way round, after all others.',
      }),
    ),
  }),
  strict({
    choice: described(Type.Literal('move'), 'Moved elsewhere before the change, and back after it, by a hook.'),
    hook: described(Name, "A file of the host's /etc/slipway/hooks: `--act away|back --guest NAME --kind KIND`."),
    parameters: described(ParametersSchema, 'Handed over as well; {} for none.'),
    timeoutSeconds: Type.Integer({ minimum: 1, maximum: 86_400, description: 'For each call.' }),
  }),
  strict({ choice: described(Type.Literal('leave'), 'Left running; only with `reboot: never`.') }),
]);
