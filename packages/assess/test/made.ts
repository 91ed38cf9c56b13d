// Systems and feeds of our own making, written as files: for what the real ones do not show, and where these are missing.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asInstant } from '@slipway/core/time';
import type { FeedSource } from '@slipway/feeds';
import { onTestFinished } from 'vitest';
import { type Assessment, assessSystem, type SystemTexts } from '../src/index.ts';

export const NOW = asInstant('2026-11-21T12:00:00.000Z');

export const BOOKWORM = 'ID=debian\nVERSION_CODENAME=bookworm\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n';
export const ALMA = 'ID="almalinux"\nVERSION_ID="9.4"\nPRETTY_NAME="AlmaLinux 9.4"\n';

export interface MadePackage {
  readonly name: string;
  readonly version: string;
  readonly source?: string;
  readonly status?: string;
}

export const dpkgStatus = (packages: readonly MadePackage[]): SystemTexts['packages'] => ({
  kind: 'dpkg-status',
  text: packages
    .map(
      ({ name, version, source, status = 'install ok installed' }) =>
        `Package: ${name}\nStatus: ${status}\n${source === undefined ? '' : `Source: ${source}\n`}Architecture: amd64\nVersion: ${version}\nDescription: made\n of lines\n`,
    )
    .join('\n'),
});

export interface MadeFix {
  readonly source: string;
  readonly vulnerability: string;
  /** `null`: no fix. */
  readonly fixed: string | null;
}

/** As Debian's tracker serves it. */
export const trackerJson = (fixes: readonly MadeFix[]): string => {
  const sources: Record<string, Record<string, unknown>> = {};
  for (const { source, vulnerability, fixed } of fixes) {
    const state = fixed === null ? { status: 'open' } : { status: 'resolved', fixed_version: fixed };
    sources[source] = { ...sources[source], [vulnerability]: { releases: { bookworm: { ...state, urgency: 'low' } } } };
  }
  return JSON.stringify(sources);
};

/** A folder that ends with the test. */
export const madeFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-assess-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
};

export const madeFile = (name: string, content: string): string => {
  const path = join(madeFolder(), name);
  writeFileSync(path, content);
  return path;
};

export const feedAt = (location: string): FeedSource => ({
  name: location.split('/').at(-1) ?? location,
  kind: null,
  location,
  release: null,
  sha256: null,
  keyring: null,
});

/** Throws where the system is refused. */
export const assessed = async (system: SystemTexts, locations: readonly string[]): Promise<Assessment> => {
  const outcome = await assessSystem({ system, sources: locations.map(feedAt), facing: null, now: NOW });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.reason));
  return outcome.value;
};

/** `package vulnerability` of everything that stands. */
export const affectedIn = ({ verdicts }: Assessment): readonly string[] =>
  [
    ...new Set(
      verdicts.flatMap(({ verdict }) =>
        verdict.verdict === 'affected' ? [`${verdict.package} ${verdict.vulnerability}`] : [],
      ),
    ),
  ].sort();
