// The zone database that comes with Node: the rules of its ICU data, and their version. A new one comes with a new Node.
// Not here: the files of the machine, which the system's updates replace while the controller runs.
// May import: core/calendar, core/time, node: (`Intl` and `process.versions` belong to the runtime itself).

import { type Zones, zoneSpanAround, zonesFromIntl } from '@slipway/core/calendar';
import type { Instant } from '@slipway/core/time';

/** Where the runtime says no version there is no database, and a window by the clock is refused. */
export const runtimeZones = (now: Instant): Zones =>
  zonesFromIntl({ intl: Intl, version: process.versions['tz'] ?? '', ...zoneSpanAround(now) });
