import { readdir } from 'node:fs/promises';
import { runOk } from '../run.ts';
import type { LabNetwork } from './bridge.ts';

const TIMEOUT_MS = 10_000;

/**
 * What goes to the hosts over this network takes its time for as long as `work` lasts, whoever sends it: controller, repository, other
 * hosts. A token bucket on each port of the bridge (tc-tbf(8)), which goes with its port if nobody takes it away.
 */
export async function overSlowLink<T>(
  { bridge }: Pick<LabNetwork, 'bridge'>,
  megabitsPerSecond: number,
  work: () => Promise<T>,
): Promise<T> {
  const ports = await readdir(`/sys/class/net/${bridge}/brif`);
  const bucket = ['tbf', 'rate', `${megabitsPerSecond}mbit`, 'burst', '128kb', 'latency', '50ms'];
  for (const port of ports) await tc('qdisc', 'replace', 'dev', port, 'root', ...bucket);
  try {
    return await work();
  } finally {
    for (const port of ports) await tc('qdisc', 'delete', 'dev', port, 'root');
  }
}

async function tc(...args: readonly string[]): Promise<void> {
  await runOk(['tc', ...args], { timeoutMs: TIMEOUT_MS });
}
