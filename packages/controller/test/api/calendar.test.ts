// The calendar: windows and freezes as the planner takes them, over a part of time, and as a file.

import { endpoints } from '@slipway/protocol/api';
import { anEnvironment, aPolicy } from '@slipway/testkit/builders';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiClient, clientOf } from './support/api.ts';
import { type RunningController, startController } from './support/controller.ts';
import { replacePolicy } from './support/on-the-way.ts';

let controller: RunningController;
let api: ApiClient;
beforeAll(async () => {
  controller = await startController({ store: 'memory' });
  api = clientOf(controller);
  const window = {
    ...({ kind: 'weekly', weekdays: ['saturday'], zone: 'Europe/Berlin', start: '20:00' } as const),
    ...({ until: { kind: 'local', time: '06:00', daysLater: 1 }, cutOffMinutes: 60 } as const),
  };
  const rest = { approval: { rule: 'self' }, wayBackProof: 'wanted' } as const;
  const environments = [
    anEnvironment({ name: 'dev', window: { kind: 'any-time', spanDays: 7 }, ...rest }),
    anEnvironment({ name: 'prod', window, ...rest }),
  ];
  const closing = { startsAt: '2027-10-29T00:00:00.000Z', endsAt: '2027-11-01T12:00:00.000Z' };
  const freezes = [
    {
      ...{ name: 'autumn', why: 'the books are closed', environments: ['prod'] },
      when: { kind: 'dates', spans: [closing].map((span) => span as never) } as const,
    },
  ];
  await replacePolicy(api, { ...aPolicy({ environments, clusters: [] }), freezes });
});
afterAll(async () => await controller.close());

/** The clocks of Berlin go back on 31 October 2027, before dawn. */
const OCTOBER = { from: '2027-10-01T00:00:00.000Z', until: '2027-11-15T00:00:00.000Z' };

it('shows what opens, what a freeze leaves of it, and what was skipped', async () => {
  const told = await api.call(endpoints.calendar.show, { query: { ...OCTOBER, environment: 'prod' } });
  const [prod] = told.places;
  expect(told.places.map(({ environment }) => environment)).toEqual(['prod']);
  expect(prod?.ahead.map(({ startsAt }) => startsAt.slice(5, 16))).toEqual([
    ...['10-02T18:00', '10-09T18:00', '10-16T18:00', '10-23T18:00', '11-06T19:00', '11-13T19:00'],
  ]);
  expect(prod?.skipped.map(({ startsAt, reason: { code } }) => [startsAt.slice(5, 16), code])).toEqual([
    ['10-30T18:00', 'window-frozen'],
  ]);
  expect(told.freezes).toMatchObject([
    { name: 'autumn', environments: ['prod'], spans: [{ startsAt: '2027-10-29T00:00:00.000Z' }] },
  ]);
  const all = await api.call(endpoints.calendar.show, { query: OCTOBER });
  expect(all.places.map(({ environment, zone }) => [environment, zone])).toEqual([
    ['dev', null],
    ['prod', 'Europe/Berlin'],
  ]);
  expect((await api.call(endpoints.calendar.show, { query: { ...OCTOBER, environment: 'dev' } })).freezes).toEqual([]);
});

it('is asked for a quarter at most, forwards', async () => {
  const { from } = OCTOBER;
  const asked = { query: { from, until: '2028-10-01T00:00:00.000Z' } };
  expect((await api.refused('input-invalid', endpoints.calendar.show, asked)).status).toBe(400);
  const back = { query: { from, until: from } };
  expect((await api.refused('input-invalid', endpoints.calendar.show, back)).status).toBe(400);
});

it('is a file for calendar programs too', async () => {
  const file = await api.ask(endpoints.calendar.file, { query: { environment: 'prod' } });
  expect(file.headers['content-type']).toBe('text/calendar; charset=utf-8');
  expect(file.headers['content-disposition']).toContain('slipway-windows-prod.ics');
  const text = file.bytes.toString('utf8');
  expect(text.match(/^BEGIN:VEVENT\r$/gm)).toHaveLength(26);
  expect(text.startsWith('BEGIN:VCALENDAR\r\nVERSION:2.0\r\n')).toBe(true);
  await api.refused('not-found', endpoints.calendar.file, { query: { environment: 'live' } });
});
