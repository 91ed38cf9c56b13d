import { type DuePlaceAnswer, endpoints, type ShownPromotionAnswer } from '@slipway/protocol/api';
import type { Action, Invocation } from '../command/index.ts';
import { ageText, instantText, linesText, reasonText, shortDigest, tableText } from '../output/index.ts';
import { newest, placeText, present, printTable } from './common/index.ts';

export const promotionList: Action = async (invocation) => {
  const now = invocation.context.now();
  printTable(invocation, {
    items: await newest(invocation, endpoints.promotions.list, {}),
    columns: [
      { title: 'promotion' },
      { title: 'environment', shrinks: true },
      { title: 'state' },
      { title: 'since' },
      { title: 'done', align: 'right' },
      { title: 'excused', align: 'right' },
      { title: 'not done', align: 'right' },
      { title: 'by', shrinks: true },
    ],
    row: ({ promotionId, state, since, outcome, by, ...place }) => [
      promotionId,
      placeText(place),
      place.excused === null ? state : `${state}, excused`,
      ageText(since, now),
      outcome === null ? '-' : String(outcome.done + outcome.alreadyThere),
      outcome === null ? '-' : String(outcome.excused),
      outcome === null ? '-' : String(outcome.notDone.length),
      by,
    ],
    empty:
      'No patch set has entered an environment yet: `promotion` of an environment in the policy lets the schedule do it, `slipway rollout start` does it by hand.',
  });
  return 0;
};

export const promotionNext: Action = async (invocation) => {
  const api = await invocation.context.api();
  const { places } = await api.call(endpoints.promotions.due, {});
  printTable(invocation, {
    items: places,
    columns: [
      { title: 'environment', shrinks: true },
      { title: 'window begins' },
      { title: 'patch set' },
      { title: 'next' },
    ],
    row: (place) => [
      placeText(place),
      place.occurrence === null ? '-' : instantText(place.occurrence.startsAt),
      place.patchSetDigest === null ? '-' : shortDigest(place.patchSetDigest),
      nextText(place),
    ],
    empty: 'The policy has no environment.',
  });
  return 0;
};

const DUE: Readonly<Record<NonNullable<DuePlaceAnswer['due']>, string>> = {
  cut: 'cuts now',
  enter: 'enters now',
  supersede: 'gives way now',
};

const nextText = ({ due, reason, until }: DuePlaceAnswer): string => {
  if (due !== null) return DUE[due];
  if (reason === null) return '-';
  // Most texts name the instant themselves.
  const text = reasonText(reason);
  return until === null || text.includes(instantText(until)) ? text : `${text} Looked at again ${instantText(until)}.`;
};

/** Exit code 5 where the closing checklist is asked for and an item is not a yes. */
export const promotionShow: Action = async (invocation) => {
  const { context, args, options } = invocation;
  const api = await context.api();
  const shown = await api.call(endpoints.promotions.show, { params: { promotionId: args[0] ?? '' } });
  if (!options.is('checklist')) {
    present(invocation, shown, () => pageOf(shown, invocation));
    return 0;
  }
  present(invocation, shown.closing, () => closingText(shown, invocation));
  return shown.closing.every(({ answer }) => answer === 'yes') ? 0 : 5;
};

export const promotionExcuse: Action = async (invocation) => {
  const { context, args, options } = invocation;
  const api = await context.api();
  const params = { promotionId: args[0] ?? '' };
  const after = await api.call(endpoints.promotions.excuse, { params, body: { why: options.need('why') } });
  const count = after.outcome?.notDone.length ?? 0;
  present(invocation, after, () => `${after.promotionId} passes with ${count} hosts not done.\n`);
  return 0;
};

const pageOf = (shown: ShownPromotionAnswer, invocation: Invocation): string => {
  const { width, style } = invocation.context.terminal;
  const { promotion, waits } = shown;
  const { occurrence, excused, reason, state, since } = promotion;
  const head = linesText(
    [
      ['patch set', `${promotion.patchSetDigest}, cut ${instantText(promotion.cutAt)}`],
      ['environment', placeText(promotion)],
      ['entered', `${instantText(promotion.enteredAt)} by ${promotion.by}`],
      [
        'window',
        occurrence === null ? '-' : `${instantText(occurrence.startsAt)} to ${instantText(occurrence.endsAt)}`,
      ],
      ['state', `${state} since ${instantText(since)}${reason === null ? '' : `: ${reasonText(reason)}`}`],
      ...(waits === null ? [] : [['waits', reasonText(waits)] as const]),
      ['plan', promotion.planDigest ?? '-'],
      ['rollout', [promotion.rolloutId ?? '-', ...(promotion.further ?? [])].join(', ')],
      ...(excused === null
        ? []
        : [['excused', `by ${excused.by} at ${instantText(excused.at)}: ${excused.why}`] as const]),
    ],
    width,
  );
  const sections: readonly (readonly [string, string])[] = [
    [`Promotion ${promotion.promotionId}`, head],
    ['Evidence it entered on', evidenceText(shown, width)],
    ['Not done', notDoneText(shown, width)],
    ['Closing checklist', closingText(shown, invocation)],
  ];
  return sections
    .filter(([, text]) => text !== '')
    .map(([title, text]) => `${style.bold(title)}\n${text}`)
    .join('\n');
};

const evidenceText = ({ promotion }: ShownPromotionAnswer, width: number | null): string =>
  tableText({
    columns: [{ title: 'item' }, { title: 'answer' }, { title: 'why' }],
    rows: promotion.evidence.items.map(({ item, answer, reason }) => [item, answer, reasonText(reason)]),
    width,
  });

const notDoneText = ({ promotion, hostnames }: ShownPromotionAnswer, width: number | null): string => {
  const hosts = promotion.outcome?.notDone ?? [];
  if (hosts.length === 0) return '';
  return tableText({
    columns: [{ title: 'host' }, { title: 'what' }, { title: 'why' }],
    rows: hosts.map(({ hostId, what, reason }) => [hostnames[hostId] ?? hostId, what, reasonText(reason)]),
    width,
  });
};

const closingText = ({ closing, promotion }: ShownPromotionAnswer, { context }: Invocation): string => {
  const table = tableText({
    columns: [{ title: 'item' }, { title: 'answer' }, { title: 'evidence' }],
    rows: closing.map(({ item, answer, reason }) => [item, answer, reasonText(reason)]),
    width: context.terminal.width,
    header: context.terminal.style.bold,
  });
  const state =
    promotion.closedAt === null ? 'As it stands now; the cycle is open.' : `Closed ${instantText(promotion.closedAt)}.`;
  return `${table}${state}\n`;
};
