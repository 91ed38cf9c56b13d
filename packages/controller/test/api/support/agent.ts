// An agent as the controller sees one: its own key, a certificate from enrolment, messages of protocol version 1.

import { webcrypto } from 'node:crypto';
import '../../../src/adapters/authority/reflect-metadata.ts';
import { Pkcs10CertificateRequestGenerator } from '@peculiar/x509';
import type { HostId } from '@slipway/core/ids';
import { inventoryDigest } from '@slipway/core/inventory';
import type { Proposal } from '@slipway/core/patch-set';
import { instantOfMs } from '@slipway/core/time';
import { type CheckIn, type EnrolReply, type EnrolRequest, PROTOCOL_VERSION } from '@slipway/protocol/agent';
import { aCheckIn as aCheckInMessage, anInventory, digestOfText, sha256 } from '@slipway/testkit/builders';
import type { RunningController } from './controller.ts';
import { type Answer, type Ask, ask, json } from './http.ts';

export interface KeyAndRequest {
  readonly key: string;
  readonly certificateRequest: string;
}

export const makeRequest = async (): Promise<KeyAndRequest> => {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-256' };
  const request = await Pkcs10CertificateRequestGenerator.create({ name: 'CN=host', keys, signingAlgorithm });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`,
    certificateRequest: request.toString('pem'),
  };
};

export const enrolRequest = (token: string, certificateRequest: string, hostname = 'app1'): EnrolRequest => ({
  protocol: PROTOCOL_VERSION,
  token,
  hostname,
  machineIdDigest: digestOfText(`machine ${hostname}`),
  agentVersion: '0.1.0',
  capabilities: ['apt/1'],
  certificateRequest,
});

export interface TestAgent {
  readonly hostId: HostId;
  readonly certificate: { readonly key: string; readonly cert: string };
  readonly ask: (wish: Pick<Ask, 'method' | 'path'> & Partial<Ask>) => Promise<Answer>;
  checkIn(given?: Partial<CheckIn>): Promise<Answer>;
  sendInventory(given?: Parameters<typeof anInventory>[0]): Promise<Answer>;
  sendProposal(proposal: Proposal): Promise<Answer>;
}

export const enrolAgent = async (
  controller: Pick<RunningController, 'port' | 'authority' | 'enrolmentSecret'>,
  wish: { readonly hostname?: string; readonly labels?: Readonly<Record<string, string>> } = {},
): Promise<TestAgent> => {
  const { port, authority: ca } = controller;
  const { hostname = 'app1' } = wish;
  const { key, certificateRequest } = await makeRequest();
  const token = await controller.enrolmentSecret(wish.labels === undefined ? {} : { labels: wish.labels });
  const enrolled = await ask({
    port,
    ca,
    method: 'POST',
    path: '/agent/v1/enrol',
    ...json(enrolRequest(token, certificateRequest, hostname)),
  });
  if (enrolled.status !== 200) throw new Error(`not enrolled: ${enrolled.bytes.toString('utf8')}`);
  const { hostId, certificate: cert } = enrolled.json as EnrolReply;
  const certificate = { key, cert };
  const asAgent: TestAgent['ask'] = async (given) => await ask({ port, ca, certificate, ...given });
  return {
    hostId,
    certificate,
    ask: asAgent,
    checkIn: async (given = {}) =>
      await asAgent({ method: 'POST', path: '/agent/v1/check-in', ...json(aCheckIn(given)) }),
    sendInventory: async (given = {}) => {
      const inventory = anInventory(given);
      const message = { protocol: 1, form: 'full', digest: inventoryDigest(inventory, sha256), inventory };
      return await asAgent({ method: 'PUT', path: '/agent/v1/inventory', ...json(message) });
    },
    sendProposal: async (proposal) => {
      const path = `/agent/v1/proposals/${proposal.patchSetDigest}`;
      return await asAgent({ method: 'PUT', path, ...json({ protocol: 1, kind: 'proposal', proposal }) });
    },
  };
};

/** Sent now: the controller compares clocks. */
export const aCheckIn = (given: Partial<CheckIn> = {}): CheckIn =>
  aCheckInMessage({ sentAt: instantOfMs(Date.now()), ...given });
