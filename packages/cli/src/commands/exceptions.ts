import { type Exceptions, endpoints } from '@slipway/protocol/api';
import type { Action, Invocation } from '../command/index.ts';
import { countText, instantText, tableText } from '../output/index.ts';
import { given, present } from './common/index.ts';

const DAY_MS = 86_400_000;

export const exceptionList: Action = async (invocation) => {
  const { context, options } = invocation;
  const api = await context.api();
  const endingDays = options.number('ending');
  const answer = await api.call(endpoints.exceptions.list, { query: given({ endingDays }) });
  present(invocation, answer, () => textOf(answer, invocation));
  return 0;
};

const textOf = ({ asOf, items, revision }: Exceptions, { context, options }: Invocation): string => {
  const { width, style } = context.terminal;
  const ending = options.number('ending');
  if (items.length === 0) {
    const which = ending === null ? '' : ` that ends within ${countText(ending, 'day')}`;
    return `Revision ${revision} of the policy has no exception${which}.\n`;
  }
  const expired = items.filter(({ state }) => state === 'expired').length;
  const table = tableText({
    columns: [
      { title: 'ends' },
      { title: 'exception' },
      { title: 'leaves out' },
      { title: 'hosts', align: 'right' },
      { title: 'selected by', shrinks: true },
      { title: 'owner', shrinks: true },
      { title: 'agreed by', shrinks: true },
      { title: 'why' },
      { title: 'meanwhile' },
    ],
    rows: items.map((one) => [
      endText(one, asOf),
      one.name,
      'package' in one.leavesOut ? one.leavesOut.package : one.leavesOut.advisory,
      String(one.selected),
      one.hosts,
      one.owner,
      one.approvedBy,
      one.why,
      one.compensatingControl,
    ]),
    width,
    header: style.bold,
  });
  const note =
    expired === 0
      ? ''
      : style.bad(
          `${countText(expired, 'exception')} of the policy ${expired === 1 ? 'has expired and leaves' : 'have expired and leave'} nothing out any more.\n`,
        );
  return `${table}${note}`;
};

const endText = ({ expiresAt, state }: Exceptions['items'][number], asOf: string): string => {
  if (state === 'expired') return `EXPIRED ${instantText(expiresAt)}`;
  const days = Math.floor((Date.parse(expiresAt) - Date.parse(asOf)) / DAY_MS);
  return `${instantText(expiresAt)}, in ${countText(days, 'day')}`;
};
