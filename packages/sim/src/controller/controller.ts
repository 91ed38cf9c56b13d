import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import type { Crypto } from '@slipway/agent/ports';
import { type App, LOOPS, runLoop } from '@slipway/controller/app';
import { openContentMemory } from '@slipway/controller/content/memory';
import type { Ids, Nudge, Signing } from '@slipway/controller/ports';
import { openMemoryStore } from '@slipway/controller/store/memory';
import {
  assembleEnvelope,
  canonicalBytes,
  digestOf,
  encodeBase64,
  keyIdOf,
  preAuthentication,
  type TrustRoot,
} from '@slipway/core/document';
import { asDigest, asHostId, asRolloutId } from '@slipway/core/ids';
import { ok } from '@slipway/core/reasons';
import type { Random } from '../random/index.ts';
import type { VirtualTime } from '../time/index.ts';
import type { Archive } from '../world/index.ts';

export interface SimulatedController {
  readonly app: App;
  readonly signing: Signing;
  /** Runs the loops until the signal. */
  run(signal: AbortSignal): void;
}

/** SubjectPublicKeyInfo and PKCS #8 of an Ed25519 key up to the 32 bytes of the key itself (RFC 8410). */
const PUBLIC_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const PRIVATE_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Real cryptography: a simulated signature must not verify where a real one would not. */
export const realCrypto: Crypto = {
  sha256: (bytes) => asDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`),
  verify: ({ publicKey, bytes, signature }) =>
    verify(
      null,
      bytes,
      createPublicKey({ key: Buffer.concat([PUBLIC_PREFIX, publicKey]), format: 'der', type: 'spki' }),
      signature,
    ),
};

export const simulatedController = async (options: {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly archive: Archive;
  readonly trace: (line: string) => void;
}): Promise<SimulatedController> => {
  const { time, random, archive, trace } = options;
  const signing = seededSigning(random.fork('keys'), time);
  const clock = { now: () => time.now(), sleep: async (ms: number) => await time.sleep(ms) };
  const log = (level: string) => (message: string, data?: Readonly<Record<string, unknown>>) =>
    trace(`${time.now()} controller ${level}: ${message} ${describe(data)}`);
  const app: App = {
    ports: {
      archives: { deb: archive },
      authority: {
        certificatePem: async () => 'simulated',
        issueHostCertificate: async ({ hostId }) => ok({ certificate: 'simulated', serial: `serial-${hostId}` }),
      },
      clock,
      content: openContentMemory(),
      ids: seededIds(random.fork('ids')),
      log: { info: log('info'), warn: log('warn'), error: log('error') },
      nudge: virtualNudge(time),
      sha256: realCrypto.sha256,
      signing,
      store: openMemoryStore(),
    },
    options: { owner: 'controller-1', idleCheckInSeconds: 60, proposalWaitSeconds: 600 },
  };
  return {
    app,
    signing,
    run: (signal) => {
      for (const loop of LOOPS) void runLoop(app, loop, signal);
    },
  };
};

const describe = (data: Readonly<Record<string, unknown>> | undefined): string =>
  JSON.stringify(data ?? {}, (_key, value: unknown) =>
    value instanceof Error ? `${value.message}\n${value.stack ?? ''}` : value,
  );

const seededSigning = (random: Random, time: VirtualTime): Signing => {
  const seed = Buffer.from(Array.from({ length: 32 }, () => random.between(0, 255)));
  const key = createPrivateKey({ key: Buffer.concat([PRIVATE_PREFIX, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(PUBLIC_PREFIX.length);
  const keyId = keyIdOf(publicKey, realCrypto.sha256);
  const signed: Signing['sign'] = async (payloadType, document) => {
    const bytes = canonicalBytes(document);
    const signature = sign(null, preAuthentication(payloadType, bytes), key);
    return assembleEnvelope({ payloadType, document, signatures: [{ keyId, signature }] });
  };
  const root: TrustRoot = {
    schema: 'slipway.trust-root/1',
    version: 1,
    issuedAt: time.now(),
    authorityFingerprint: digestOf('authority', realCrypto.sha256),
    keys: [{ keyId, algorithm: 'ed25519', publicKey: encodeBase64(publicKey) }],
    roles: { controller: { keyIds: [keyId], threshold: 1 }, approver: { keyIds: [], threshold: 0 } },
  };
  const firstDigest = digestOf(root, realCrypto.sha256);
  return {
    sign: signed,
    trustRoots: async () => ({
      envelopes: [await signed('application/vnd.slipway.trust-root+json;version=1', root)],
      current: root,
      firstDigest,
    }),
  };
};

const seededIds = (random: Random): Ids => {
  let count = 0;
  const next = (): string => {
    count += 1;
    return `${count}`.padStart(4, '0');
  };
  return {
    hostId: () => asHostId(`host-${next()}`),
    rolloutId: () => asRolloutId(`rollout-${next()}`),
    named: (prefix) => `${prefix}-${next()}`,
    secret: () => `secret-${random.between(0, 2 ** 31)}-${next()}`,
  };
};

/** Hints within virtual time; the waits time out there too. */
const virtualNudge = (time: VirtualTime): Nudge => {
  const waiting = new Map<string, Set<() => void>>();
  return {
    notify: (subject) => {
      const wakes = [...(waiting.get(subject) ?? [])];
      waiting.delete(subject);
      for (const wake of wakes) wake();
    },
    wait: async (subject, waitMs) =>
      await new Promise((resolve) => {
        const wakes = waiting.get(subject) ?? new Set();
        waiting.set(subject, wakes);
        wakes.add(resolve);
        void time.sleep(waitMs).then(() => {
          wakes.delete(resolve);
          resolve();
        });
      }),
  };
};
