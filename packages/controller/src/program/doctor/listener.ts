// Whether the controller runs and answers where it was asked to listen, and whether the names that hosts are told lead anywhere.

import { lookup } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { connect, type PeerCertificate } from 'node:tls';
import type { Examined } from '@slipway/core/soundness';
import { type ListensAt, occupant } from '../data-directory.ts';

const PART = 'listener';
const ANSWER_MS_MAX = 10_000;
/** What every listener has in its certificate; no host is told it. */
const OWN_NAMES = new Set(['localhost']);

export const examineListener = async (dataDirectory: string): Promise<readonly Examined[]> => {
  const owner = await occupant(dataDirectory);
  if (owner === null) {
    const says = 'no controller runs in this data directory';
    return [{ part: PART, is: 'wrong', says, next: `start it: slipway serve --data ${dataDirectory}` }];
  }
  if (owner.listens == null || owner.listens.port === 0) {
    const says = `process ${owner.pid} uses this data directory and does not say where it listens`;
    return [{ part: PART, is: 'unknown', says, next: 'see its first lines' }];
  }
  const at = reached(owner.listens);
  const where = `${at.address}, port ${at.port}`;
  try {
    const certificate = await handshake(at, await readFile(join(dataDirectory, 'authority.pem'), 'utf8'));
    const says = `process ${owner.pid} answers at ${where}, by a certificate of its own authority`;
    return [{ part: PART, is: 'well', says, next: null }, await examineNames(certificate)];
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const next = 'see its log; a controller that has just started may not listen yet';
    return [{ part: PART, is: 'wrong', says: `process ${owner.pid} does not answer at ${where}: ${detail}`, next }];
  }
};

/** Every address of this machine is one of its own, too. */
const reached = ({ address, port }: ListensAt): ListensAt => {
  if (address === '0.0.0.0') return { address: '127.0.0.1', port };
  return address === '::' ? { address: '::1', port } : { address, port };
};

/** Rejects where it is of another authority. The name is not compared: each of those that it has is looked at below. */
const handshake = async ({ address, port }: ListensAt, authority: string): Promise<PeerCertificate> =>
  await new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, ca: authority, checkServerIdentity: () => undefined });
    socket.setTimeout(ANSWER_MS_MAX, () => socket.destroy(new Error('it is silent')));
    socket.once('error', reject);
    socket.once('secureConnect', () => {
      const certificate = socket.getPeerCertificate();
      socket.destroy();
      resolve(certificate);
    });
  });

const examineNames = async ({ subjectaltname = '' }: PeerCertificate): Promise<Examined> => {
  const part = 'names';
  const names = subjectaltname
    .split(', ')
    .flatMap((entry) => (entry.startsWith('DNS:') ? [entry.slice('DNS:'.length)] : []))
    .filter((name) => !OWN_NAMES.has(name) && isIP(name) === 0);
  const lost: string[] = [];
  for (const name of names) {
    if (!(await resolves(name))) lost.push(name);
  }
  if (lost.length === 0)
    return {
      part,
      is: 'well',
      says: `its names lead somewhere: ${names.join(', ') || 'none but addresses'}`,
      next: null,
    };
  const says = `this machine does not find ${lost.join(', ')}; whether hosts do cannot be told from here`;
  return { part, is: 'unknown', says, next: 'let hosts find that name, or serve under another --name' };
};

const resolves = async (name: string): Promise<boolean> => {
  try {
    await lookup(name);
    return true;
  } catch {
    // Not there, or nobody who could say so.
    return false;
  }
};
