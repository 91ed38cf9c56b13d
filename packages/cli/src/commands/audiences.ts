import { type AudienceAnswer, type BodyOf, endpoints } from '@slipway/protocol/api';
import type { Action, Invocation } from '../command/index.ts';
import { allPages } from '../connection/index.ts';
import { wrongUse } from '../exit/index.ts';
import { reasonText } from '../output/index.ts';
import { confirmed, present, printTable, readGivenText } from './common/index.ts';

export const audienceList: Action = async (invocation) => {
  const api = await invocation.context.api();
  printTable(invocation, {
    items: await allPages(api, endpoints.audiences.list, {}),
    columns: [{ title: 'audience' }, { title: 'kind' }, { title: 'where' }],
    row: (audience) => [audience.name, audience.kind, placeOf(audience)],
    empty: 'Nobody is told of anything. `slipway audience add` adds a webhook, mail addresses or a chat.',
  });
  return 0;
};

const placeOf = (audience: AudienceAnswer): string =>
  audience.kind === 'mail' ? audience.to.join(', ') : audience.url;

type Wish = BodyOf<typeof endpoints.audiences.add>;

export const audienceAdd: Action = async (invocation) => {
  const { args, context, options } = invocation;
  const name = args[0] ?? '';
  const body = await wishOf(invocation, name);
  const api = await context.api();
  const added = await api.call(endpoints.audiences.add, { body });
  // The key alone on standard output, as with tokens: it goes into the receiver's settings.
  present(invocation, added, () => (added.key === null ? `${name} is told from now on.\n` : `${added.key}\n`));
  if (added.key !== null && !options.is('json')) {
    context.terminal.err(`${name} is told from now on. The key that signs its messages is shown this once.\n`);
  }
  return 0;
};

const wishOf = async (invocation: Invocation, name: string): Promise<Wish> => {
  const { options } = invocation;
  const [webhook, to] = [options.text('webhook'), options.texts('mail')];
  const chats = (['slack', 'teams'] as const).flatMap((kind) => {
    const file = options.text(kind);
    return file === null ? [] : [{ kind, file }];
  });
  const [chat] = chats;
  if (Number(webhook !== null) + Number(to.length > 0) + chats.length !== 1) {
    throw wrongUse('One of --webhook, --mail, --slack and --teams is expected.');
  }
  if (webhook !== null) return { name, kind: 'webhook', url: webhook };
  if (chat === undefined) return { name, kind: 'mail', to: [...to] };
  return { name, kind: chat.kind, url: (await readGivenText(invocation, chat.file)).trim() };
};

export const audienceTest: Action = async (invocation) => {
  const name = invocation.args[0] ?? '';
  const api = await invocation.context.api();
  const tested = await api.call(endpoints.audiences.test, { params: { name } });
  present(invocation, { name, ...tested }, () =>
    tested.reason === null ? `${name} has taken it.\n` : `${name} has NOT taken it: ${reasonText(tested.reason)}\n`,
  );
  return tested.taken ? 0 : 1;
};

export const audienceRemove: Action = async (invocation) => {
  const name = invocation.args[0] ?? '';
  const api = await invocation.context.api();
  if (!(await confirmed(invocation, `Remove the audience ${name}?`))) return 1;
  await api.call(endpoints.audiences.remove, { params: { name } });
  present(invocation, { name, removed: true }, () => `${name} is told of nothing further.\n`);
  return 0;
};
