// A host at the moment at which it would begin: the plans of all verified and fetched, its grant in the inbox, its executor not yet
// started. From here a test changes one thing and asks what the executor says.

import {
  type AdoptionEnd,
  type ExecutorEnd,
  type ExecutorPorts,
  runAdoption,
  runTransaction,
} from '@slipway/agent/executor';
import { createFileInbox, createFileTrustStore } from '@slipway/agent/inbox';
import { decodeBase64, type Envelope, type JsonValue, type PayloadType } from '@slipway/core/document';
import { appendEntry, type LedgerEntry, type LedgerFact, ledgerHead } from '@slipway/core/execution';
import type { HostPlan, HostPlanBundle, PlanHeader } from '@slipway/core/plan';
import { explain, type Outcome, type Reason } from '@slipway/core/reasons';
import type { StartGrant } from '@slipway/core/rollout';
import { asInstant } from '@slipway/core/time';
import type { PlacedHost } from '../src/fleet/index.ts';
import { simulatedFiles } from '../src/host/files.ts';
import { idOf, openScene, type Scene, type SceneOptions } from '../src/scene/index.ts';

/** Nobody looks at the line that the executor gets back for a refusal. */
const NEVER_READ = asInstant('2026-03-10T20:00:00.000Z');

export interface Granted {
  readonly scene: Scene;
  readonly host: PlacedHost;
  readonly bundle: HostPlanBundle;
  readonly header: PlanHeader;
  readonly hostPlan: HostPlan;
  readonly grant: StartGrant;
  readonly roots: readonly Envelope[];
  /** By the controller's own key. */
  sign(payloadType: PayloadType, document: object): Promise<Envelope>;
}

export const granted = async (options: SceneOptions = {}): Promise<Granted> => {
  const scene = await openScene({ hostnames: ['app-1', 'app-2'], ...options });
  const { host } = scene;
  await scene.play(async () => {
    await scene.open();
    for (const one of scene.hosts) one.executorUnmasked = false;
    await scene.start();
    for (const { executor } of scene.hosts) {
      await scene.people.eventually('a plan', async () => (await executor.inbox.read()).hostPlan);
    }
    await scene.people.eventually('a grant', async () => (await host.executor.inbox.read()).grant);
  });
  scene.close();
  const inbox = await host.executor.inbox.read();
  if (inbox.hostPlan === null || inbox.grant === null) throw new Error('a grant without a plan');
  const { envelopes } = await scene.controller.signing.trustRoots();
  return {
    scene,
    host,
    bundle: inbox.hostPlan,
    header: documentIn(inbox.hostPlan.header) as unknown as PlanHeader,
    hostPlan: inbox.hostPlan.hostPlan,
    grant: documentIn(inbox.grant) as unknown as StartGrant,
    roots: envelopes,
    sign: async (type, document) => await scene.controller.signing.sign(type, document),
  };
};

export const documentIn = ({ payload }: Envelope): JsonValue => {
  const bytes = decodeBase64(payload);
  if (bytes === null) throw new Error('the payload is not base64');
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as JsonValue;
};

/** What one file holds instead; `null`: it is gone. */
export type ChangedFiles = Readonly<Record<string, string | Uint8Array | null>>;

export type Verdict =
  | { readonly kind: 'began' }
  | {
      readonly kind: 'refused';
      readonly reason: Reason;
      readonly text: string;
      /** Its ledger says that the grant is used up, so that the controller hears of it. */
      readonly told: boolean;
    }
  | { readonly kind: 'idle' };

export interface Ask {
  readonly files?: ChangedFiles;
  readonly ledger?: readonly LedgerEntry[];
}

/** What the executor says with these files and this ledger. Nothing else on the host is touched, and its own files stay. */
export const verdictOn = async (host: PlacedHost, ask: Ask = {}): Promise<Verdict> => {
  const { ports, begun, written, turnedAway } = await portsFor(host, ask);
  const hooks = host.happenings.length;
  const end = await Promise.race([runTransaction(ports, { hostId: idOf(host) }), begun]);
  if (end === 'began') return { kind: 'began' };
  if (written.length > 0 || host.happenings.length !== hooks) throw new Error('refused, and something was done');
  return asVerdict(end, turnedAway);
};

type Ended = Extract<LedgerFact, { kind: 'attempt-ended' }>;

const asVerdict = (end: ExecutorEnd, turnedAway: readonly Ended[]): Verdict => {
  if (end.kind === 'refused') {
    const sameReason = turnedAway.every(({ reason }) => JSON.stringify(reason) === JSON.stringify(end.reason));
    if (turnedAway.length > 1 || !sameReason) throw new Error('the ledger tells another refusal');
    return { kind: 'refused', reason: end.reason, text: wholeText(end.reason), told: turnedAway.length === 1 };
  }
  if (turnedAway.length > 0) throw new Error('turned away, and not refused');
  if (end.kind === 'idle') return { kind: 'idle' };
  throw new Error(`an attempt ${end.kind} that never began`);
};

/** What the adoption says. */
export const adoptionVerdictOn = async (host: PlacedHost, ask: Ask = {}): Promise<Outcome<AdoptionEnd>> => {
  const { ports, written } = await portsFor(host, ask);
  const wasUnmasked = host.executorUnmasked;
  const end = await runAdoption(ports, { hostId: idOf(host) });
  const unchanged = written.length === 0 && host.executorUnmasked === wasUnmasked;
  if (!unchanged && (!end.ok || end.value === 'unchanged')) throw new Error('refused, and something was done');
  if (!end.ok) wholeText(end.reason);
  return end;
};

const portsFor = async (host: PlacedHost, { files: changed = {}, ledger }: Ask) => {
  const files = simulatedFiles();
  for (const [path, bytes] of host.files.content) files.content.set(path, bytes);
  for (const [path, bytes] of Object.entries(changed)) {
    if (bytes === null) files.content.delete(path);
    else await files.write(path, bytes, 0o644);
  }
  const entries = ledger ?? (await host.executor.ledger.read());
  const written: LedgerFact[] = [];
  const turnedAway: Ended[] = [];
  let tell: (began: 'began') => void = () => undefined;
  const begun = new Promise<'began'>((resolve) => {
    tell = resolve;
  });
  const ports: ExecutorPorts = {
    ...host.executor,
    inbox: createFileInbox({ directory: '/inbox', files }),
    trust: createFileTrustStore({
      path: '/executor/trust.json',
      pinnedDigest: host.executor.trust.pinnedDigest,
      files,
    }),
    planOfAttempt: { keep: async () => undefined, kept: async () => null },
    ledger: {
      read: async () => entries,
      broken: async () => null,
      append: async (fact) => {
        const isRefusal = fact.kind === 'attempt-ended' && fact.outcome === 'not-begun' && written.length === 0;
        if (isRefusal && !entries.some((entry) => 'attemptId' in entry && entry.attemptId === fact.attemptId)) {
          turnedAway.push(fact);
          return appendEntry(ledgerHead(entries, host.executor.crypto.sha256), fact, { at: NEVER_READ, bootId: '' });
        }
        written.push(fact);
        tell('began');
        return await new Promise<never>(() => undefined);
      },
    },
  };
  return { ports, begun, written, turnedAway };
};

/** For people: no placeholder may be left open. */
const wholeText = (reason: Reason): string => {
  const text = explain(reason);
  if (/\{\w+\}/.test(text) || text.includes('undefined')) throw new Error(`an unfinished text: ${text}`);
  return text;
};
