import type { TLSSocket } from 'node:tls';
import { asDigest, type HostId, isDigest } from '@slipway/core/ids';
import { type Outcome, reason } from '@slipway/core/reasons';
import {
  type CheckInReply,
  PROTOCOL_VERSION,
  parseCheckIn,
  parseEnrolRequest,
  parseInventoryMessage,
  parseLedgerMessage,
  parseProposalMessage,
  parseReadingsMessage,
  type TrustReply,
} from '@slipway/protocol/agent';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify';
import type { App } from '../../app/index.ts';
import {
  checkInByCertificate,
  enrol,
  identifyHost,
  isQuiet,
  receiveInventory,
  receiveLedger,
  receiveProposal,
  receiveReadings,
} from '../../app/index.ts';
import { type ReadSerial, Refused, type RequestKind, sendProblem } from '../border/index.ts';
import { KEEP_ALIVE_MS_MAX } from '../limits.ts';
import { sendContent } from './content.ts';

/** A full inventory of the largest host seen is 2 MB; what is above this is not an inventory. */
const INVENTORY_BYTES_MAX = 16 * 1024 * 1024;
/** Ledger lines carry manifests (60 kB) and the last lines of output; agents send 50 at a time. */
const LEDGER_BYTES_MAX = 16 * 1024 * 1024;
const PROPOSAL_BYTES_MAX = 16 * 1024 * 1024;
/** A hundred lines with what surrounds them; with a whole host all its versions, where they are not as they are believed. */
const READINGS_BYTES_MAX = 4 * 1024 * 1024;
const ENROL_BYTES_MAX = 64 * 1024;
const CHECK_IN_BYTES_MAX = 256 * 1024;

/** The agents' protocol is described with its messages, not in the API's description. */
const UNDESCRIBED = { schema: { hide: true } } as const;

const options = (kind: RequestKind, what: string, bytesMax: number): RouteShorthandOptions => ({
  config: { kind, body: { what, bytesMax } },
  ...UNDESCRIBED,
});

export const agentRoutes =
  (app: App, serialOf: ReadSerial) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const certificateOf = (request: FastifyRequest): string => {
      const serial = serialOf(request.socket as TLSSocket);
      if (serial === null) throw new Refused(reason('certificate-unknown'));
      return serial;
    };
    await fastify.register(async (certified) => checkInRoute(certified, app, certificateOf));
    fastify.get('/trust', UNDESCRIBED, async () => await trust(app));
    fastify.post('/enrol', options('work', 'enrolment request', ENROL_BYTES_MAX), async (request, reply) => {
      const message = understood(parseEnrolRequest(request.body));
      return await answer(reply, await enrol(app, message));
    });
    await fastify.register(async (known) => {
      const hosts = new WeakMap<FastifyRequest, HostId>();
      // Before the body is read: nobody without a certificate gets 16 MB parsed.
      known.addHook('onRequest', async (request) => {
        hosts.set(request, unwrap(await identifyHost(app, certificateOf(request))));
      });
      messages(known, app, (request) => {
        const hostId = hosts.get(request);
        if (hostId === undefined) throw new Error('a route outside of the hook that identifies the host');
        return hostId;
      });
    });
  };

/** Short messages, so that a verified certificate is enough to have one read; whether its host is retired comes with the answer. */
const checkInRoute = (fastify: FastifyInstance, app: App, certificateOf: (request: FastifyRequest) => string): void => {
  fastify.addHook('onRequest', async (request) => {
    certificateOf(request);
  });
  fastify.post('/check-in', options('held', 'check-in', CHECK_IN_BYTES_MAX), async (request, reply) => {
    const message = understood(parseCheckIn(request.body));
    const told = await checkInByCertificate(app, certificateOf(request), message);
    if (told.ok && isDoneForNow(told.value)) void reply.header('connection', 'close');
    return await answer(reply, told);
  });
};

/**
 * Nothing to fetch or send, and away for longer than an idle line is kept: 20,000 hosts that come back from an outage
 * together would be 1.4 GB of lines that nobody says anything on. The session is resumed.
 */
const isDoneForNow = (reply: CheckInReply): boolean =>
  reply.nextCheckInSeconds * 1000 > KEEP_ALIVE_MS_MAX && isQuiet(reply);

const messages = (fastify: FastifyInstance, app: App, hostOf: (request: FastifyRequest) => HostId): void => {
  fastify.put('/inventory', options('upload', 'inventory', INVENTORY_BYTES_MAX), async (request, reply) => {
    const message = understood(parseInventoryMessage(request.body));
    return await answer(reply, await receiveInventory(app, hostOf(request), message));
  });
  fastify.put<{ Params: { patchSetDigest: string } }>(
    '/proposals/:patchSetDigest',
    options('upload', 'proposal', PROPOSAL_BYTES_MAX),
    async (request, reply) => {
      const digest = digestOf(request.params.patchSetDigest);
      const message = understood(parseProposalMessage(request.body));
      return await answer(reply, await receiveProposal(app, hostOf(request), digest, message));
    },
  );
  fastify.post('/ledger', options('upload', 'ledger message', LEDGER_BYTES_MAX), async (request, reply) => {
    const message = understood(parseLedgerMessage(request.body));
    return await answer(reply, await receiveLedger(app, hostOf(request), message));
  });
  fastify.put('/readings', options('work', 'readings', READINGS_BYTES_MAX), async (request, reply) => {
    const message = understood(parseReadingsMessage(request.body));
    return await answer(reply, await receiveReadings(app, hostOf(request), message));
  });
  fastify.get<{ Params: { digest: string } }>(
    '/content/:digest',
    { config: { kind: 'download' }, ...UNDESCRIBED },
    async (request, reply) => await sendContent(app.ports.content, digestOf(request.params.digest), request, reply),
  );
};

const trust = async ({ ports: { authority, signing } }: App): Promise<TrustReply> => ({
  protocol: PROTOCOL_VERSION,
  authority: await authority.certificatePem(),
  trustRoots: (await signing.trustRoots()).envelopes,
});

const answer = async <T>(reply: FastifyReply, outcome: Outcome<T>): Promise<FastifyReply> => {
  if (!outcome.ok) return await sendProblem(reply, outcome.reason);
  return outcome.value === undefined ? await reply.code(204).send() : await reply.send(outcome.value);
};

/** Of an agent: that it is ahead of its controller is told as that, since it is not the agent that is to be upgraded. */
const understood = <T>(outcome: Outcome<T>): T => {
  if (outcome.ok || outcome.reason.code !== 'document-version-unknown') return unwrap(outcome);
  const found = Number(outcome.reason.facts['found']);
  if (!(found > PROTOCOL_VERSION)) return unwrap(outcome);
  throw new Refused(reason('agent-newer-than-controller', { found, known: PROTOCOL_VERSION }));
};

const unwrap = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new Refused(outcome.reason);
  return outcome.value;
};

const digestOf = (text: string) => {
  if (!isDigest(text)) throw new Refused(reason('input-invalid', { what: 'digest', detail: 'it is not sha256:…' }));
  return asDigest(text);
};
