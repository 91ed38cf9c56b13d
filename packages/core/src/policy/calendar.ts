// What a policy's windows become occurrences with: the zone rules that there are, and the freezes that hold.

import type { Calendar, Zones } from '../calendar/index.ts';
import type { Policy, PolicyFreeze } from './types.ts';

/** Of an environment, by its name: freezes may be for some only. */
export const calendarOf = (policy: Policy, environment: string, zones: Zones): Calendar => ({
  zones,
  freezes: freezesOf(policy, environment),
});

export const freezesOf = ({ freezes = [] }: Policy, environment: string): readonly PolicyFreeze[] =>
  freezes.filter(({ environments }) => environments === undefined || environments.includes(environment));
