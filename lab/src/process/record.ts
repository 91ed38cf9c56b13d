import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type ProcessStat, parseProcessStat } from './stat.ts';

export interface ProcessRecord {
  readonly pid: number;
  readonly startTicks: number;
}

/** A killed process is gone within milliseconds unless it hangs in the kernel. */
const END_TIMEOUT_MS = 10_000;
const END_POLL_MS = 20;

export function isProcessRecord(value: unknown): value is ProcessRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, startTicks } = value as Record<string, unknown>;
  return Number.isSafeInteger(pid) && Number.isSafeInteger(startTicks);
}

/** The record of a process that lives now, or null. */
export function recordOf(pid: number): ProcessRecord | null {
  const stat = readStat(pid);
  return stat === null || stat.state === 'Z' ? null : { pid, startTicks: stat.startTicks };
}

export function isAlive(record: ProcessRecord | null): boolean {
  return record !== null && recordOf(record.pid)?.startTicks === record.startTicks;
}

/** Sends the signal if the record still names that process, and waits until it is gone. Answers whether it is. */
export async function endProcess(
  record: ProcessRecord | null,
  signal: NodeJS.Signals | number,
  timeoutMs: number = END_TIMEOUT_MS,
): Promise<boolean> {
  if (record === null || !isAlive(record)) return true;
  try {
    process.kill(record.pid, signal);
  } catch {
    return !isAlive(record); // it ended between the look and the signal
  }
  const deadline = performance.now() + timeoutMs;
  while (isAlive(record)) {
    if (performance.now() > deadline) return false;
    await pause(END_POLL_MS);
  }
  return true;
}

export function childrenOf(pid: number): readonly number[] {
  const text = readProc(`/proc/${pid}/task/${pid}/children`);
  return text === null ? [] : text.trim().split(/\s+/).filter(Boolean).map(Number);
}

/** Empty for a kernel thread and for a process that is gone. */
export function commandLineOf(pid: number): readonly string[] {
  const text = readProc(`/proc/${pid}/cmdline`);
  return text === null || text === '' ? [] : text.replace(/\0$/, '').split('\0');
}

export function processIds(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function readStat(pid: number): ProcessStat | null {
  const text = readProc(`/proc/${pid}/stat`);
  return text === null ? null : parseProcessStat(text);
}

function readProc(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null; // the process ended while we looked: the same answer as one that never was
  }
}
