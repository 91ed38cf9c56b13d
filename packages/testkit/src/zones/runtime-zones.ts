import { type Zones, zonesFromIntl } from '@slipway/core/calendar';

/** A hundred years of civil rules are compared with an oracle, and some before them for what began earlier. */
export const RULES_FROM_MS = Date.UTC(2000, 0);
export const RULES_UNTIL_MS = Date.UTC(2140, 0);

const zones = zonesFromIntl({
  intl: Intl,
  version: process.versions['tz'] ?? 'unknown',
  fromMs: RULES_FROM_MS,
  untilMs: RULES_UNTIL_MS,
});

/** The same every time, so that a table is made once: 51,100 questions per zone. */
export const runtimeZones = (): Zones => zones;
