// haproxy as a process of ours.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sleepAsLong } from '../wire/index.ts';

export interface Haproxy {
  /** Its own, for sockets. */
  readonly folder: string;
  /** A command for its administrator's socket; throws where haproxy says anything against it. */
  tell(command: string): Promise<void>;
  stop(): Promise<void>;
}

/** Debian's, which is on no ordinary user's path. */
const PROGRAM = '/usr/sbin/haproxy';
/** Two descriptors each; a fleet of 5,000 has one or two lines a host. */
const CONNECTIONS_MAX = 9000;
const START_MS_MAX = 20_000;
const LOOK_MS = 50;

const ALWAYS = `defaults
  mode tcp
  timeout connect 2s
  timeout client 1h
  timeout server 1h
`;

/** `settings`: its frontends and backends. */
export const startHaproxy = async (settings: (folder: string) => string): Promise<Haproxy> => {
  if (!existsSync(PROGRAM)) throw new Error(`no ${PROGRAM}: the Debian package haproxy is needed`);
  const folder = await mkdtemp(join(tmpdir(), 'slipway-haproxy-'));
  const [file, admin] = [join(folder, 'haproxy.cfg'), join(folder, 'admin.sock')];
  await writeFile(
    file,
    `global\n  maxconn ${CONNECTIONS_MAX}\n  stats socket ${admin} level admin\n${ALWAYS}${settings(folder)}`,
  );
  const child = spawn(PROGRAM, ['-db', '-f', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (part: Buffer) => {
    said = `${said}${part.toString()}`.slice(-4000);
  });
  const until = Date.now() + START_MS_MAX;
  while ((await answerOf(admin, 'show version')) === null) {
    if (child.exitCode !== null) throw new Error(`haproxy ended at its start: ${said}`);
    if (Date.now() > until) throw new Error(`haproxy does not answer: ${said}`);
    await sleepAsLong(LOOK_MS);
  }
  return {
    folder,
    tell: async (command) => {
      const answer = await answerOf(admin, command);
      if (answer !== '') throw new Error(`haproxy: ${command}: ${answer ?? 'no answer'}`);
    },
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await ended;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
};

const answerOf = async (admin: string, command: string): Promise<string | null> =>
  await new Promise((resolve) => {
    const socket = connect(admin);
    let answer = '';
    socket.once('error', () => resolve(null));
    socket.on('data', (part: Buffer) => {
      answer += part.toString();
    });
    socket.once('end', () => resolve(answer.trim()));
    socket.end(`${command}\n`);
  });
