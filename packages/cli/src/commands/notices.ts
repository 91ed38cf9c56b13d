import { composeNotice } from '@slipway/core/notice';
import { endpoints, type NoticeAnswer, type NoticeShownAnswer } from '@slipway/protocol/api';
import type { Action, Invocation } from '../command/index.ts';
import { ageText, countText, instantText, reasonText } from '../output/index.ts';
import { findNotice, newest, present, printTable, shortNotice } from './common/index.ts';

export const noticeList: Action = async (invocation) => {
  const now = invocation.context.now();
  printTable(invocation, {
    items: await newest(invocation, endpoints.notices.list, {}),
    columns: [{ title: 'notice' }, { title: 'at' }, { title: 'what', shrinks: true }, { title: 'told' }],
    row: (notice) => [
      shortNotice(notice.eventId),
      instantText(notice.at),
      composeNotice(notice).subject,
      toldText(notice, now),
    ],
    empty: 'There was nothing to tell yet.',
  });
  return 0;
};

export const noticeShow: Action = async (invocation) => {
  const api = await invocation.context.api();
  const eventId = await findNotice(api, invocation.args[0] ?? '');
  const notice = await api.call(endpoints.notices.show, { params: { eventId } });
  present(invocation, notice, () => shownText(notice, invocation));
  return 0;
};

const shownText = (notice: NoticeShownAnswer, { context }: Invocation): string => {
  const { kind, at, eventId, deliveries } = notice;
  const now = context.now();
  const told = deliveries.map((one) => `${deliveryText(one, now)}${waysOf(one)}`);
  const [first, ...others] = textsOf(notice);
  const bold = context.terminal.style.bold;
  return [
    bold(first.subject),
    `${kind}, ${instantText(at)}${placesOf(notice)}`,
    eventId,
    ...(others.length === 0 ? [] : ['', readBy(first)]),
    '',
    ...first.lines,
    ...others.flatMap((text) => ['', readBy(text), '', bold(text.subject), ...text.lines]),
    '',
    ...(told.length === 0 ? [NOBODY] : told),
    '',
  ].join('\n');
};

type HouseText = NonNullable<NoticeShownAnswer['houseTexts']>[number];

/** Each text that somebody reads, the default one first. What nobody was told of is shown by default. */
const textsOf = ({ deliveries, text, houseTexts = [] }: NoticeShownAnswer): readonly [HouseText, ...HouseText[]] => {
  const worded = new Set(houseTexts.flatMap(({ audiences }) => audiences));
  const plain = deliveries.map(({ audience }) => audience).filter((audience) => !worded.has(audience));
  const [first, ...others] = houseTexts;
  return plain.length === 0 && first !== undefined
    ? [first, ...others]
    : [{ ...text, audiences: plain }, ...houseTexts];
};

const readBy = ({ audiences }: HouseText): string => `To ${audiences.join(', ')}:`;

const NOBODY = 'nobody: there was no audience for it';

const placesOf = ({ environments = [] }: NoticeAnswer): string =>
  environments.length === 0 ? '' : `, of ${environments.join(', ')}`;

type Delivery = NoticeAnswer['deliveries'][number];

/** Who has it, in one; each of the others, with a word for why: the notice itself says it in words. */
const toldText = ({ deliveries }: NoticeAnswer, now: Date): string => {
  const delivered = deliveries.filter(({ state }) => state === 'delivered').map(({ audience }) => audience);
  const others = deliveries
    .filter(({ state }) => state !== 'delivered')
    .map((one) => deliveryText(one, now, one.lastReason === null ? '' : ` (${one.lastReason.code})`));
  return [...(delivered.length === 0 ? [] : [`${delivered.join(', ')}: delivered`]), ...others].join('; ') || NOBODY;
};

const deliveryText = (
  { audience, state, attempts, nextTryAt, lastReason }: Delivery,
  now: Date,
  why = lastReason === null ? '' : `: ${reasonText(lastReason)}`,
): string => {
  if (state === 'delivered') return `${audience}: delivered`;
  if (state === 'waiting' && attempts === 0) return `${audience}: due ${ageText(nextTryAt, now)}`;
  const next = state === 'waiting' ? `, next ${ageText(nextTryAt, now)}` : '';
  return `${audience}: ${state} after ${countText(attempts, 'attempt')}${next}${why}`;
};

const waysOf = ({ contact = null, digest }: Delivery): string => {
  const by = contact === null ? '' : `, by the contact ${contact}`;
  if (digest === undefined) return by;
  return `${by}, with ${digest.why === 'flood' ? 'many others' : 'others'} as ${digest.digestId}`;
};
