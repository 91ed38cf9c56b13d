// What root saw, in a file for the reporter, which may not look everywhere (docs/adr/0009), and for root's own next look.

import type { UnmanagedSoftware } from '@slipway/core/inventory';
import { isInstant } from '@slipway/core/time';
import type { DurableFiles, SoftwareObserver } from '../../ports/index.ts';
import { recordOf } from './files.ts';
import type { KnownHash } from './programs.ts';

export interface SoftwareReport {
  readonly bootId: string;
  readonly software: Extract<UnmanagedSoftware, { kind: 'known' }>;
  /** For the next look. */
  readonly hashes: Readonly<Record<string, KnownHash>>;
}

/** Names of files and of containers, for root and the reporter's group: what /opt is closed for stays closed. */
const MODE = 0o640;
const BYTES_MAX = 16 * 1024 * 1024;

interface ReportFile {
  readonly files: Pick<DurableFiles, 'read'>;
  readonly path: string;
}

export const writeSoftwareReport = async (
  { files, path }: { readonly files: Pick<DurableFiles, 'write'>; readonly path: string },
  report: SoftwareReport,
): Promise<void> => {
  await files.write(path, JSON.stringify(report), MODE);
};

/** `null`: none, or none that can be read. Root wrote it; this only tells a report from a half or a foreign file. */
export const readSoftwareReport = async ({ files, path }: ReportFile): Promise<SoftwareReport | null> => {
  const bytes = await files.read(path, BYTES_MAX);
  if (bytes === null) return null;
  try {
    const value = recordOf(JSON.parse(Buffer.from(bytes).toString('utf8')));
    const { asOf, kind } = recordOf(value['software']);
    const isReport =
      kind === 'known' && typeof asOf === 'string' && isInstant(asOf) && typeof value['bootId'] === 'string';
    return isReport ? (value as unknown as SoftwareReport) : null;
  } catch {
    return null;
  }
};

/** Of the last look, whatever boot it was in: what lies on the disk is not gone with a boot. */
export const createSoftwareObserver = (report: ReportFile): SoftwareObserver => ({
  async unmanagedSoftware() {
    const found = await readSoftwareReport(report);
    return found?.software ?? { kind: 'unknown', detail: 'root has not looked for it yet' };
  },
});
