// Hosts as copies of one that has enrolled: their rows through the store's own port, their certificates as the authority
// would write them: 20,000 enrolments over the wire take a quarter of an hour. It has checked in and told its inventory; nobody
// else has the store open meanwhile.

import { createPrivateKey, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostRecord, Store, StoredInventory } from '@slipway/controller/ports';
import { encodeUtf8 } from '@slipway/core/document';
import { asHostId, type HostId } from '@slipway/core/ids';
import { identities, inventoryDigest } from '@slipway/core/inventory';
import { addSeconds } from '@slipway/core/time';
import { bootIdOf, type HostSpec } from '@slipway/sim/host';
import type { Identity } from '@slipway/sim/wire';
import { sha256 } from '@slipway/testkit/builders';

export interface Copied {
  readonly spec: HostSpec;
  readonly identity: Identity;
}

export interface CopyOrder {
  readonly dataDirectory: string;
  /** Of that directory. */
  readonly openStore: (dataDirectory: string) => Promise<Store>;
  /** Of a host that has enrolled. */
  readonly model: Identity;
  readonly specs: readonly HostSpec[];
  /** The first so many have an agent that comes; the others are as if another controller of the same store went on hearing them. */
  readonly agents: number;
}

/** Of one transaction. */
const PORTION = 250;
/** Longer than any load lasts. */
const HEARD_SECONDS = 86_400;

export async function copyHosts(order: CopyOrder): Promise<readonly Copied[]> {
  const { dataDirectory, openStore, model, specs, agents } = order;
  const authorityKey = createPrivateKey(readFileSync(join(dataDirectory, 'keys', 'authority-key.pem')));
  const store = await openStore(dataDirectory);
  const copied: Copied[] = [];
  const record = await store.read(async ({ fleet }) => (await fleet.host(model.hostId))?.value ?? null);
  const inventory = await store.read(async ({ fleet }) => await fleet.inventory(model.hostId));
  if (record === null || inventory === null) throw new Error(`${model.hostId} is not stored`);
  for (let from = 0; from < specs.length; from += PORTION)
    await store.write(async ({ fleet }) => {
      for (const [at, spec] of specs.slice(from, from + PORTION).entries()) {
        const identity = identityOf(model, from + at, authorityKey);
        const serial = new X509Certificate(identity.certificate).serialNumber;
        const copy = copyOf(
          { record, inventory },
          { spec, hostId: identity.hostId, serial, hasAgent: from + at < agents },
        );
        await fleet.addHost(copy.record);
        await fleet.putInventory(copy.record.hostId, copy.inventory);
        copied.push({ spec, identity });
      }
    });
  await store.close();
  return copied;
}

interface Copy {
  readonly spec: HostSpec;
  readonly hostId: HostId;
  readonly serial: string;
  readonly hasAgent: boolean;
}

const copyOf = (
  {
    record,
    inventory: { inventory, receivedAt },
  }: { readonly record: HostRecord; readonly inventory: StoredInventory },
  { spec: { hostname, labels }, hostId, serial, hasAgent }: Copy,
) => {
  const bootId = bootIdOf(hostname, 0, { sha256 });
  const machineIdDigest = sha256(encodeUtf8(hostname));
  const theirs = { ...inventory, system: { ...inventory.system, hostname, bootId, machineIdDigest } };
  const { contact, enrolment: _, ...rest } = record;
  return {
    record: {
      ...rest,
      ...{
        hostId,
        hostname,
        labels,
        machineIdDigest,
        certificateSerial: serial,
        identities: identities(theirs.system),
      },
      contact:
        contact === null
          ? null
          : { ...contact, bootId, seenAt: hasAgent ? contact.seenAt : addSeconds(contact.seenAt, HEARD_SECONDS) },
    },
    inventory: { inventory: theirs, receivedAt, digest: inventoryDigest(theirs, sha256) },
  };
};

/** All copies have the key of what they are copied from: a handshake costs a controller the same. */
const identityOf = (model: Identity, place: number, authorityKey: KeyObject): Identity => {
  // As long as those that a controller gives.
  const hostId = asHostId(`host-${place.toString(36).padStart(8, '0')}`);
  return { ...model, hostId, certificate: certificateFor(model, { hostId, place }, authorityKey) };
};

/** The certificate of the model for another subject, with another serial; both are as long as before, so that nothing moves. */
const certificateFor = (
  { certificate, hostId: modelId }: Identity,
  { hostId, place }: { readonly hostId: HostId; readonly place: number },
  authorityKey: KeyObject,
): string => {
  const model = new X509Certificate(certificate);
  const [signed, algorithm] = partsOf(model.raw);
  if (signed === undefined || algorithm === undefined || hostId.length !== modelId.length)
    throw new Error('a certificate has three parts');
  const body = Buffer.from(signed);
  const serial = Buffer.from(model.serialNumber, 'hex');
  const other = Buffer.from(serial);
  other.writeUInt32BE(place, other.length - 4);
  replace(body, serial, other);
  replace(body, Buffer.from(modelId), Buffer.from(hostId));
  const signature = sign('sha256', body, authorityKey);
  const bits = Buffer.concat([header(0x03, signature.length + 1), Buffer.from([0]), signature]);
  const whole = Buffer.concat([body, algorithm, bits]);
  return new X509Certificate(Buffer.concat([header(0x30, whole.length), whole])).toString();
};

const replace = (within: Buffer, found: Buffer, by: Buffer): void => {
  const at = within.indexOf(found);
  if (at < 0) throw new Error('the certificate does not say what it is to say otherwise');
  by.copy(within, at);
};

/** DER (X.690, 8.1.3): the elements of the sequence that this is, with their headers. */
const partsOf = (der: Buffer): readonly Buffer[] => {
  const parts: Buffer[] = [];
  const { from, to } = element(der, 0);
  for (let at = from; at < to; ) {
    const part = element(der, at);
    parts.push(der.subarray(at, part.to));
    at = part.to;
  }
  return parts;
};

const element = (der: Buffer, at: number): { readonly from: number; readonly to: number } => {
  const first = der.readUInt8(at + 1);
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  const length = lengthBytes === 0 ? first : der.readUIntBE(at + 2, lengthBytes);
  const from = at + 2 + lengthBytes;
  return { from, to: from + length };
};

const header = (tag: number, length: number): Buffer =>
  length < 0x80
    ? Buffer.from([tag, length])
    : length < 0x100
      ? Buffer.from([tag, 0x81, length])
      : Buffer.from([tag, 0x82, length >> 8, length & 0xff]);
