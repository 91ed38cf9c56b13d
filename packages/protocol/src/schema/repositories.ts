import { Type } from 'typebox';
import { InstantSchema, Name, nullable, strict, Text, words } from './basics.ts';

/** Debian's own ring of three releases has nine. */
const KEYS_MAX = 1000;
const REPOSITORIES_MAX = 10_000;

const trust = {
  address: Text,
  checks: Type.Array(words('metadata', 'packages'), { maxItems: 2 }),
  keys: Type.Array(Text, { maxItems: KEYS_MAX }),
  signers: Type.Optional(Type.Array(Name, { maxItems: KEYS_MAX })),
};

const place = { suite: Text, components: Type.Array(Name, { maxItems: 64 }) };

const rules = {
  key: Type.Optional(
    Type.Literal('required', {
      description: 'Each repository names the key that it is signed by, and its signatures are checked.',
    }),
  ),
  freshHours: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 8784,
      description: 'Each was read at most so long ago, and its last refresh did not fail.',
    }),
  ),
  keyDays: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 366,
      description: 'The key of each is good for at least so many days more, where it is known when it expires.',
    }),
  ),
};

export const RepositoryRulesSchema = strict({
  allow: Type.Optional(
    Type.Array(Text, {
      minItems: 1,
      maxItems: 200,
      description: 'Addresses begin with one of these. Left out: with anything.',
    }),
  ),
  ...rules,
});

export const RepositorySchema = strict({
  uri: Text,
  ...place,
  origin: Text,
  label: Text,
  codename: Text,
  signedBy: nullable(Text),
  keyExpiresAt: Type.Optional(nullable(InstantSchema)),
  lastRefreshedAt: nullable(InstantSchema),
  refresh: words('fresh', 'failed', 'never'),
  trust: Type.Optional(strict(trust)),
});
export const RepositoriesSchema = Type.Array(RepositorySchema, { maxItems: REPOSITORIES_MAX });

/** In the host plan: what was known of a host's repositories when it was made. */
export const PlannedRepositoriesSchema = strict({
  rules: strict(rules),
  known: Type.Array(strict({ ...trust, ...place, keyExpiresAt: Type.Optional(InstantSchema) }), {
    maxItems: REPOSITORIES_MAX,
  }),
});
