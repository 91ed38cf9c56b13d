import { constants } from 'node:fs';
import { open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { askProgram, fieldsOf, listOf, type Means, settingsOf, textOf } from '../means/index.ts';
import { SETTINGS } from './settings.ts';
import type { State } from './types.ts';

const FILE = /\/[A-Za-z0-9_./-]{1,200}/;
/** vrrp.h: VRRP_STATE_INIT and so on. */
const STATES: Readonly<Record<number, State>> = { 0: 'INIT', 1: 'BACKUP', 2: 'MASTER', 3: 'FAULT' };
/** It is written within a turn of the daemon's loop. */
const LOOK_AGAIN_MS = 50;
/** Some 1 kB per instance. */
const FILE_BYTES_MAX = 1024 * 1024;

/** Throws where the daemon does not say it. */
export const ownState = async (instance: string, means: Means): Promise<State> => {
  const settings = settingsOf(means, SETTINGS);
  const pid = await runningPid(join(means.root, settings.text('pidFile', FILE, '/run/keepalived.pid')), means);
  const file = join(means.root, settings.text('stateFile', FILE, '/tmp/keepalived.json'));
  const signal = await jsonSignal(means);
  // What lies there is of another time, and perhaps of another hand.
  await unlink(file).catch(unlessMissing);
  const told = await askProgram(means, { command: ['/usr/bin/kill', `-${signal}`, pid], user: 'root' });
  if (told.kind === 'silent' || told.status !== 0) throw new Error('keepalived could not be told to say its state');
  return stateIn(await written(file, means), instance);
};

/** The number may be another process's by now: a signal of this kind ends whoever does not know it. */
const runningPid = async (pidFile: string, { root }: Means): Promise<string> => {
  const pid = (await readFile(pidFile, 'utf8')).trim();
  if (!/^[1-9][0-9]{0,9}$/.test(pid)) throw new Error(`${pidFile} holds no process id`);
  const name = (await readFile(join(root, 'proc', pid, 'comm'), 'utf8')).trim();
  if (name !== 'keepalived') throw new Error(`${pidFile} names a process of ${name}`);
  return pid;
};

const jsonSignal = async (means: Means): Promise<string> => {
  const said = await askProgram(means, { command: ['/usr/sbin/keepalived', '--signum=JSON'], user: 'nobody' });
  const number = said.kind === 'said' && said.status === 0 ? said.stdout.trim() : '';
  if (!/^[0-9]{1,2}$/.test(number)) throw new Error('this keepalived writes no JSON');
  return number;
};

/** Whole, once it is: it is written in place. */
const written = async (file: string, { leftMs }: Means): Promise<unknown> => {
  for (;;) {
    const text = await ownText(file);
    if (text !== null) {
      try {
        return JSON.parse(text);
      } catch {
        // Not to its end yet, or never: the time decides.
      }
    }
    if (leftMs() <= 2 * LOOK_AGAIN_MS) throw new Error('keepalived did not say its state in time');
    await sleep(LOOK_AGAIN_MS);
  }
};

/** The folder is open to all: only a plain file of root's, not reached through a link, is the daemon's word. */
const ownText = async (file: string): Promise<string | null> => {
  let handle: Awaited<ReturnType<typeof open>>;
  try {
    handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    unlessMissing(error);
    return null;
  }
  try {
    const found = await handle.stat();
    if (!found.isFile() || found.uid !== 0 || found.nlink !== 1) throw new Error(`${file} is not root's own`);
    if (found.size > FILE_BYTES_MAX) throw new Error(`${file} is larger than is read`);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
};

const unlessMissing = (error: unknown): void => {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
};

export const stateIn = (value: unknown, instance: string): State => {
  const found = listOf(value, 'the state', (one) => fieldsOf(fieldsOf(one, 'an instance')['data'], 'an instance')).find(
    ({ iname }) => textOf(iname, 'the name of an instance') === instance,
  );
  if (found === undefined) throw new Error(`keepalived has no instance ${instance}`);
  const state = typeof found['state'] === 'number' ? STATES[found['state']] : undefined;
  if (state === undefined) throw new TypeError('the state is none that is known');
  return state;
};
