// A whole host verified by its own root, now: asked for, waited for, and never answered by what was found before.

import { endpoints, type HostDetail } from '@slipway/protocol/api';
import type { Action } from '../command/index.ts';
import { awaitResult } from '../connection/index.ts';
import type { ExitCode } from '../exit/index.ts';
import { findHost, hostLabel, present, verifiedText } from './common/index.ts';

type Verification = NonNullable<HostDetail['verification']>;
type Found = NonNullable<Verification['last']>;

export const hostVerify: Action = async (invocation) => {
  const { context, args, options } = invocation;
  const api = await context.api();
  const host = await findHost(api, args[0] ?? '');
  const params = { hostId: host.hostId };
  const asked = await api.call(endpoints.hosts.verify, { params });
  const name = hostLabel(host);
  if (!options.is('wait')) {
    present(invocation, asked, () => `${name} is asked for. \`slipway host show ${name}\` shows what it found.\n`);
    return 0;
  }
  const { verification } = await awaitResult<HostDetail>({
    first: await api.call(endpoints.hosts.show, { params }),
    isDone: (detail) => answerTo(detail, asked.askedAt) !== null || Date.parse(asked.until) < context.now().getTime(),
    look: async () => await api.call(endpoints.hosts.show, { params }),
    sleep: context.sleep,
    seen: () => context.terminal.status(`${name}: waiting for its word; it is asked with its next check-in`),
  });
  const last = verification?.last ?? null;
  if (last === null || last.found.askedAt !== asked.askedAt) {
    context.terminal.err(`slipway: ${name} has not answered.\n`);
    return 1;
  }
  present(invocation, last, () => `${verifiedText(last)}\n`);
  return EXITS[last.found.state];
};

const answerTo = ({ verification }: HostDetail, askedAt: string): Found | null =>
  verification?.last?.found.askedAt === askedAt ? verification.last : null;

const EXITS: Readonly<Record<Found['found']['state'], ExitCode>> = { 'as-packaged': 0, differs: 6, unknown: 1 };
