// What a host, or the fleet, is exposed to in a line or two, for pages about something else.

import type { HostId } from '@slipway/core/ids';
import { type ExposuresAnswer, endpoints, type HostExposureAnswer } from '@slipway/protocol/api';
import type { Invocation } from '../../command/index.ts';
import type { Api } from '../../connection/index.ts';
import { Failure } from '../../exit/index.ts';
import { countText, reasonText } from '../../output/index.ts';
import { dueText, updateText } from './exposures.ts';
import { NO_FEED } from './feeds.ts';
import { given } from './given.ts';

/** `null`: it could not be told, and why stands in the text. */
export interface HostExposed {
  readonly answer: HostExposureAnswer | null;
  readonly text: string;
}

/** A page about something else must not end because this cannot be told. */
export const hostExposed = async (
  { context }: Invocation,
  api: Api,
  { hostId, package: name }: { readonly hostId: HostId; readonly package?: string | undefined },
): Promise<HostExposed> => {
  try {
    const answer = await api.call(endpoints.exposures.host, { params: { hostId }, query: given({ package: name }) });
    return { answer, text: hostText(answer, context.now()) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { answer: null, text: `unknown: ${error.message}` };
  }
};

/** `OVERDUE 2 d`, `due in 3 d`, `of unknown urgency`, `without a deadline`. */
const dueWords = (dueFirst: Parameters<typeof dueText>[0], now: Date): string => {
  const { deadline, lane } = dueFirst.urgency;
  if (deadline === null) return lane === 'unknown' ? 'of unknown urgency' : 'without a deadline';
  const text = dueText(dueFirst, now);
  return text.startsWith('in ') ? `due ${text}` : text;
};

const hostText = ({ feeds, updates, hostGaps }: HostExposureAnswer, now: Date): string => {
  if (feeds.length === 0) return `unknown: ${NO_FEED}`;
  const unknown = updates.filter(({ state }) => state === 'unknown').length + hostGaps.length;
  const affected = updates.filter(({ state }) => state !== 'unknown' && state !== 'excepted');
  const decided = updates.filter(({ state }) => state === 'excepted');
  const [first] = affected;
  const vulnerabilities = affected.reduce((sum, one) => sum + one.vulnerabilities, 0);
  const gap = hostGaps.find((one) => one.package === null);
  const head =
    first === undefined
      ? gap === undefined
        ? 'nothing that the feeds speak of'
        : `unknown: ${reasonText(gap.reason)}`
      : `${countText(vulnerabilities, 'vulnerability', 'vulnerabilities')} of ${countText(affected.length, 'update')}; most urgent: ${updateText(first)}, ${dueWords(first.dueFirst, now)}, ${first.state}`;
  const excepted = decided.length === 0 ? '' : `; by exceptions of policy: ${decided.map(updateText).join(', ')}`;
  return `${head}${excepted}${unknown === 0 || first === undefined ? '' : `; of ${unknown} more it is unknown`}`;
};

export const fleetExposed = async ({ context }: Invocation, api: Api): Promise<string> => {
  try {
    const answer = await api.call(endpoints.exposures.list, { query: { limit: 1 } });
    return fleetText(answer, context.now());
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return `Exposures are unknown: ${error.message}`;
  }
};

const fleetText = ({ feeds, gaps, unheard, items, totals, waiting }: ExposuresAnswer, now: Date): string => {
  if (feeds.length === 0) return NO_FEED;
  const [first] = items;
  const releases = gaps.map(({ release }) => `${release.distribution} ${release.release}`).join(', ');
  const silent = unheard.map(({ hosts, reason }) => ` Unknown for ${countText(hosts, 'host')}: ${reasonText(reason)}`);
  const blind = (gaps.length === 0 ? '' : ` Nothing is known of ${releases}.`) + silent.join('');
  const late = waiting.packages + waiting.updates === 0 ? '' : ' Not everything is judged and counted yet.';
  if (first === undefined) return `Exposed: nothing that the feeds speak of.${blind}${late}`;
  const excepted = (totals?.excepted ?? 0) === 0 ? '' : `${totals?.excepted} with hosts excepted; `;
  const sum = totals === null ? '' : `${countText(totals.updates, 'update')}, ${totals.overdue} overdue; ${excepted}`;
  return `Exposed: ${sum}most urgent: ${updateText(first)} on ${countText(first.hosts, 'host')}, ${dueWords(first.dueFirst, now)}.${blind}${late} See \`slipway exposure list\`.`;
};
