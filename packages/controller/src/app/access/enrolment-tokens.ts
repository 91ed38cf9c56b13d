// Enrolment tokens: short-lived, for a number of hosts, which get the labels that the token carries.

import { isIdentifier } from '@slipway/core/ids';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { addSeconds, type Instant } from '@slipway/core/time';
import { type EnrolmentToken, mapPage, type Page, type PageRequest } from '../../ports/index.ts';
import type { App } from '../context.ts';
import type { Actor } from './actor.ts';
import { secretDigest } from './secret.ts';

/** A day: long enough to carry the line to a host, too short to be found in an old chat and used. */
export const ENROLMENT_SECONDS_DEFAULT = 24 * 3600;
/** For images and provisioning that runs over weeks. */
export const ENROLMENT_SECONDS_MAX = 30 * 24 * 3600;
/** A fleet is enrolled by several tokens: whoever finds one must not be able to fill the store with hosts. */
export const ENROLMENT_USES_MAX = 10_000;
const LABELS_MAX = 64;
const LABEL_VALUE_LENGTH_MAX = 255;

export interface EnrolmentWish {
  readonly labels: Readonly<Record<string, string>>;
  readonly uses: number;
  readonly validSeconds: number;
}

/** What may be shown of a token at any time. */
export type EnrolmentTokenInfo = Omit<EnrolmentToken, 'secretDigest' | 'revokedAt'> & {
  readonly revokedAt: Instant | null;
};

export interface MadeEnrolmentToken {
  readonly info: EnrolmentTokenInfo;
  readonly secret: string;
}

export const createEnrolmentToken = async (
  app: App,
  actor: Actor,
  wish: EnrolmentWish,
): Promise<Outcome<MadeEnrolmentToken>> => {
  const { clock, ids, sha256, store } = app.ports;
  const problem = wishProblem(wish);
  if (problem !== null) return refuse('input-invalid', { what: 'enrolment token', detail: problem });
  const now = clock.now();
  const secret = ids.secret();
  const made: Omit<EnrolmentToken, 'secretDigest'> = {
    tokenId: ids.named('enrolment'),
    labels: wish.labels,
    createdBy: actor.person,
    createdAt: now,
    expiresAt: addSeconds(now, wish.validSeconds),
    usesLeft: wish.uses,
  };
  await store.write(async ({ access }) => {
    await access.addEnrolmentToken({ ...made, secretDigest: secretDigest(secret, sha256) });
    await access.addAuditEvent({
      at: now,
      who: actor.person,
      action: 'enrolment-token.create',
      object: made.tokenId,
      facts: { uses: wish.uses, expiresAt: made.expiresAt, labels: labelText(wish.labels) },
    });
  });
  return ok({ info: { ...made, revokedAt: null }, secret });
};

/** From now on it enrols nobody; hosts that it has enrolled stay. */
export const revokeEnrolmentToken = async (app: App, actor: Actor, tokenId: string): Promise<Outcome<void>> => {
  const at = app.ports.clock.now();
  return await app.ports.store.write(async ({ access }): Promise<Outcome<void>> => {
    if (!(await access.revokeEnrolmentToken(tokenId, at))) {
      return refuse('not-found', { what: 'enrolment token', id: tokenId });
    }
    await access.addAuditEvent({ at, who: actor.person, action: 'enrolment-token.revoke', object: tokenId, facts: {} });
    return ok(undefined);
  });
};

export const listEnrolmentTokens = async (app: App, page: PageRequest): Promise<Page<EnrolmentTokenInfo>> => {
  const found = await app.ports.store.read(async ({ access }) => await access.enrolmentTokens(page));
  return mapPage(found, infoOf);
};

/** Field by field: what a later version adds to a token is not shown until somebody says so. */
const infoOf = (token: EnrolmentToken): EnrolmentTokenInfo => {
  const { tokenId, labels, createdBy, createdAt, expiresAt, usesLeft, revokedAt = null } = token;
  return { tokenId, labels, createdBy, createdAt, expiresAt, usesLeft, revokedAt };
};

const wishProblem = ({ labels, uses, validSeconds }: EnrolmentWish): string | null => {
  if (!isWhole(uses, ENROLMENT_USES_MAX)) return `it can be used 1 to ${ENROLMENT_USES_MAX} times`;
  if (!isWhole(validSeconds, ENROLMENT_SECONDS_MAX)) return `it is valid for 1 to ${ENROLMENT_SECONDS_MAX} seconds`;
  return labelsProblem(labels);
};

/** What is wrong with a set of labels, `null` for nothing. */
export const labelsProblem = (labels: Readonly<Record<string, string>>): string | null => {
  const entries = Object.entries(labels);
  if (entries.length > LABELS_MAX) return `there are more than ${LABELS_MAX} labels`;
  for (const [name, value] of entries) {
    if (!isIdentifier(name)) return `the label "${name}" is not 1 to 63 characters of a-z, 0-9 and -`;
    if (value.length === 0 || value.length > LABEL_VALUE_LENGTH_MAX) {
      return `the value of label "${name}" has not 1 to ${LABEL_VALUE_LENGTH_MAX} characters`;
    }
  }
  return null;
};

const isWhole = (value: number, max: number): boolean => Number.isSafeInteger(value) && value >= 1 && value <= max;

const labelText = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(',');
