// One simulated host whose agent talks to real controllers: the agent's own enrolment and line, over HTTPS.

import { certificateRequest, enrolHost, newHostKey } from '@slipway/agent/enrolment';
import { createHttpsLink } from '@slipway/agent/https-link';
import { encodeUtf8 } from '@slipway/core/document';
import type { Digest } from '@slipway/core/ids';
import { explain, type Outcome } from '@slipway/core/reasons';
import { realCrypto } from '../controller/index.ts';
import { CAPABILITIES } from '../fleet/index.ts';
import { type Happening, type HostSpec, hostLife, KIND, type SimulatedHost, simulatedHost } from '../host/index.ts';
import type { Random } from '../random/index.ts';
import type { WorldTime } from '../time/index.ts';
import type { Archive } from '../world/index.ts';
import type { Beginning, Identity } from './messages.ts';
import { sleepAsLong, wakeableSleep } from './real-time.ts';
import { type Acknowledged, type LineMeasures, watchedLink } from './watched-link.ts';

export interface Wire {
  /** For example `https://127.0.0.1:8443`. */
  readonly controller: string;
  readonly trustDigest: Digest;
  readonly time: WorldTime;
  readonly line: LineMeasures;
  readonly archive: Archive;
  readonly trace: (line: string) => void;
  readonly onService: (host: SimulatedHost) => void;
  readonly onHappening: (host: SimulatedHost, what: Happening) => void;
}

export interface WireHost {
  readonly host: SimulatedHost;
  readonly identity: Identity;
  readonly acknowledged: Acknowledged;
  /** Its agent waits no longer for what it waits for. */
  readonly wake: () => void;
}

/** Of an administrator who types the line again; a controller that dies is back within seconds. */
const AGAIN_MS = { low: 300, high: 1500 };
const TRIES_MAX = 100;

/** Enrols it, for as long as it takes, and starts its reporter. */
export const wireHost = async (spec: HostSpec, how: Beginning, wire: Wire & { random: Random }): Promise<WireHost> => {
  const { time, random, archive, trace, controller, trustDigest } = wire;
  const enrolled = how.kind === 'enrolled' ? how.identity : await enrolAgain(spec.hostname, how.token, wire);
  const { link, its } = watchedLink(
    createHttpsLink({
      controller,
      authority: enrolled.authority,
      certificate: enrolled.certificate,
      key: enrolled.key,
    }),
    wire.line,
  );
  const waits = wakeableSleep();
  const host: SimulatedHost = simulatedHost(spec, {
    time,
    programsSleep: waits.sleep,
    random: random.fork('host'),
    archive,
    crypto: realCrypto,
    pinnedDigest: trustDigest,
    link,
    trace,
    ledger: [],
    onService: wire.onService,
    onDocument: (_changed, kind) => life.onDocument(kind),
    // What reaches the controller is watched on the line to it.
    onLine: () => undefined,
    onHappening: wire.onHappening,
  });
  const life = hostLife(host, { time, random: random.fork('life'), capabilities: CAPABILITIES, fate: KIND, trace });
  const begin = (): void => life.begin(enrolled.hostId);
  if (how.kind === 'enrols') begin();
  else setTimeout(begin, how.afterMs);
  return { host, identity: enrolled, acknowledged: its, wake: waits.wakeAll };
};

const enrolAgain = async (
  hostname: string,
  token: string,
  { controller, trustDigest, random }: Wire & { readonly random: Random },
): Promise<Identity> => {
  const key = newHostKey();
  const request = {
    protocol: 1,
    token,
    hostname,
    machineIdDigest: realCrypto.sha256(encodeUtf8(hostname)),
    agentVersion: '0.1.0',
    capabilities: CAPABILITIES,
    certificateRequest: certificateRequest(key, hostname),
  } as const;
  let last: Extract<Outcome<never>, { readonly ok: false }> | null = null;
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const enrolled = await enrolHost({ controller, trustDigest, crypto: realCrypto, request });
    if (enrolled.ok) {
      const { reply, authority } = enrolled.value;
      return { hostId: reply.hostId, certificate: reply.certificate, authority, key: key.privateKey };
    }
    last = enrolled;
    await sleepAsLong(random.between(AGAIN_MS.low, AGAIN_MS.high));
  }
  throw new Error(`${hostname} is not enrolled: ${last === null ? '' : explain(last.reason)}`);
};
