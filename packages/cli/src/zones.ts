// The zone database that comes with this program: what a policy file is judged by without a controller.

import { type Zones, zoneSpanAround, zonesFromIntl } from '@slipway/core/calendar';
import { instantOfMs } from '@slipway/core/time';

/** Where the runtime says no version there is no database, and a window by the clock has a problem. */
export const zonesOfRuntime = (): Zones =>
  zonesFromIntl({
    intl: Intl,
    version: process.versions['tz'] ?? '',
    ...zoneSpanAround(instantOfMs(Date.now())),
  });
