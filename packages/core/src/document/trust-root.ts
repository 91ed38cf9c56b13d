// Whom to trust: reading a trust root, and the rules by which one replaces another.

import { type Digest, isDigest } from '../ids/index.ts';
import { type Outcome, ok, refuse } from '../reasons/index.ts';
import { isInstant } from '../time/index.ts';
import { decodeBase64 } from './base64.ts';
import { digestOf } from './canonical.ts';
import { payloadOf } from './envelope.ts';
import { parseCanonical } from './parse.ts';
import { countSigners, keyIdOf, PUBLIC_KEY_BYTES } from './signatures.ts';
import type { Envelope, JsonValue, PayloadType, Sha256, TrustRole, TrustRoot, VerifySignature } from './types.ts';

const TYPE: PayloadType = 'application/vnd.slipway.trust-root+json;version=1';
const DOCUMENT = 'trust root';

/** Every key costs an agent a verification; a fleet has a handful of controllers and approvers. */
export const TRUST_KEYS_MAX = 64;

/**
 * The trust root in an envelope, if it may be trusted from now on.
 *
 * The first one (`current` is `null`) is accepted for its digest, which the enrolment line pinned on a way that the
 * network does not share. Each later one is exactly the next version and carries the thresholds of both roles of the
 * version before: where approvers are asked, a controller that was taken over must not make a root that asks them no more.
 * Every root also carries the threshold of its own controller role: a root whose keys nobody holds would lock everybody
 * out for good.
 */
export function acceptTrustRoot(options: {
  readonly current: TrustRoot | null;
  /** Looked at only while `current` is `null`. */
  readonly pinnedDigest: Digest | null;
  readonly envelope: Envelope;
  readonly verify: VerifySignature;
  readonly sha256: Sha256;
}): Outcome<TrustRoot> {
  const { current, pinnedDigest, envelope, verify, sha256 } = options;
  const payload = payloadOf(envelope, TYPE);
  if (!payload.ok) return payload;
  const parsed = parseCanonical(payload.value, DOCUMENT);
  if (!parsed.ok) return parsed;
  const read = readTrustRoot(parsed.value, sha256);
  if (!read.ok) return read;
  const offered = read.value;

  const signedBy = (root: TrustRoot, role: TrustRole): boolean => {
    const { keyIds, threshold } = root.roles[role];
    return countSigners({ envelope, payload: payload.value, keys: root.keys, keyIds, verify, sha256 }) >= threshold;
  };
  if (current === null) {
    if (pinnedDigest === null || digestOf(offered, sha256) !== pinnedDigest) {
      return malformed('it is not the one that the enrolment line names');
    }
  } else {
    if (offered.version <= current.version) {
      return refuse('trust-root-not-newer', { found: offered.version, current: current.version });
    }
    if (offered.version !== current.version + 1) {
      return malformed(
        `version ${offered.version} does not follow version ${current.version}; the ones between are missing`,
      );
    }
    if (!signedBy(current, 'controller') || !signedBy(current, 'approver')) {
      return refuse('trust-root-unsigned', { found: offered.version, current: current.version });
    }
  }
  return signedBy(offered, 'controller')
    ? ok(offered)
    : refuse('trust-root-unsigned', { found: offered.version, current: offered.version });
}

/**
 * Validates a trust root's form: every key named by its own digest, every role within the keys, a controller threshold of
 * at least 1, and no key that would make one of two where approvers are asked.
 */
export function readTrustRoot(value: JsonValue, sha256: Sha256): Outcome<TrustRoot> {
  const root = fieldsOf(value, ['authorityFingerprint', 'issuedAt', 'keys', 'roles', 'schema', 'version']);
  if (root === null) return malformed('its fields are not those of a trust root');
  if (root['schema'] !== 'slipway.trust-root/1') return malformed('its schema is not slipway.trust-root/1');
  if (!isCount(root['version']) || root['version'] < 1) return malformed('its version is not a number from 1');
  if (typeof root['issuedAt'] !== 'string' || !isInstant(root['issuedAt']))
    return malformed('issuedAt is not an instant');
  if (typeof root['authorityFingerprint'] !== 'string' || !isDigest(root['authorityFingerprint'])) {
    return malformed('authorityFingerprint is not a digest');
  }
  const keyIds = readKeyIds(root['keys'], sha256);
  if (keyIds === null) return malformed('its keys are not different ed25519 keys, each named by its digest');
  const roles = fieldsOf(root['roles'], ['approver', 'controller']);
  if (roles === null || !isRole(roles['controller'], keyIds, 1) || !isRole(roles['approver'], keyIds, 0)) {
    return malformed('a role names unknown keys, or its threshold cannot be met');
  }
  const read = value as unknown as TrustRoot;
  const { approver, controller } = read.roles;
  return approver.threshold > 0 && approver.keyIds.some((keyId) => controller.keyIds.includes(keyId))
    ? malformed('a key of the controller stands among the approvers')
    : ok(read);
}

function readKeyIds(keys: JsonValue | undefined, sha256: Sha256): ReadonlySet<string> | null {
  if (!isList(keys) || keys.length > TRUST_KEYS_MAX) return null;
  const keyIds = new Set<string>();
  for (const entry of keys) {
    const key = fieldsOf(entry, ['algorithm', 'keyId', 'publicKey']);
    if (key?.['algorithm'] !== 'ed25519' || typeof key['publicKey'] !== 'string') return null;
    const publicKey = decodeBase64(key['publicKey']);
    if (publicKey?.length !== PUBLIC_KEY_BYTES || keyIdOf(publicKey, sha256) !== key['keyId']) return null;
    keyIds.add(key['keyId']);
  }
  return keyIds.size === keys.length ? keyIds : null;
}

function isRole(value: JsonValue | undefined, known: ReadonlySet<string>, thresholdMin: number): boolean {
  const role = fieldsOf(value, ['keyIds', 'threshold']);
  if (role === null || !isList(role['keyIds']) || !isCount(role['threshold'])) return false;
  const named = new Set(role['keyIds']);
  if (named.size !== role['keyIds'].length) return false;
  if (![...named].every((keyId) => typeof keyId === 'string' && known.has(keyId))) return false;
  return role['threshold'] >= thresholdMin && role['threshold'] <= named.size;
}

/** The object's fields, if they are exactly these: a field that this version does not know could change the meaning. */
function fieldsOf(
  value: JsonValue | undefined,
  names: readonly string[],
): { readonly [name: string]: JsonValue } | null {
  if (typeof value !== 'object' || value === null || isList(value)) return null;
  const found = Object.keys(value);
  return found.length === names.length && names.every((name) => Object.hasOwn(value, name)) ? value : null;
}

/** `Array.isArray` does not narrow a readonly list. */
const isList = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value);

const isCount = (value: JsonValue | undefined): value is number => typeof value === 'number' && value >= 0;

const malformed = (detail: string): Outcome<never> => refuse('document-malformed', { document: DOCUMENT, detail });
