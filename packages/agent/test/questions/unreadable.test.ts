// C28: what nobody can read never lets a member go. Each kind of question is asked of something that says what the real
// member said, whole, cut short, or anything else.

import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import type { ClusterQuestion } from '@slipway/core/question';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClusterQuestions } from '../../src/adapters/questions/index.ts';
import type { CommandResult, RunCommand } from '../../src/ports/index.ts';
import { ETCD, GALERA, HAPROXY, PATRONI, POSTGRESQL, RABBITMQ } from './recorded.ts';

type Said = (whole: string, which: string) => string;

/** What was asked, by the words that tell one question from another. */
const recordedFor = (command: readonly string[]): readonly [which: string, whole: string] => {
  const line = command.join(' ');
  if (line.includes('/usr/bin/psql')) return ['postgresql', POSTGRESQL];
  if (line.includes('/usr/bin/mariadb')) return ['galera', GALERA];
  const etcd = Object.entries(ETCD).find(([words]) => line.endsWith(words));
  if (etcd !== undefined) return etcd;
  const rabbitmq = Object.entries(RABBITMQ).find(([word]) => command.includes(word));
  if (rabbitmq !== undefined) return rabbitmq;
  throw new Error(`nothing was recorded for ${line}`);
};

const ended = (stdout: string, status = 0): CommandResult => ({
  kind: 'ended',
  status,
  stdout,
  stderr: '',
  output: 'whole',
});

const servers: Server[] = [];
let said: Said = (whole) => whole;
let settings: Readonly<Record<string, object>> = {};

beforeAll(async () => {
  const haproxy = createServer((connection) => connection.on('data', () => connection.end(said(HAPROXY, 'haproxy'))));
  const patroni = createHttpServer((request, response) => {
    const url = `http://127.0.0.1:${(patroni.address() as AddressInfo).port}`;
    const isCluster = request.url === '/cluster';
    response.end(said(isCluster ? PATRONI.cluster(url) : PATRONI.patroni, request.url ?? ''));
  });
  for (const server of [haproxy, patroni]) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    servers.push(server);
  }
  const [first, second] = [haproxy, patroni].map((server) => (server.address() as AddressInfo).port);
  settings = {
    'haproxy.json': { sockets: [`127.0.0.1:${first}`] },
    'patroni.json': { url: `http://127.0.0.1:${second}` },
  };
});
afterAll(() => {
  for (const server of servers) server.close();
});

const asking = (run: RunCommand, own: Readonly<Record<string, unknown>> = {}) =>
  createClusterQuestions({
    run,
    files: {
      read: async (name) => {
        const value = { ...settings, ...own }[name];
        return value === undefined ? { kind: 'missing' } : { kind: 'found', value };
      },
    },
    hostname: 'one',
    root: '/nowhere',
  });

const members = asking(async ({ command }) => {
  const [which, whole] = recordedFor(command);
  return ended(said(whole, which));
});

const QUESTIONS: readonly ClusterQuestion[] = [
  { kind: 'postgresql', othersMin: 1, lagBytesMax: 0, synchronous: 'required', primary: 'may-go' },
  { kind: 'rabbitmq', othersMin: 1 },
  { kind: 'haproxy', backend: 'app', as: 'server', upMin: 1 },
  { kind: 'galera', othersMin: 2 },
  { kind: 'etcd', lagEntriesMax: 0 },
  { kind: 'patroni', othersMin: 1, lagBytesMax: 0 },
];
const LIMIT_MS = 2000;

const answers = async (question: ClusterQuestion, how: Said): Promise<string> => {
  said = how;
  const [going, whole] = [await members.mayGo(question, LIMIT_MS), await members.isWhole(question, LIMIT_MS)];
  return `${going.answer} ${whole.answer}`;
};

