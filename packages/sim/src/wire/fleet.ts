// A fleet in processes of its own, as the program sees it that started them.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { FromAgents, HostReport, PlacedSpec, ToAgents } from './messages.ts';

const PROGRAM = fileURLToPath(new URL('./agents/main.ts', import.meta.url));

/** Of one process: its lines, its simulated disks and a core's share of work. */
const HOSTS_MAX = 1250;
/** A report is one look at memory. */
const REPORT_MS_MAX = 60_000;

export interface WireFleet {
  /** Enrolled by now. */
  readonly enrolled: () => number;
  /** Package transactions that have ended by now. */
  readonly changed: () => number;
  /** Of every host that went away or came back, when. */
  readonly services: () => readonly ServiceChange[];
  readonly report: () => Promise<readonly HostReport[]>;
  readonly stop: () => Promise<void>;
}

export type ServiceChange = Omit<Extract<FromAgents, { readonly kind: 'service' }>, 'kind'>;

export type FleetOrder = Omit<Extract<ToAgents, { readonly kind: 'begin' }>, 'kind'>;

/** `onFailure`: a host that could not live; the story is over then. */
export const startFleet = (order: FleetOrder, onFailure: (text: string) => void): WireFleet => {
  let enrolled = 0;
  let changed = 0;
  let stopping = false;
  const services: ServiceChange[] = [];
  const reports = new Map<ChildProcess, (hosts: readonly HostReport[]) => void>();
  const hear = (child: ChildProcess, message: FromAgents): void => {
    switch (message.kind) {
      case 'enrolled':
        enrolled += 1;
        return;
      case 'changed':
        changed += 1;
        return;
      case 'service': {
        const { hostname, inService, atMs } = message;
        services.push({ hostname, inService, atMs });
        return;
      }
      case 'failed':
        onFailure(message.text);
        return;
      case 'report':
        reports.get(child)?.(message.hosts);
        return;
      default:
        message satisfies never;
    }
  };
  const children = shared(order.hosts).map((hosts) => {
    const child = fork(PROGRAM, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    child.on('message', (message) => hear(child, message as FromAgents));
    child.once('exit', (status, signal) => {
      if (!stopping) onFailure(`a process of hosts ended: ${signal ?? status}`);
    });
    send(child, { kind: 'begin', ...order, hosts });
    return child;
  });
  const reportOf = async (child: ChildProcess): Promise<readonly HostReport[]> =>
    await new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error('a process of hosts does not report')), REPORT_MS_MAX);
      reports.set(child, (hosts) => {
        clearTimeout(limit);
        resolve(hosts);
      });
      send(child, { kind: 'report' });
    });
  return {
    enrolled: () => enrolled,
    changed: () => changed,
    services: () => services,
    report: async () => (await Promise.all(children.map(reportOf))).flat(),
    stop: async () => {
      stopping = true;
      await Promise.all(
        children.map(async (child) => {
          if (child.exitCode !== null || child.signalCode !== null) return;
          const ended = once(child, 'exit');
          child.disconnect();
          await ended;
        }),
      );
    },
  };
};

const send = (child: ChildProcess, message: ToAgents): void => {
  child.send(message);
};

const shared = (hosts: readonly PlacedSpec[]): readonly (readonly PlacedSpec[])[] => {
  const count = Math.max(1, Math.ceil(hosts.length / HOSTS_MAX));
  return Array.from({ length: count }, (_, at) => hosts.filter((_host, place) => place % count === at));
};
