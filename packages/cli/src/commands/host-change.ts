// What people do to hosts: each named host in turn, the rest too where one is refused.

import { endpoints, type HostSummary } from '@slipway/protocol/api';
import type { Action, Invocation } from '../command/index.ts';
import type { Api } from '../connection/index.ts';
import { type ExitCode, Failure, wrongUse } from '../exit/index.ts';
import { confirmed, findHost, findHosts, hostLabel, present } from './common/index.ts';

type Change = (api: Api, host: HostSummary) => Promise<HostSummary>;

const { adopt, free, leave, refresh, retire, label } = endpoints.hosts;
/** All of one kind: a host, no words, and the host as it is then. */
type Steering = typeof adopt;

const post =
  (endpoint: Steering): Change =>
  async (api, { hostId }) =>
    await api.call(endpoint, { params: { hostId } });

export const hostAdopt: Action = async (invocation) =>
  await changeEach(invocation, {
    change: post(adopt),
    done: 'shall be adopted; the host confirms at its next check-in',
  });

export const hostLeave: Action = async (invocation) =>
  await changeEach(invocation, { change: post(leave), done: 'shall be left; the host gives back what it took over' });

export const hostRefresh: Action = async (invocation) =>
  await changeEach(invocation, { change: post(refresh), done: 'is asked to look at its repositories again' });

export const hostRetire: Action = async (invocation) => {
  const { context, args } = invocation;
  const hosts = await findHosts(await context.api(), args);
  const names = hosts.map(hostLabel).join(', ');
  if (!(await confirmed(invocation, `Retire ${names}? The certificate counts no more; the host must enrol again.`)))
    return 1;
  return await changeEach(invocation, { change: post(retire), done: 'is retired' });
};

export const hostFree: Action = async (invocation) => {
  const { context, args } = invocation;
  const hosts = await findHosts(await context.api(), args);
  const names = hosts.map(hostLabel).join(', ');
  if (
    !(await confirmed(
      invocation,
      `Free ${names}? Somebody has looked: it counts as present again, and may be patched.`,
    ))
  )
    return 1;
  return await changeEach(invocation, { change: post(free), done: 'is taken as it is now' });
};

export const relabelHost: Action = async (invocation) => {
  const { context, args, options } = invocation;
  const [name = '', ...pairs] = args;
  const removed = new Set(options.texts('remove'));
  if (pairs.length === 0 && removed.size === 0)
    throw wrongUse('Which labels? KEY=VALUE sets one, --remove KEY removes one.');
  const set = pairs.map((text) => {
    const at = text.indexOf('=');
    if (at < 1 || at === text.length - 1) throw wrongUse(`"${text}" is not a label like environment=prod.`);
    return [text.slice(0, at), text.slice(at + 1)] as const;
  });
  const api = await context.api();
  const host = await findHost(api, name);
  const kept = Object.entries(host.labels).filter(([key]) => !removed.has(key));
  const labels = Object.fromEntries([...kept, ...set]);
  const after = await api.call(label, { params: { hostId: host.hostId }, body: { labels } });
  const shown = Object.entries(after.labels).map(([key, value]) => `${key}=${value}`);
  present(invocation, after, () => `${hostLabel(after)}: ${shown.join(' ') || 'no labels'}\n`);
  return 0;
};

const changeEach = async (
  invocation: Invocation,
  { change, done }: { readonly change: Change; readonly done: string },
): Promise<ExitCode> => {
  const { context, args, options } = invocation;
  const api = await context.api();
  const hosts = await findHosts(api, args);
  const changed: HostSummary[] = [];
  let worst: Failure | null = null;
  for (const host of hosts) {
    try {
      const after = await change(api, host);
      changed.push(after);
      if (!options.is('json')) context.terminal.out(`${hostLabel(after)} ${done}.\n`);
    } catch (error) {
      // Whoever may not, or reaches nobody, would only be told so once per host.
      if (!(error instanceof Failure) || error.exitCode !== 1) throw error;
      worst = error;
      context.terminal.err(`slipway: ${hostLabel(host)}: ${error.message}\n`);
    }
  }
  if (options.is('json')) present(invocation, changed, () => '');
  return worst?.exitCode ?? 0;
};
