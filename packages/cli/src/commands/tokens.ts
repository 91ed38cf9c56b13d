import { type BodyOf, endpoints, type TokenAnswer } from '@slipway/protocol/api';
import type { Action } from '../command/index.ts';
import { allPages } from '../connection/index.ts';
import { ageText, instantText } from '../output/index.ts';
import { given, present, printTable } from './common/index.ts';

export const tokenList: Action = async (invocation) => {
  const { context } = invocation;
  const api = await context.api();
  const now = context.now();
  printTable(invocation, {
    items: await allPages(api, endpoints.tokens.list, {}),
    columns: [
      { title: 'token' },
      { title: 'person', shrinks: true },
      { title: 'roles' },
      { title: 'teams', shrinks: true },
      { title: 'made' },
      { title: 'state' },
    ],
    row: (token) => [
      token.tokenId,
      token.person,
      token.roles.join(', '),
      token.teams.join(', ') || '-',
      ageText(token.createdAt, now),
      stateText(token, now),
    ],
    empty: 'There is no API token.',
  });
  return 0;
};

const stateText = ({ revokedAt, expiresAt }: TokenAnswer, now: Date): string => {
  if (revokedAt !== null) return `revoked ${ageText(revokedAt, now)}`;
  if (expiresAt === null) return 'valid until revoked';
  return Date.parse(expiresAt) <= now.getTime()
    ? `expired ${ageText(expiresAt, now)}`
    : `valid until ${instantText(expiresAt)}`;
};

export const tokenCreate: Action = async (invocation) => {
  const { context, args, options } = invocation;
  const api = await context.api();
  const seconds = options.number('expires');
  const made = await api.call(endpoints.tokens.create, {
    body: {
      person: args[0] ?? '',
      roles: options.texts('role') as BodyOf<typeof endpoints.tokens.create>['roles'],
      teams: options.texts('team'),
      ...given({
        expiresAt: seconds === null ? null : new Date(context.now().getTime() + seconds * 1000).toISOString(),
      }),
    } as BodyOf<typeof endpoints.tokens.create>,
  });
  present(invocation, made, () => `${made.secret}\n`);
  if (!options.is('json')) {
    const { tokenId, person, roles } = made.token;
    context.terminal.err(`${tokenId} for ${person} (${roles.join(', ')}): shown this once, only its digest is kept.\n`);
  }
  return 0;
};

export const tokenRevoke: Action = async (invocation) => {
  const api = await invocation.context.api();
  const tokenId = invocation.args[0] ?? '';
  await api.call(endpoints.tokens.revoke, { params: { tokenId } });
  present(invocation, { tokenId, revoked: true }, () => `${tokenId} is revoked.\n`);
  return 0;
};
