// The feeds as files, written before anything is measured.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FleetAdvisory, fleetAdvisories, type ImageFleet, osvRecordOf } from '@slipway/testkit/generators';
import { FEED_SEED, RECORDS, TOUCHING } from './size.ts';
import { writeZip } from './zip-of.ts';

const MADE_AT = '2026-10-14T08:00:00Z';

export const feedOf = (fleet: ImageFleet): readonly FleetAdvisory[] =>
  fleetAdvisories(fleet, { records: RECORDS, touching: TOUCHING, seed: FEED_SEED });

/** Answers with its bytes. */
export const writeFeedZip = (path: string, advisories: readonly FleetAdvisory[]): number =>
  writeZip(path, filesOf(advisories));

function* filesOf(advisories: readonly FleetAdvisory[]): Iterable<readonly [name: string, content: string]> {
  for (const one of advisories) {
    yield [`DEBIAN-${one.vulnerability}.json`, JSON.stringify(osvRecordOf(one, MADE_AT))];
  }
}

/** A feed that is a folder of records. */
export function writeFeedFolder(folder: string, advisories: readonly FleetAdvisory[]): void {
  mkdirSync(folder, { recursive: true });
  for (const one of advisories) {
    writeFileSync(join(folder, `DEBIAN-${one.vulnerability}.json`), JSON.stringify(osvRecordOf(one, MADE_AT)));
  }
}
