// One adopted host that knows the lab's repository alone, and packages of the measure's own in it.

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endpoints } from '@slipway/protocol/api';
import { smallFleet } from '../../fleet/index.ts';
import { aptGet, type LabHost, readFileIn } from '../../host/index.ts';
import { LabError } from '../../lab-error.ts';
import { bringUpManaged, hostId, labHost, type ManagedFleet } from '../../managed/index.ts';
import {
  cutPatchSet,
  isAtRest,
  makePlan,
  plainPolicy,
  startRollout,
  untilPending,
  untilRollout,
} from '../../product/index.ts';
import { buildPackage, demoAppVersions, publish } from '../../repository/index.ts';
import type { LabSettings } from '../../settings.ts';
import { until } from '../../until.ts';

const READY_TIMEOUT_MS = 10 * 60_000;
const LEDGER = '/var/lib/slipway/executor/ledger.jsonl';

export interface MadePackage {
  readonly name: string;
  readonly version: string;
  readonly path: string;
}

export interface MadeHost {
  readonly fleet: ManagedFleet;
  readonly host: LabHost;
  /** Builds a package of the measure's own; it is gone with the measure. */
  readonly build: (wish: {
    readonly name: string;
    readonly version: string;
    readonly bytes: number;
  }) => Promise<MadePackage>;
}

export async function onMadeHost<T>(
  settings: LabSettings,
  report: (line: string) => void,
  work: (made: MadeHost) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-measure-'));
  try {
    const fleet = await bringUpManaged({ settings, report, fleet: smallFleet('dev1'), policy: plainPolicy() });
    try {
      return await work({ fleet, host: labHost(fleet, 'dev1'), build: async (wish) => built(folder, wish) });
    } finally {
      fleet.api.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Nothing compresses it, as nothing compresses what a real package of that size holds once more. */
async function built(
  folder: string,
  { name, version, bytes }: { readonly name: string; readonly version: string; readonly bytes: number },
): Promise<MadePackage> {
  const content = randomBytes(bytes);
  const path = await buildPackage(
    {
      ...{ name, version, depends: [], summary: 'made for a measure of the Slipway lab', conffiles: [] },
      files: [{ path: `/usr/share/${name}/content`, content, mode: 0o644 }],
      maintainerScripts: { postinst: '#!/bin/sh\nset -e\nexit 0\n' },
    },
    folder,
    'stored',
  );
  return { name, version, path };
}

/** By hand, as one types it. */
export async function byHand(host: LabHost, packages: readonly MadePackage[]): Promise<void> {
  const wanted = packages.map(({ name, version }) => `${name}=${version}`);
  await aptGet(host, ['install', '-y', '--allow-downgrades', ...wanted]);
}

/** The repository holds these, and the made service as it stands on the host. */
export async function offer({ fleet }: MadeHost, packages: readonly MadePackage[]): Promise<void> {
  await publish(
    fleet.lab.repository,
    [demoAppVersions.installed],
    packages.map(({ path }) => path),
  );
}

/** Cut and planned, with its approval by itself; whether the files come before the rollout begins is the caller's wish. */
export async function plannedFor({ fleet, host }: MadeHost, last: MadePackage): Promise<string> {
  const id = hostId(fleet, host.name);
  await untilPending(fleet.api, id, { name: last.name, to: last.version });
  return await makePlan(fleet.api, 'dev', await cutPatchSet(fleet.api, { scope: 'security' }));
}

/** Until the host has verified the plan and fetched its files. */
export async function untilStaged({ fleet, host }: MadeHost): Promise<void> {
  const params = { hostId: hostId(fleet, host.name) };
  await until(
    'the host is ready for its plan',
    async () => (await fleet.api.ask(endpoints.hosts.show, { params })).contact?.readyFor ?? null,
    { timeoutMs: READY_TIMEOUT_MS },
  );
}

export interface Attempt {
  /** Of the rollout's start, by the machine's clock, which is the host's. */
  readonly startedAtMs: number;
  readonly begunAtMs: number;
  readonly endedAtMs: number;
  /** By step: from its begin to its end, in milliseconds. */
  readonly steps: ReadonlyMap<string, number>;
}

/** One rollout to its end; the times are those of the host's own ledger. */
export async function rolledOut({ fleet, host }: MadeHost, plan: string): Promise<Attempt> {
  const startedAtMs = Date.now();
  const rolloutId = await startRollout(fleet.api, plan as Parameters<typeof startRollout>[1]);
  const { rollout } = await untilRollout(fleet.api, rolloutId, isAtRest);
  if (rollout.hosts[0]?.phase !== 'done') throw new LabError('not-settled', JSON.stringify(rollout));
  return { startedAtMs, ...attemptIn(await readFileIn(host, LEDGER)) };
}

interface Line {
  readonly kind: string;
  readonly at: string;
  readonly step?: string;
}

/** The last attempt of a ledger. */
export function attemptIn(ledger: string): Omit<Attempt, 'startedAtMs'> {
  const lines = ledger
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
  const begun = lines.findLastIndex(({ kind }) => kind === 'attempt-begun');
  const attempt = lines.slice(begun);
  const at = (line: Line | undefined): number => Date.parse(line?.at ?? '');
  const steps = attempt.flatMap((line): readonly (readonly [string, number])[] => {
    if (line.kind !== 'step-ended' || line.step === undefined) return [];
    const from = attempt.find((other) => other.kind === 'step-begun' && other.step === line.step);
    return from === undefined ? [] : [[line.step, at(line) - at(from)]];
  });
  const ended = attempt.find(({ kind }) => kind === 'attempt-ended');
  return { begunAtMs: at(attempt[0]), endedAtMs: at(ended), steps: new Map(steps) };
}
