import { setTimeout as pause } from 'node:timers/promises';
import { exec, type LabHost } from '../host/index.ts';

const QUESTION_TIMEOUT_MS = 10_000;

/** The agent's two programs, by their units. */
export type AgentUnit = 'slipway-executor.service' | 'slipway-reporter.service';

/**
 * SIGKILL to a unit's main process and to nothing else, as the kernel's memory killer or a crash would end it. Answers
 * whether there was one.
 */
export async function killMainProcess(host: LabHost, unit: AgentUnit): Promise<boolean> {
  const argv = ['systemctl', 'kill', '--kill-who=main', '--signal=SIGKILL', unit];
  const shown = await exec(host, ['systemctl', 'show', '--property=MainPID', '--value', unit], {
    timeoutMs: QUESTION_TIMEOUT_MS,
  });
  if (shown.exitCode !== 0 || Number(shown.stdout.trim()) === 0) return false;
  return (await exec(host, argv, { timeoutMs: QUESTION_TIMEOUT_MS })).exitCode === 0;
}

/** Kills on and on, at moments that nothing is in step with, until `enough` says so. Answers how often it hit. */
export async function pester(
  host: LabHost,
  units: readonly AgentUnit[],
  wish: { readonly everyMs: number; readonly enough: (hits: number) => boolean },
): Promise<number> {
  let hits = 0;
  while (!wish.enough(hits)) {
    for (const unit of units) if (await killMainProcess(host, unit)) hits += 1;
    await pause(wish.everyMs);
  }
  return hits;
}
