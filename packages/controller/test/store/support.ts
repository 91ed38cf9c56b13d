// What the tests of stored data share: directories that are gone afterwards, and the writer as a process.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Store } from '@slipway/controller/ports';
import { openSqliteStore } from '@slipway/controller/store/sqlite';
import type { AuditEvent } from '@slipway/core/audit';
import { onTestFinished } from 'vitest';

const WRITER = fileURLToPath(new URL('./writer.ts', import.meta.url));

/** Until the end of the running test. */
export const aDirectory = async (): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'slipway-store-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
};

/** Until the end of the running test, or until it is closed before. */
export const openStore = async (dataDirectory: string): Promise<Store> => {
  const opened = await openSqliteStore({ dataDirectory });
  if (!opened.ok) throw new Error(`refused: ${opened.reason.code}`);
  const store = opened.value;
  onTestFinished(() => store.close());
  return store;
};

/** Everything that was ever audited, whatever page size the port allows. */
export const allAuditEvents = (store: Store): Promise<readonly AuditEvent[]> =>
  store.read(async (view) => {
    const events: AuditEvent[] = [];
    let after: string | null = null;
    do {
      const page = await view.access.auditEvents({ after, limit: 1000 });
      events.push(...page.items);
      after = page.next;
    } while (after !== null);
    return events;
  });

export interface Writer {
  readonly child: ChildProcess;
  /** Whole lines said so far. */
  lines(): readonly string[];
  /** Resolves when it has said this many lines, rejects when it ends before. */
  hasSaid(count: number): Promise<void>;
  /** SIGKILL, and the wait until it is gone. */
  kill(): Promise<void>;
  /** Resolves with the exit status. */
  ended(): Promise<number | null>;
}

/** Killed at the end of the running test at the latest. */
export const startWriter = (...given: readonly string[]): Writer => {
  const child = spawn(process.execPath, [WRITER, ...given], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  // `close`, not `exit`: by then everything it has said was read.
  const closed = once(child, 'close').then(([status]) => status as number | null);
  const lines = () => said.split('\n').slice(0, -1);
  const writer: Writer = {
    child,
    lines,
    hasSaid: async (count) => {
      while (lines().length < count) {
        const ended = await Promise.race([once(child.stdout, 'data').then(() => false), closed.then(() => true)]);
        if (ended && lines().length < count) throw new Error(`the writer ended after ${lines().length} lines`);
      }
    },
    kill: async () => {
      child.kill('SIGKILL');
      await closed;
    },
    ended: () => closed,
  };
  onTestFinished(() => writer.kill());
  return writer;
};
