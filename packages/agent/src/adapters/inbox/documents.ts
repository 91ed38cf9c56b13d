import type { Envelope } from '@slipway/core/document';
import type { DurableFiles } from '../../ports/index.ts';

/** The largest is a host plan with its header, which for a rollout of 100,000 hosts is about 30 MB: what the line takes. */
export const BYTES_MAX = 64 * 1024 * 1024;

/** The file's JSON, or `null` where there is none that can be read. */
export const readJson = async (files: DurableFiles, path: string): Promise<unknown> => {
  const bytes = await files.read(path, BYTES_MAX);
  return bytes === null ? null : jsonOf(bytes);
};

/** `null` where it is none. */
export const jsonOf = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return null;
  }
};

export const asEnvelope = (value: unknown): Envelope | null =>
  isRecord(value) &&
  typeof value['payloadType'] === 'string' &&
  typeof value['payload'] === 'string' &&
  Array.isArray(value['signatures']) &&
  value['signatures'].every(
    (signature) =>
      isRecord(signature) && typeof signature['keyid'] === 'string' && typeof signature['sig'] === 'string',
  )
    ? (value as unknown as Envelope)
    : null;

/** All of them or none: a chain with a hole is no chain. */
export const asEnvelopes = (value: unknown): readonly Envelope[] => {
  if (!Array.isArray(value)) return [];
  const envelopes = value.map(asEnvelope);
  return envelopes.every((envelope) => envelope !== null) ? envelopes : [];
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
