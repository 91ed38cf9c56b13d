// What a feed says that is as large as Debian's, for a fleet of `imageFleet`. By these rules:
//
// - One record per vulnerability, as Debian's OSV export has them, each with an entry for Debian 11, 12, 13 and 14.
// - The first `touching` records are news for the fleet: the source is one that images carry, the first sources far more
//   often than the last (by the cube of chance: a tenth of the records speaks of one source in a thousand), and Debian 12
//   is fixed at a version that the oldest image has not reached. One in twelve has no fix.
// - A quarter of the records speaks of the fleet's sources too, but of what was fixed before the oldest image: compared,
//   and without consequence.
// - All others speak of sources that nobody in the fleet has.

import { AGES, type ImageFleet, SOURCES, sourceName } from './image-fleet.ts';
import { randomOf } from './random-of.ts';

export interface FleetAdvisory {
  readonly vulnerability: string;
  readonly source: string;
  /** In Debian 12; `null`: no fix yet. */
  readonly fixed: string | null;
}

const FIXED_LONG_AGO_SHARE = 0.25;
const UNFIXED_SHARE = 1 / 12;
const OTHER_RELEASES = ['Debian:11', 'Debian:13', 'Debian:14'];

export function fleetAdvisories(
  fleet: Pick<ImageFleet, 'versionAt' | 'images'>,
  wish: { readonly records: number; readonly touching: number; readonly seed: number },
): readonly FleetAdvisory[] {
  const random = randomOf(wish.seed);
  const carried = new Set(fleet.images.flatMap(({ packages }) => packages.map((found) => found.sourceName)));
  const carriedSource = (): number => {
    for (;;) {
      const source = Math.floor(SOURCES * random() ** 3);
      if (carried.has(sourceName(source))) return source;
    }
  };
  return Array.from({ length: wish.records }, (_, at): FleetAdvisory => {
    const vulnerability = `CVE-2026-${10_000 + at}`;
    if (at < wish.touching) {
      const source = carriedSource();
      const fixed = random() < UNFIXED_SHARE ? null : fixAbove(fleet, source, Math.floor(random() * AGES) + 1);
      return { vulnerability, source: sourceName(source), fixed };
    }
    if (random() < FIXED_LONG_AGO_SHARE * (wish.records / (wish.records - wish.touching))) {
      return { vulnerability, source: sourceName(carriedSource()), fixed: '0.9-1' };
    }
    return { vulnerability, source: `elsewhere-${Math.floor(random() * 20_000)}`, fixed: '1.0-1+deb12u1' };
  });
}

/** The version at that age, or the first later one that the oldest image does not have. */
function fixAbove({ versionAt }: Pick<ImageFleet, 'versionAt'>, source: number, age: number): string {
  const oldest = versionAt(source, 0);
  let at = age;
  while (at < AGES && versionAt(source, at) === oldest) at += 1;
  return versionAt(source, at);
}

/** As Debian's OSV export writes it, text and all. */
export const osvRecordOf = ({ vulnerability, source, fixed }: FleetAdvisory, modified: string): object => ({
  schema_version: '1.7.0',
  id: `DEBIAN-${vulnerability}`,
  modified,
  published: '2026-10-13T19:49:32Z',
  upstream: [vulnerability],
  details: `A flaw in ${source} was found in how it parses input that somebody else wrote, who may then read what is not theirs.`,
  affected: [
    entryOf('Debian:12', source, fixed),
    ...OTHER_RELEASES.map((ecosystem) => entryOf(ecosystem, source, '9.0-1')),
  ],
  references: [{ type: 'ADVISORY', url: `https://tracker.invalid/${vulnerability}` }],
});

const entryOf = (ecosystem: string, name: string, fixed: string | null): object => ({
  package: { ecosystem, name },
  ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, ...(fixed === null ? [] : [{ fixed }])] }],
  ecosystem_specific: { urgency: 'not yet assigned' },
});
