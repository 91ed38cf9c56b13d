// A fleet in processes of its own, as the program sees it that started them.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { FromAgents, HostReport, Identity, LineLook, PlacedSpec, ToAgents } from './messages.ts';

const PROGRAM = fileURLToPath(new URL('./agents/main.ts', import.meta.url));

/** Of one process: its lines, its simulated disks and a core's share of work. */
const HOSTS_MAX = 1250;
/** An answer is one look at memory, by a process among many that are busy on two cores. */
const ANSWER_MS_MAX = 300_000;

export interface WireFleet {
  /** Enrolled by now. */
  readonly enrolled: () => number;
  /** Of those, by hostname. */
  readonly identities: () => ReadonlyMap<string, Identity>;
  /** Package transactions that have ended by now. */
  readonly changed: () => number;
  /** Of every host that went away or came back, when. */
  readonly services: () => readonly ServiceChange[];
  readonly report: () => Promise<readonly HostReport[]>;
  /** Of all lines since the last look; `heard`: hosts that have checked in since that moment of the monotonic clock. */
  readonly look: (sinceMs: number) => Promise<LineLook>;
  /** Agents that wait go on now, all at once: those of an environment; `null`: every one. */
  readonly comeTogether: (environment: string | null) => void;
  readonly stop: () => Promise<void>;
}

export type ServiceChange = Omit<Extract<FromAgents, { readonly kind: 'service' }>, 'kind'>;

export type FleetOrder = Omit<Extract<ToAgents, { readonly kind: 'begin' }>, 'kind'>;

/** `onFailure`: a host that could not live; the story is over then. */
export const startFleet = (order: FleetOrder, onFailure: (text: string) => void): WireFleet => {
  const identities = new Map<string, Identity>();
  let changed = 0;
  let stopping = false;
  const services: ServiceChange[] = [];
  const asked = asking();
  const hear = (child: ChildProcess, message: FromAgents): void => {
    switch (message.kind) {
      case 'enrolled':
        identities.set(message.hostname, message.identity);
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
      case 'look':
        asked.answered(child, message);
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
  return {
    enrolled: () => identities.size,
    identities: () => identities,
    changed: () => changed,
    services: () => services,
    report: async () =>
      (await asked.all(children, { kind: 'report' })).flatMap((told) => (told.kind === 'report' ? told.hosts : [])),
    look: async (sinceMs) => lookOf(await asked.all(children, { kind: 'look', sinceMs })),
    comeTogether: (environment) => {
      for (const child of children) send(child, { kind: 'come', environment });
    },
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

/** Each process answers its questions in their order. */
const asking = () => {
  const answers = new Map<ChildProcess, ((message: FromAgents) => void)[]>();
  const one = async (child: ChildProcess, question: ToAgents): Promise<FromAgents> =>
    await new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`a process of hosts does not ${question.kind}`)), ANSWER_MS_MAX);
      const waiting = answers.get(child) ?? [];
      answers.set(child, waiting);
      waiting.push((message) => {
        clearTimeout(limit);
        resolve(message);
      });
      send(child, question);
    });
  return {
    answered: (child: ChildProcess, message: FromAgents): void => answers.get(child)?.shift()?.(message),
    all: async (children: readonly ChildProcess[], question: ToAgents): Promise<readonly FromAgents[]> =>
      await Promise.all(children.map(async (child) => await one(child, question))),
  };
};

const lookOf = (told: readonly FromAgents[]): LineLook => {
  const looks = told.flatMap((message) => (message.kind === 'look' ? [message.look] : []));
  return {
    heard: looks.reduce((sum, { heard }) => sum + heard, 0),
    checkInMs: looks.flatMap(({ checkInMs }) => checkInMs),
    turnedAway: looks.reduce((sum, { turnedAway }) => sum + turnedAway, 0),
    unanswered: looks.reduce((sum, { unanswered }) => sum + unanswered, 0),
  };
};

const send = (child: ChildProcess, message: ToAgents): void => {
  // One that has ended is told of by its exit.
  if (child.connected) child.send(message);
};

const shared = (hosts: readonly PlacedSpec[]): readonly (readonly PlacedSpec[])[] => {
  const count = Math.max(1, Math.ceil(hosts.length / HOSTS_MAX));
  return Array.from({ length: count }, (_, at) => hosts.filter((_host, place) => place % count === at));
};
