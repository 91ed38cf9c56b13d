// Notices by a short name: their ids say what they are about, and are longer than a terminal is wide.

import { createHash } from 'node:crypto';
import { endpoints } from '@slipway/protocol/api';
import { type Api, firstItems } from '../../connection/index.ts';

/** A short name is looked for among the newest ones: who means an older one has its whole id. */
const LOOKED_AT_MAX = 1000;
/** Among a thousand notices, two with the same eight digits are one in nine thousand. */
const DIGITS = 8;
const SHORT = /^notice-[0-9a-f]{8}$/;

export const shortNotice = (eventId: string): string =>
  `notice-${createHash('sha256').update(eventId).digest('hex').slice(0, DIGITS)}`;

/** The id of the notice that tables show so; what is no such name is an id. */
export const findNotice = async (api: Api, text: string): Promise<string> => {
  if (!SHORT.test(text)) return text;
  const newest = await firstItems(api, endpoints.notices.list, { asked: {}, limit: LOOKED_AT_MAX });
  return newest.find(({ eventId }) => shortNotice(eventId) === text)?.eventId ?? text;
};
