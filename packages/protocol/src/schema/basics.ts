import type { AttemptId, Digest, HostId, KeyId, RolloutId } from '@slipway/core/ids';
import type { Reason } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import { type TSchema, Type } from 'typebox';

/** Longest text of any single field: output, descriptions. A document is bounded by its own message limit besides. */
const TEXT_MAX = 65_536;
/** Names of packages, hosts, units, clusters: distributions stay well below. */
const NAME_MAX = 255;

const IDENTIFIER = '^[a-z0-9][a-z0-9-]{0,62}$';

/** Strict object: an unknown field is refused. */
export const strict = <P extends Record<string, TSchema>>(properties: P) =>
  Type.Object(properties, { additionalProperties: false });

/** With what it is for, for editors and the API description. */
export const described = <S extends TSchema>(schema: S, description: string): S => ({ ...schema, description });

export const Text = Type.String({ maxLength: TEXT_MAX });
export const Name = Type.String({ minLength: 1, maxLength: NAME_MAX });
/**
 * What a plan names to a package manager on a command line: such as dpkg and rpm take, never beginning like an option and
 * never a path. A trailing `-` would tell apt to remove.
 */
export const PackageName = Type.String({ maxLength: NAME_MAX, pattern: '^[A-Za-z0-9][A-Za-z0-9+._-]*$' });
export const Architecture = Type.String({ maxLength: NAME_MAX, pattern: '^[A-Za-z0-9][A-Za-z0-9_-]*$' });
export const Version = Type.String({
  maxLength: NAME_MAX,
  pattern: '^[A-Za-z0-9]([A-Za-z0-9+.:~^_-]*[A-Za-z0-9+.:~^_])?$',
});
export const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
export const nullable = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);
export const words = <const W extends readonly string[]>(...list: W) =>
  Type.Union(list.map((word) => Type.Literal(word))) as unknown as ReturnType<typeof Type.Unsafe<W[number]>>;

export const DigestSchema = Type.Unsafe<Digest>(Type.String({ pattern: '^sha256:[0-9a-f]{64}$' }));
export const KeyIdSchema = Type.Unsafe<KeyId>(Type.String({ pattern: '^sha256:[0-9a-f]{64}$' }));
export const HostIdSchema = Type.Unsafe<HostId>(Type.String({ pattern: IDENTIFIER }));
export const RolloutIdSchema = Type.Unsafe<RolloutId>(Type.String({ pattern: IDENTIFIER }));
export const AttemptIdSchema = Type.Unsafe<AttemptId>(Type.String({ pattern: IDENTIFIER }));
/** The exact form; that the date exists is the business of whoever computes with it (core/time). */
export const InstantSchema = Type.Unsafe<Instant>(
  Type.String({
    pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\.\\d{3}Z$',
  }),
);
export const Base64 = Type.String({ pattern: '^[A-Za-z0-9+/]*={0,2}$' });

/** The code is open here: a newer side may send one that this side does not know and shows as it stands. */
export const ReasonSchema = Type.Unsafe<Reason>(
  strict({
    code: Type.String({ pattern: '^[a-z][a-z0-9-]{0,62}$' }),
    facts: Type.Record(Type.String({ maxLength: 63 }), Type.Union([Text, Type.Integer()])),
  }),
);

export const EnvelopeSchema = strict({
  payloadType: words(
    'application/vnd.slipway.trust-root+json;version=1',
    'application/vnd.slipway.plan-header+json;version=1',
    'application/vnd.slipway.start-grant+json;version=1',
    'application/vnd.slipway.adoption+json;version=1',
    'application/vnd.slipway.isolation+json;version=1',
  ),
  payload: Base64,
  signatures: Type.Array(strict({ keyid: KeyIdSchema, sig: Base64 }), { maxItems: 64 }),
});
