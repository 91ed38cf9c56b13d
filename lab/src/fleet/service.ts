import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { exec, type LabHost } from '../host/index.ts';
import { LabError } from '../lab-error.ts';
import { type Probe, startProbe } from '../probe/index.ts';
import { HOOK_DIRECTORY } from '../service/index.ts';
import type { Lab } from './lab.ts';

/** The longest time that a sidecar of ours declares (fixtures), and some more. */
const HOOK_TIMEOUT_MS = 250_000;
const QUESTION_TIMEOUT_MS = 10_000;
const POLL_MS = 200;

export interface HookResult {
  readonly answer: 'yes' | 'no' | 'failed';
  /** The last line that the hook printed. */
  readonly evidence: string;
  readonly durationMs: number;
}

/** Runs a hook as the agent would: the executable in the host's own folder, parameters as `--name value`. */
export async function runHook(
  host: LabHost,
  hook: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<HookResult> {
  const args = Object.entries(parameters).flatMap(([name, value]) => [`--${name}`, value]);
  const result = await exec(host, [`${HOOK_DIRECTORY}/${hook}`, ...args], { timeoutMs: HOOK_TIMEOUT_MS });
  const answer = result.exitCode === 0 ? 'yes' : result.exitCode === 1 ? 'no' : 'failed';
  const evidence = result.stdout.trimEnd().split('\n').at(-1) ?? '';
  return { answer, evidence, durationMs: Math.round(result.durationMs) };
}

/** Starts asking the service for its page through the virtual address. `name` tells several probes apart. */
export async function probePage(lab: Lab, name: string): Promise<Probe> {
  return startProbe({ directory: join(lab.settings.directory, 'probes', name), address: lab.virtualAddress, port: 80 });
}

/** Who holds the virtual address by the word of the hosts' kernels; null where nobody, or more than one, does. */
export async function addressHolder(lab: Lab): Promise<LabHost | null> {
  const balancers = lab.hosts.filter(({ labels }) => labels['part'] === 'lb');
  const holders: LabHost[] = [];
  for (const host of balancers) if ((await addressesOf(host)).includes(` ${lab.virtualAddress}/`)) holders.push(host);
  return holders.length === 1 ? (holders[0] ?? null) : null;
}

async function addressesOf(host: LabHost): Promise<string> {
  try {
    const argv = ['ip', '-4', '-o', 'address', 'show', 'dev', 'host0'];
    return (await exec(host, argv, { timeoutMs: QUESTION_TIMEOUT_MS })).stdout;
  } catch (cause) {
    if (cause instanceof LabError && cause.reason === 'not-running') return ''; // a host that is down holds none
    throw cause;
  }
}

/** Makes this load balancer the holder: the same start every time, whoever's boot was the faster one. */
export async function handAddressTo(lab: Lab, wanted: LabHost, { timeoutMs }: { timeoutMs: number }): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (const balancer of lab.hosts.filter(({ labels }) => labels['part'] === 'lb')) {
    await must(balancer, 'settle');
  }
  for (;;) {
    const holder = await addressHolder(lab);
    if (holder?.name === wanted.name) return;
    if (holder !== null) {
      await must(holder, 'drain');
      await must(holder, 'undrain');
      continue;
    }
    if (performance.now() > deadline) throw new LabError('not-settled', `${wanted.name} did not get the address`);
    await pause(POLL_MS);
  }
}

async function must(host: LabHost, hook: string): Promise<void> {
  const { answer, evidence } = await runHook(host, hook);
  if (answer !== 'yes') throw new LabError('not-settled', `${host.name}: ${hook}: ${answer}: ${evidence}`);
}
