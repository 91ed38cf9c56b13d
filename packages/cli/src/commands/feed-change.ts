import { type BodyOf, endpoints, type FeedAnswer } from '@slipway/protocol/api';
import type { Action, Invocation } from '../command/index.ts';
import { type Api, awaitResult } from '../connection/index.ts';
import { type ExitCode, wrongUse } from '../exit/index.ts';
import { countText, instantText } from '../output/index.ts';
import { confirmed, given, present } from './common/index.ts';
import { refusalText } from './feeds.ts';

export const feedAdd: Action = async (invocation) => {
  const { args, context, options } = invocation;
  const api = await context.api();
  const first = await api.call(endpoints.feeds.add, {
    body: {
      name: args[0] ?? '',
      location: options.need('location'),
      ...given({
        kind: options.text('kind'),
        release: releaseOf(options.text('release')),
        sha256: options.text('sha256'),
        keyring: options.text('keyring'),
      }),
    } as BodyOf<typeof endpoints.feeds.add>,
  });
  return await shown(invocation, api, first);
};

export const feedLook: Action = async (invocation) => {
  const api = await invocation.context.api();
  const first = await api.call(endpoints.feeds.look, { params: { name: invocation.args[0] ?? '' } });
  return await shown(invocation, api, first);
};

export const feedRemove: Action = async (invocation) => {
  const name = invocation.args[0] ?? '';
  const api = await invocation.context.api();
  if (!(await confirmed(invocation, `Remove the feed ${name}? What rests on it ends now.`))) return 1;
  await api.call(endpoints.feeds.remove, { params: { name } });
  present(
    invocation,
    { name, removed: true },
    () => `${name} is removed. What it said is closed as of now; \`--as-of\` still answers with it.\n`,
  );
  return 0;
};

/** What came of the look; a feed that was refused ends it with 1, and stays configured. */
const shown = async (invocation: Invocation, api: Api, first: FeedAnswer): Promise<ExitCode> => {
  const { context, options } = invocation;
  const { name } = first;
  if (!options.is('wait')) {
    present(invocation, first, () => `${name} is read now. \`slipway feed list\` shows what came of it.\n`);
    return 0;
  }
  const feed = await awaitResult<FeedAnswer>({
    first,
    isDone: ({ nextLookAt }) => nextLookAt !== first.nextLookAt,
    look: async () => await api.call(endpoints.feeds.show, { params: { name } }),
    sleep: context.sleep,
    seen: ({ nextLookAt }) => {
      if (nextLookAt === first.nextLookAt) context.terminal.status(`${name}: is being read`);
    },
  });
  present(invocation, feed, () => cameOf(feed, context.now()));
  return feed.refusal === null ? 0 : 1;
};

const cameOf = (feed: FeedAnswer, now: Date): string => {
  if (feed.refusal !== null) return refusalText(feed, now);
  const problems = feed.problems === 0 ? '' : `, ${countText(feed.problems ?? 0, 'further one')} could not be read`;
  const releases = feed.releases.map(({ distribution, release }) => `${distribution} ${release}`).join(', ');
  const speaks = releases === '' ? '' : `It speaks of ${releases}.\n`;
  return `${feed.name} (${feed.kind ?? 'by content'}) of ${instantText(feed.date)}: ${countText(feed.records ?? 0, 'record')}${problems}.\n${speaks}`;
};

/** `debian:bookworm`, `rhel:9` */
const releaseOf = (text: string | null): { readonly distribution: string; readonly release: string } | null => {
  if (text === null) return null;
  const [, distribution, release] = /^([a-z0-9._-]+):(\S+)$/.exec(text) ?? [];
  if (distribution === undefined || release === undefined) {
    throw wrongUse(`--release: "${text}" is not of the form debian:bookworm, ubuntu:noble, rhel:9.`);
  }
  return { distribution, release };
};
