import { type AudienceAnswer, type BodyOf, endpoints, type NoticeAnswer } from '@slipway/protocol/api';
import type { Action } from '../command/index.ts';
import { allPages, firstItems } from '../connection/index.ts';
import { wrongUse } from '../exit/index.ts';
import { ageText, countText, instantText, reasonText } from '../output/index.ts';
import { confirmed, present, printTable } from './common/index.ts';

export const audienceList: Action = async (invocation) => {
  const api = await invocation.context.api();
  printTable(invocation, {
    items: await allPages(api, endpoints.audiences.list, {}),
    columns: [{ title: 'audience' }, { title: 'kind' }, { title: 'where' }],
    row: (audience) => [audience.name, audience.kind, placeOf(audience)],
    empty: 'Nobody is told of anything. `slipway audience add` adds a webhook or mail addresses.',
  });
  return 0;
};

const placeOf = (audience: AudienceAnswer): string =>
  audience.kind === 'mail' ? audience.to.join(', ') : audience.url;

export const audienceAdd: Action = async (invocation) => {
  const { args, context, options } = invocation;
  const name = args[0] ?? '';
  const [url, to] = [options.text('webhook'), options.texts('mail')];
  if ((url === null) === (to.length === 0)) throw wrongUse('One of --webhook and --mail is expected.');
  const body = url === null ? { name, kind: 'mail', to } : { name, kind: 'webhook', url };
  const api = await context.api();
  const added = await api.call(endpoints.audiences.add, { body: body as BodyOf<typeof endpoints.audiences.add> });
  // The key alone on standard output, as with tokens: it goes into the receiver's settings.
  present(invocation, added, () => (added.key === null ? `${name} is told from now on.\n` : `${added.key}\n`));
  if (added.key !== null && !options.is('json')) {
    context.terminal.err(`${name} is told from now on. The key that signs its messages is shown this once.\n`);
  }
  return 0;
};

export const audienceRemove: Action = async (invocation) => {
  const name = invocation.args[0] ?? '';
  const api = await invocation.context.api();
  if (!(await confirmed(invocation, `Remove the audience ${name}?`))) return 1;
  await api.call(endpoints.audiences.remove, { params: { name } });
  present(invocation, { name, removed: true }, () => `${name} is told of nothing further.\n`);
  return 0;
};

export const noticeList: Action = async (invocation) => {
  const { context, options } = invocation;
  const api = await context.api();
  const limit = options.number('limit') ?? 20;
  const now = context.now();
  printTable(invocation, {
    items: await firstItems(api, endpoints.notices.list, { asked: {}, limit }),
    columns: [{ title: 'notice' }, { title: 'at' }, { title: 'kind' }, { title: 'what' }, { title: 'told' }],
    row: (notice) => [notice.eventId, instantText(notice.at), notice.kind, whatOf(notice), toldText(notice, now)],
    empty: 'There was nothing to tell yet.',
  });
  return 0;
};

const whatOf = ({ kind, content }: NoticeAnswer): string => {
  const count = content['updatesInAll'];
  if (kind === 'newly-affected' && typeof count === 'number') return `${countText(count, 'update')} newly needed`;
  const feed = content['feed'];
  return typeof feed === 'string' ? `feed ${feed}` : '';
};

const toldText = ({ deliveries }: NoticeAnswer, now: Date): string =>
  deliveries
    .map(({ audience, state, attempts, nextTryAt, lastReason }) => {
      if (state === 'delivered') return `${audience}: delivered`;
      const next = state === 'waiting' ? `, next ${ageText(nextTryAt, now)}` : '';
      const why = lastReason === null ? '' : `: ${reasonText(lastReason)}`;
      return `${audience}: ${state} after ${countText(attempts, 'attempt')}${next}${why}`;
    })
    .join('; ') || 'nobody: there was no audience';
