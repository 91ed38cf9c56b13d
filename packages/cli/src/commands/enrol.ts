import { type EnrolmentTokenAnswer, endpoints } from '@slipway/protocol/api';
import type { Action } from '../command/index.ts';
import { allPages } from '../connection/index.ts';
import { ageText, countText, instantText } from '../output/index.ts';
import { given, present, printTable } from './common/index.ts';

export const enrolToken: Action = async (invocation) => {
  const { context, options } = invocation;
  const api = await context.api();
  const enrolment = await api.call(endpoints.enrolment.create, {
    body: {
      labels: options.pairs('label'),
      ...given({ uses: options.number('uses'), validSeconds: options.number('expires') }),
    },
  });
  const { controller, token, trust, usesLeft, expiresAt } = enrolment;
  const line = `slipway-agent enrol --controller ${controller} --token ${token} --trust ${trust}`;
  present(invocation, { ...enrolment, line }, () => `${line}\n`);
  // Beside the line and not among it: `$(slipway enrol token)` is the line alone.
  if (!options.is('json')) {
    context.terminal.err(
      `As root on the host; good for ${countText(usesLeft, 'host')} until ${instantText(expiresAt)} (${ageText(expiresAt, context.now())}). The host is only observed until it is adopted.\n`,
    );
  }
  return 0;
};

export const enrolList: Action = async (invocation) => {
  const { context } = invocation;
  const api = await context.api();
  const now = context.now();
  const found = await allPages(api, endpoints.enrolment.list, {});
  printTable(invocation, {
    // The controller lists by id, which is chance to people.
    items: found.toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt)),
    columns: [
      { title: 'token' },
      { title: 'made by', shrinks: true },
      { title: 'made' },
      { title: 'hosts left', align: 'right' },
      { title: 'labels', shrinks: true },
      { title: 'state' },
    ],
    row: (token) => [
      token.tokenId,
      token.createdBy,
      ageText(token.createdAt, now),
      String(token.usesLeft),
      labelsText(token.labels),
      stateText(token, now),
    ],
    empty: 'There is no enrolment token. `slipway enrol token` makes one.',
  });
  return 0;
};

const labelsText = (labels: EnrolmentTokenAnswer['labels']): string =>
  Object.entries(labels)
    .map(([label, value]) => `${label}=${value}`)
    .sort()
    .join(' ') || '-';

const stateText = ({ revokedAt, expiresAt, usesLeft }: EnrolmentTokenAnswer, now: Date): string => {
  if (revokedAt !== null) return `revoked ${ageText(revokedAt, now)}`;
  if (Date.parse(expiresAt) <= now.getTime()) return `expired ${ageText(expiresAt, now)}`;
  return usesLeft === 0 ? 'used up' : `valid until ${instantText(expiresAt)}`;
};

export const enrolRevoke: Action = async (invocation) => {
  const api = await invocation.context.api();
  const tokenId = invocation.args[0] ?? '';
  await api.call(endpoints.enrolment.revoke, { params: { tokenId } });
  present(invocation, { tokenId, revoked: true }, () => `${tokenId} is revoked.\n`);
  return 0;
};