describe.each(QUESTIONS)('$kind', (question) => {
  it('answers with yes to what was recorded', async () => {
    expect(await answers(question, (whole) => whole)).toBe('yes yes');
  });

  it('C28: does not say yes to what is cut short', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0, max: 0.999, noNaN: true }), async (share) => {
        // Up to its last sign: a line end behind it says nothing.
        const cut: Said = (whole) => whole.trimEnd().slice(0, Math.floor(share * whole.trimEnd().length));
        expect(await answers(question, cut)).not.toContain('yes');
      }),
      { numRuns: 25 },
    );
  });

  it('C28: does not say yes to anything else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (text) => {
        expect(await answers(question, () => text)).not.toContain('yes');
      }),
      { numRuns: 50 },
    );
  });

  it('C28: does not say yes where fields that it reads are gone', async () => {
    const without = (name: string): Said => {
      const take = (_: string, value: unknown): unknown =>
        typeof value === 'object' && value !== null && !Array.isArray(value)
          ? Object.fromEntries(Object.entries(value).filter(([key]) => key !== name))
          : value;
      return (whole) => JSON.stringify(JSON.parse(whole, take));
    };
    for (const name of READ[question.kind] ?? []) {
      expect(await answers(question, without(name)), name).not.toBe('yes yes');
    }
  });
});

const READ: Readonly<Partial<Record<ClusterQuestion['kind'], readonly string[]>>> = {
  postgresql: ['standby', 'standbys', 'state', 'sync', 'lag'],
  rabbitmq: [
    'disk_nodes',
    'ram_nodes',
    'running_nodes',
    'partitions',
    'maintenance_status',
    'alarms',
    'result',
    'state',
  ],
  haproxy: ['value', 'field'],
  galera: ['wsrep_local_state', 'wsrep_cluster_size', 'wsrep_cluster_status', 'wsrep_connected', 'wsrep_ready'],
  etcd: ['ID', 'clientURLs', 'endpoint', 'health', 'member_id', 'members', 'raftIndex', 'raftAppliedIndex'],
  patroni: ['members', 'name', 'role', 'state', 'timeline', 'lag', 'api_url'],
};

describe('a host on which nothing can be asked', () => {
  const KINDS = [...QUESTIONS, { kind: 'keepalived', instance: 'VI_1' } as const];
  const results: readonly (readonly [string, CommandResult])[] = [
    ['does not start', { kind: 'not-started', detail: 'ENOENT' }],
    ['takes too long', { kind: 'overdue', stdout: POSTGRESQL, stderr: '' }],
    ['fails', { kind: 'ended', status: 70, stdout: GALERA, stderr: 'no', output: 'whole' }],
    ['says too much', { kind: 'ended', status: 0, stdout: POSTGRESQL, stderr: '', output: 'cut' }],
  ];

  it.each(results)('C28: knows nothing: its program %s', async (_case, result) => {
    const questions = asking(async () => result, {
      'haproxy.json': {},
      'patroni.json': { url: 'http://127.0.0.1:1' },
    });
    for (const question of KINDS) {
      expect(await questions.mayGo(question, LIMIT_MS)).toMatchObject({ answer: 'unknown' });
      expect(await questions.isWhole(question, LIMIT_MS)).toMatchObject({ answer: 'unknown' });
    }
  });

  it.each([
    ['an unknown setting', { commandLine: 'rm -rf /' }],
    ['a setting of another form', { user: '--reuid=0', sockets: ['-'], url: 'ftp://x', endpoint: '--x', pidFile: 'x' }],
    ['no object', ['user', 'root']],
  ])("C28: knows nothing where root's file has %s", async (_case, value) => {
    const files = Object.fromEntries(KINDS.map(({ kind }) => [`${kind}.json`, value]));
    let started = 0;
    const questions = asking(async () => {
      started += 1;
      return ended('');
    }, files);
    for (const question of KINDS)
      expect(await questions.mayGo(question, LIMIT_MS)).toMatchObject({ answer: 'unknown' });
    expect(started).toBe(0);
  });

  it("C28: knows nothing where others may write root's file", async () => {
    const questions = createClusterQuestions({
      run: async () => ended(GALERA),
      files: { read: async () => ({ kind: 'refused', detail: 'it may be written by others than root' }) },
      hostname: 'one',
      root: '/nowhere',
    });
    expect(await questions.mayGo({ kind: 'galera', othersMin: 1 }, LIMIT_MS)).toEqual({
      answer: 'unknown',
      evidence: 'it may be written by others than root',
    });
  });
});
