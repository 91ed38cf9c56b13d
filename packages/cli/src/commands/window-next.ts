import { windowCalendar } from '@slipway/core/calendar';
import { endpoints, type WindowSchedule, type Windows } from '@slipway/protocol/api';
import type { Action, Invocation } from '../command/index.ts';
import { printable } from '../terminal/index.ts';
import { given, placeText, present } from './common/index.ts';
import { nextTable, skippedTable } from './window-page/index.ts';

export const windowNext: Action = async (invocation) => {
  const told = await ask(invocation);
  present(invocation, told, () => textOf(told, invocation));
  return 0;
};

/** As a file for calendar programs; ids stay the same, so that importing it again moves nothing twice. */
export const windowExport: Action = async (invocation) => {
  const told = await ask(invocation);
  const { url } = await invocation.context.api();
  const calendar = windowCalendar({
    name: calendarName(invocation),
    authority: new URL(url).hostname,
    madeAt: told.at,
    entries: told.items.map((one) => ({
      environment: one.environment,
      policyName: one.policyName ?? null,
      ahead: one.ahead.map(({ id, startsAt, cutOffAt, endsAt, elapsedMinutes, notes }) => ({
        occurrence: { id, startsAt, cutOffAt, endsAt },
        ...{ elapsedMinutes, notes },
      })),
      description: [`Policy revision ${told.revision}.`],
    })),
  });
  if (invocation.options.is('json')) present(invocation, { calendar }, () => '');
  else await invocation.context.terminal.outStream(withItsLineEnds(calendar));
  return 0;
};

const calendarName = ({ args, options }: Invocation): string => {
  const [environment] = args;
  const team = options.text('team');
  const where = environment === undefined ? '' : ` of ${environment}`;
  return `Patch windows${where}${team === null ? '' : ` for ${team}`}`;
};

/** RFC 5545 ends lines with CR and LF; every other control character is made visible, as everywhere. */
const withItsLineEnds = (calendar: string): string =>
  printable(calendar.replaceAll('\r\n', '\n')).replaceAll('\n', '\r\n');

const ask = async ({ context, args, options }: Invocation): Promise<Windows> => {
  const api = await context.api();
  const query = given({ environment: args[0] ?? null, team: options.text('team'), count: options.number('count') });
  return await api.call(endpoints.windows.next, { query });
};

const textOf = ({ items }: Windows, { context, options }: Invocation): string => {
  const team = options.text('team');
  if (items.length === 0 && team !== null) {
    return `No window concerns ${team}: it is asked for no approval, and owns no host.\n`;
  }
  const { width, style } = context.terminal;
  return items
    .map((one) => {
      const skipped = skippedTable(one, width);
      return [
        `${style.bold(placeText(one))}${one.zone === null ? '' : ` (${one.zone})`}\n`,
        one.ahead.length === 0 ? '' : nextTable(one, width),
        endText(one),
        skipped === '' ? '' : `\n${skipped}`,
      ].join('');
    })
    .join('\n');
};

const endText = ({ ended }: WindowSchedule): string => {
  switch (ended) {
    case 'count':
      return '';
    case 'window':
      return 'The window has no more occurrences.\n';
    case 'zone-unknown':
      return 'The controller does not know the zone of the window: nothing begins.\n';
    case 'horizon':
      return 'Farther ahead the rules of the zone are not known.\n';
    default:
      return ended satisfies never;
  }
};
