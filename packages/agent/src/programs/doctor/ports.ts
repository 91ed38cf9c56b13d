// Whether anything of the agent listens: it never does, and what would is not of this project.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Examined } from '@slipway/core/soundness';

const PART = 'ports';
/** State of a socket that listens, in the tables of proc_pid_net(5). */
const LISTENS = '0A';

export const examinePorts = async (reporterUid: number | null, proc = '/proc'): Promise<Examined> => {
  if (reporterUid === null)
    return {
      part: PART,
      is: 'unknown',
      says: 'there is no user slipway',
      next: 'install the package slipway-agent again',
    };
  const tables: string[] = [];
  for (const name of ['tcp', 'tcp6']) {
    const text = await textOf(join(proc, 'net', name));
    if (text !== null) tables.push(text);
  }
  if (tables.length === 0)
    return { part: PART, is: 'unknown', says: `${proc}/net/tcp cannot be read`, next: 'ask as root' };
  const ports = [...new Set(tables.flatMap((text) => listening(text, reporterUid)))].sort((a, b) => a - b);
  if (ports.length === 0) return { part: PART, is: 'well', says: 'the agent listens on none', next: null };
  const says = `the user slipway listens on ${ports.join(', ')}, which the agent never does`;
  return { part: PART, is: 'wrong', says, next: 'find that program with `ss -tlnpe`, and end it' };
};

/** Words of a line: number, local address as ADDRESS:PORT in hexadecimal, remote address, state, queues, timers, retransmissions, user. */
const listening = (table: string, uid: number): readonly number[] =>
  table
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local = '', , state, , , , user] = line.trim().split(/\s+/);
      return state === LISTENS && Number(user) === uid ? [Number.parseInt(local.split(':').at(-1) ?? '', 16)] : [];
    });

const textOf = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    // Without IPv6 there is no table of it.
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
};
