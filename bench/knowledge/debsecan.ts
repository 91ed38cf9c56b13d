// Debian's debsecan, which judges the host that it is started on: once for each host, on the inventory as dpkg keeps it.

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import type { Inventory } from '@slipway/core/inventory';
import { type FleetAdvisory, IMAGES, type ImageFleet } from '@slipway/testkit/generators';
import { median } from '../quantile.ts';
import { timed } from './clock-work.ts';
import { imageAt } from './fleet-step.ts';
import type { FoundOn } from './found-by-us.ts';
import type { DebsecanMeasures } from './measures.ts';

/** About a second each. */
const RUNS = 8;
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;
const OPTIONS = {
  encoding: 'utf8',
  env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' },
  maxBuffer: OUTPUT_BYTES_MAX,
} as const;

/** `null`: it is not installed. */
export async function runDebsecan(
  fleet: ImageFleet,
  foundOn: FoundOn,
  given: { readonly folder: string; readonly advisories: readonly FleetAdvisory[] },
): Promise<DebsecanMeasures | null> {
  const data = join(given.folder, 'debsecan');
  mkdirSync(data, { recursive: true });
  writeFileSync(join(data, 'bookworm'), deflateSync(dataOf(given.advisories)));
  const status = join(data, 'status');
  const args = ['--source', `file://${data}`, '--suite', 'bookworm', '--status', status, '--format', 'simple'];
  const took: number[] = [];
  let differences = 0;
  for (let run = 0; run < RUNS; run += 1) {
    const image = (run * IMAGES) / RUNS;
    writeFileSync(status, statusOf(imageAt(fleet, image)));
    const { value: ran, ms } = await timed(() => spawnSync('/usr/bin/debsecan', args, OPTIONS));
    if (ran.error !== undefined) return null;
    if (ran.status !== 0) throw new Error(`debsecan: ${ran.stderr}`);
    took.push(ms);
    differences += differencesOf(foundIn(ran.stdout), new Set(await foundOn(image)));
  }
  return { debsecanRuns: RUNS, debsecanMs: median(took), debsecanDifferences: differences };
}

/** From `CVE-2026-1 openssl (fixed, low urgency)`. */
const foundIn = (output: string): ReadonlySet<string> =>
  new Set(
    output.split('\n').flatMap((line) => {
      const [vulnerability, name] = line.split(' ');
      return name === undefined ? [] : [`${name} ${vulnerability}`];
    }),
  );

const differencesOf = (a: ReadonlySet<string>, b: ReadonlySet<string>): number =>
  [...a].filter((one) => !b.has(one)).length + [...b].filter((one) => !a.has(one)).length;

/** debsecan's form: names, then a row for each source: flags `S`, urgency, remote, fixed, and the fixed version. */
const dataOf = (advisories: readonly FleetAdvisory[]): string => {
  const names = advisories.map(({ vulnerability }) => `${vulnerability},,generated`);
  const rows = advisories.map(
    ({ source, fixed }, at) => `${source},${at},S  ${fixed === null ? ' ' : 'F'},${fixed ?? ''},`,
  );
  return ['VERSION 1', ...names, '', ...rows, '', ''].join('\n');
};

const statusOf = ({ packages }: Inventory): string =>
  packages
    .map(
      ({ name, version, architecture, sourceName, sourceVersion }) =>
        `Package: ${name}\nStatus: install ok installed\nSource: ${sourceName} (${sourceVersion})\nArchitecture: ${architecture}\nVersion: ${version}\nDescription: generated\n`,
    )
    .join('\n');
