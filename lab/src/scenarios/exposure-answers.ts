// What the exposures scenario asks of the product, by the commands that a person types, and when the answer is right.

import { endpoints, type UpdateExposureAnswer } from '@slipway/protocol/api';
import type { ManagedFleet } from '../managed/index.ts';
import { slipwayOk } from '../product/index.ts';
import { until } from '../until.ts';
import { claim } from './scenario.ts';
import { isSignedBy, type WebhookReceiver } from './webhook-receiver.ts';

/** Judged and counted in a second; a host's new inventory comes with its next check-in, beside package builds. */
export const TOLD_TIMEOUT_MS = 120_000;

/** Source package → what the list must say of it. */
export type Expected = ReadonlyMap<string, { readonly fixedVersion: string | null; readonly hosts: readonly string[] }>;

export async function page({ controller }: ManagedFleet, words: readonly string[]): Promise<string> {
  return (await slipwayOk(controller, words)).stdout;
}

export async function listed(
  fleet: ManagedFleet,
  words: readonly string[] = [],
): Promise<readonly UpdateExposureAnswer[]> {
  const text = await page(fleet, ['exposure', 'list', '--json', ...words]);
  return (JSON.parse(text) as { readonly items: readonly UpdateExposureAnswer[] }).items;
}

export async function exactlyAsExpected(fleet: ManagedFleet, expected: Expected): Promise<void> {
  let last: readonly UpdateExposureAnswer[] = [];
  await until(
    'the list of exposures is as it must be',
    async () => {
      last = await listed(fleet);
      return sameRows(last, expected) ? true : null;
    },
    { timeoutMs: TOLD_TIMEOUT_MS, pollMs: 1_000 },
  ).catch((cause: unknown) => {
    throw new Error(`listed: ${told(last)}; expected: ${wordsOf(expected).join(', ')}`, { cause });
  });
}

export function sameRows(rows: readonly UpdateExposureAnswer[], expected: Expected): boolean {
  return told(rows) === wordsOf(expected).join(', ');
}

export function told(rows: readonly UpdateExposureAnswer[]): string {
  return rows
    .map(({ sourcePackage, fixedVersion, hosts, state }) => `${sourcePackage} ${fixedVersion} ${hosts} ${state}`)
    .sort()
    .join(', ');
}

function wordsOf(expected: Expected): readonly string[] {
  return [...expected]
    .map(([source, { fixedVersion, hosts }]) => {
      const state = fixedVersion === null ? 'no-fix' : 'fixable';
      return `${source} ${fixedVersion} ${hosts.length} ${state}`;
    })
    .sort();
}

export async function hostsOf(fleet: ManagedFleet, vulnerability: string): Promise<string> {
  const text = await page(fleet, ['advisory', 'hosts', vulnerability, '--json']);
  const { items } = JSON.parse(text) as { readonly items: readonly { readonly hostname: string }[] };
  return items
    .map(({ hostname }) => hostname)
    .sort()
    .join();
}

/** One notice or several, by how the imports fell together: every source once, each signed, each noted as arrived. */
export async function noticeCame(
  fleet: ManagedFleet,
  receiver: WebhookReceiver,
  { key, sources }: { readonly key: string; readonly sources: readonly string[] },
): Promise<void> {
  const wanted = [...sources].sort().join();
  await until(
    'the audience is told of every update',
    async () => (receiver.received.flatMap(sourcesIn).sort().join() === wanted ? true : null),
    { timeoutMs: TOLD_TIMEOUT_MS },
  );
  for (const one of receiver.received) {
    claim(isSignedBy(key, one), 'the notice is signed with the audience’s key');
    claim(!isSignedBy(`${key}x`, one), 'and with no other');
  }
  await until(
    'the controller notes that it arrived',
    async () => {
      const { items } = await fleet.api.ask(endpoints.notices.list);
      return items.every(({ deliveries }) => deliveries.every(({ state }) => state === 'delivered')) ? true : null;
    },
    { timeoutMs: TOLD_TIMEOUT_MS },
  );
}

function sourcesIn({ body }: { readonly body: Buffer }): readonly string[] {
  const { kind, content } = JSON.parse(body.toString()) as {
    readonly kind: string;
    readonly content: { readonly updates: readonly { readonly sourcePackage: string }[] };
  };
  return kind === 'newly-affected' ? content.updates.map(({ sourcePackage }) => sourcePackage) : [];
}
