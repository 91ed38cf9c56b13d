// What a database does that is simply asked: every row of every host beside every advisory about its source, each pair
// compared. On a part of the fleet, because the whole would take hours.

import { DatabaseSync } from 'node:sqlite';
import { compareDeb } from '@slipway/core/version';
import type { FleetAdvisory, ImageFleet } from '@slipway/testkit/generators';
import { timed } from './clock-work.ts';
import { changedPackages, imageAt } from './fleet-step.ts';
import type { FoundOn } from './found-by-us.ts';
import type { JoinMeasures } from './measures.ts';

/** Some 10 ms for each. */
const HOSTS = 1000;

export async function runJoin(
  fleet: ImageFleet,
  foundOn: FoundOn,
  advisories: readonly FleetAdvisory[],
): Promise<JoinMeasures> {
  const database = new DatabaseSync(':memory:');
  database.exec(`create table advisory (source text, vulnerability text, fixed text);
    create table host_package (host integer, name text, source text, version text); begin`);
  const advisory = database.prepare('insert into advisory values (?, ?, ?)');
  for (const { source, vulnerability, fixed } of advisories) advisory.run(source, vulnerability, fixed);
  const row = database.prepare('insert into host_package values (?, ?, ?, ?)');
  const drifted = new Set(fleet.drifted);
  for (let place = 0; place < HOSTS; place += 1) {
    const image = imageAt(fleet, place);
    const packages = drifted.has(place) ? changedPackages(image, fleet.driftOf(place)) : image.packages;
    for (const { name, sourceName, sourceVersion } of packages) row.run(place, name, sourceName, sourceVersion);
  }
  database.exec('commit; create index advisory_by_source on advisory (source)');
  database.function('is_below', (a, b) => (compareDeb(String(a), String(b)) < 0 ? 1 : 0));
  const joined = await timed(() =>
    database
      .prepare(
        `select count(*) as pairs from host_package as its cross join advisory on advisory.source = its.source
         where advisory.fixed is null or is_below(its.version, advisory.fixed)`,
      )
      .get(),
  );
  database.close();
  let ourPairs = 0;
  for (let place = 0; place < HOSTS; place += 1) ourPairs += (await foundOn(place)).length;
  return { joinHosts: HOSTS, joinSeconds: joined.ms / 1000, joinPairs: Number(joined.value?.['pairs']), ourPairs };
}
