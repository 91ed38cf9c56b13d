// What root saw of the guests, in a file for the reporter, which may not ask their managers (docs/adr/0009).

import type { Guest, GuestLook } from '@slipway/core/guest';
import { explain } from '@slipway/core/reasons';
import { type Instant, isInstant } from '@slipway/core/time';
import type { DurableFiles, Guests } from '../../ports/index.ts';

/** For the reporter, whoever of root wrote it: the executor has not the group that the look has. No secret: anybody may list guests. */
const MODE = 0o644;
const BYTES_MAX = 16 * 1024 * 1024;

export const writeGuestReport = async (options: {
  readonly files: Pick<DurableFiles, 'write'>;
  readonly path: string;
  readonly guests: Pick<Guests, 'list'>;
  readonly at: Instant;
}): Promise<void> => {
  const { files, path, guests, at } = options;
  const listed = await guests.list();
  const look: GuestLook = listed.ok
    ? { kind: 'known', asOf: at, guests: listed.value.map(told) }
    : { kind: 'unknown', detail: explain(listed.reason) };
  await files.write(path, JSON.stringify(look), MODE);
};

/** Which units start them concerns this host alone. */
const told = ({ kind, name, state, machineIdDigest }: Guest): Guest => ({ kind, name, state, machineIdDigest });

export const readGuestReport = async (options: {
  readonly files: Pick<DurableFiles, 'read'>;
  readonly path: string;
}): Promise<GuestLook> => {
  const bytes = await options.files.read(options.path, BYTES_MAX);
  if (bytes === null) return { kind: 'unknown', detail: 'root has not looked for guests yet' };
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    if (isLook(value)) return value;
  } catch {
    // As below.
  }
  return { kind: 'unknown', detail: 'what root saw of the guests cannot be read' };
};

/** Root wrote it; this only tells a report from a half or a foreign file. */
const isLook = (value: unknown): value is GuestLook => {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  if (value.kind === 'unknown') return 'detail' in value && typeof value.detail === 'string';
  return (
    value.kind === 'known' &&
    'asOf' in value &&
    typeof value.asOf === 'string' &&
    isInstant(value.asOf) &&
    'guests' in value &&
    Array.isArray(value.guests)
  );
};
