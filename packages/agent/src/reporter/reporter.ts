// The reporter's loop: look, check in, do what the answer asks for, wait. A check-in carries everything that the
// controller needs to decide, so a lost answer costs one repetition and nothing else.

import {
  adoptionOf,
  isolationState,
  isolationWantsLook,
  type LedgerEntry,
  ledgerHead,
  openAttempt,
} from '@slipway/core/execution';
import type { Digest, HostId } from '@slipway/core/ids';
import { type Inventory, inventoryDigest } from '@slipway/core/inventory';
import { explain, type Reason } from '@slipway/core/reasons';
import { type CheckIn, type CheckInReply, PROTOCOL_VERSION } from '@slipway/protocol/agent';
import { trustedVersion } from '../documents/index.ts';
import { collectInventory } from './collect.ts';
import { comeAgainSeconds, secondsUntilAgain } from './come-again.ts';
import { deliverDocuments } from './deliver.ts';
import { inventoryMessage } from './inventory-message.ts';
import { tellOutput } from './output.ts';
import { answerProposals } from './propose.ts';
import { answerReadings, noReadings, type RecentReadings } from './readings.ts';
import type { ReporterPorts } from './reporter-ports.ts';
import { sendLedger } from './send-ledger.ts';

export interface ReporterOptions {
  readonly hostId: HostId;
  readonly agentVersion: string;
  readonly capabilities: readonly string[];
  /** Between two looks at the host that nothing asked for. */
  readonly collectEverySeconds: number;
  /** Between two refreshes of repository metadata that nothing asked for. */
  readonly refreshEverySeconds: number;
}

/** Longest hold of a check-in: under the idle limits of common proxies. */
const HOLD_SECONDS_MAX = 25;
/** While an attempt runs the controller hears of its steps this often. */
const ATTEMPT_LOOK_SECONDS = 1;
/** Its end is told at once, since a whole wave may wait for it. Until then a look at the ledger costs one stat of its file. */
const ATTEMPT_END_LOOK_MS = 200;
/** A host whose ledger is broken waits for a person, however much the controller would have it do meanwhile. */
const BROKEN_SECONDS_MIN = 30;

export interface Reporter {
  /** One round; answers how long to wait before the next. Never throws for a controller that is away. */
  round(): Promise<number>;
  /** Rounds until the signal. */
  run(signal: AbortSignal): Promise<void>;
}

interface Memory {
  inventory: Inventory | null;
  digest: Digest | null;
  /** What the controller holds, as base of a delta. */
  sent: { digest: Digest; inventory: Inventory } | null;
  collectedAtMs: number;
  refreshedAtMs: number;
  readyFor: Digest | null;
  refusal: { hostPlanDigest: Digest; reason: Reason } | null;
  failures: number;
  turnedAway: number;
  hold: boolean;
  /** Place in the ledger up to which the controller has heard; `null`: nothing since this start. */
  toldSequence: number | null;
  readonly readings: RecentReadings;
}

/** The ledger, or what is left of it. */
interface LedgerLook {
  readonly entries: readonly LedgerEntry[];
  readonly broken: Reason | null;
}

export const createReporter = (ports: ReporterPorts, options: ReporterOptions): Reporter => {
  const memory: Memory = {
    inventory: null,
    digest: null,
    sent: null,
    collectedAtMs: Number.NEGATIVE_INFINITY,
    refreshedAtMs: Number.NEGATIVE_INFINITY,
    readyFor: null,
    refusal: null,
    failures: 0,
    turnedAway: 0,
    hold: false,
    toldSequence: null,
    readings: noReadings(),
  };
  const round = async (): Promise<number> => {
    try {
      const ledger = await lookAtLedger(ports);
      const sequence = ledger.entries.at(-1)?.sequence ?? 0;
      const hasNews = isAtWork(ledger) || sequence !== memory.toldSequence;
      // News goes out before any look, which may ask every repository and take seconds: a whole wave may be waiting for
      // this host to come back from its reboot with the end of its attempt. What an attempt changed is looked at after it.
      if (hasNews) memory.collectedAtMs = Number.NEGATIVE_INFINITY;
      else await lookIfDue(ports, options, memory);
      const reply = await ports.link.checkIn(await checkInMessage(ports, options, memory, ledger));
      // Who bars this host takes it for another one than it is, and is no word to go on by (docs/adr/0035).
      if (reply.barred === null) await ports.inbox.noteContact(ports.clock.now());
      const toldReadyFor = memory.readyFor;
      await act(ports, options, memory, { reply, ledger });
      await wakeRoot(ports);
      memory.failures = 0;
      memory.turnedAway = 0;
      memory.toldSequence = sequence;
      memory.hold = reply.nextCheckInSeconds === 0 && !hasNews;
      if (ledger.broken !== null) return Math.max(BROKEN_SECONDS_MIN, reply.nextCheckInSeconds);
      if (isAtWork(await lookAtLedger(ports))) return ATTEMPT_LOOK_SECONDS;
      // Ready is news, too: a rollout that has begun waits for nothing else.
      return hasNews || memory.readyFor !== toldReadyFor ? 0 : reply.nextCheckInSeconds;
    } catch (error) {
      const toldSeconds = comeAgainSeconds(error);
      // Turned away is answered: the controller is there.
      if (toldSeconds === null) memory.failures += 1;
      memory.turnedAway = toldSeconds === null ? 0 : memory.turnedAway + 1;
      memory.hold = false;
      const { failures, turnedAway } = memory;
      const waitSeconds = secondsUntilAgain({ toldSeconds, failures, turnedAway, hostId: options.hostId });
      ports.log('controller not reached', { error: describe(error), waitSeconds });
      await wakeRoot(ports);
      return waitSeconds;
    }
  };
  const run = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) await waitOrEnd(ports, (await round()) * 1000);
  };
  return { round, run };
};

/**
 * Whoever is kept from its service is so for a time only, and not over a boot: root looks when it is woken. Also without a
 * controller, and never in the way of what a round is for.
 */
const wakeRoot = async (ports: ReporterPorts): Promise<void> => {
  try {
    const ledger = await lookAtLedger(ports);
    if (ledger.broken !== null || isAtWork(ledger) || !(await wantsLook(ports, ledger))) return;
    await ports.inbox.putIsolation((await ports.inbox.read()).isolation);
  } catch (error) {
    ports.log('root not woken', { error: describe(error) });
  }
};

const wantsLook = async ({ clock, system }: ReporterPorts, { entries }: LedgerLook): Promise<boolean> =>
  isolationWantsLook(entries, {
    now: clock.now(),
    bootId: await system.bootId(),
    stopped: await system.stopped(),
  });

/** Waits, and no longer than until an attempt that is under way has ended. */
const waitOrEnd = async (ports: ReporterPorts, waitMs: number): Promise<void> => {
  const until = ports.clock.monotonicMs() + waitMs;
  if (await isUnderWay(ports)) {
    while (ports.clock.monotonicMs() + ATTEMPT_END_LOOK_MS < until) {
      await ports.clock.sleep(ATTEMPT_END_LOOK_MS);
      if (!(await isUnderWay(ports))) return;
    }
  }
  await ports.clock.sleep(until - ports.clock.monotonicMs());
};

/** A ledger that cannot be read ends no wait: the round that follows says so. */
const isUnderWay = async (ports: ReporterPorts): Promise<boolean> => {
  try {
    return isAtWork(await lookAtLedger(ports));
  } catch {
    return false;
  }
};

const lookAtLedger = async ({ ledger }: Pick<ReporterPorts, 'ledger'>): Promise<LedgerLook> => {
  const broken = await ledger.broken();
  return broken === null
    ? { entries: await ledger.read(), broken: null }
    : { entries: broken.before, broken: broken.reason };
};

/** Behind a break nobody can say whether the attempt has ended. */
const isAtWork = ({ entries, broken }: LedgerLook): boolean => broken === null && openAttempt(entries) !== null;

const lookIfDue = async (ports: ReporterPorts, options: ReporterOptions, memory: Memory): Promise<void> => {
  const nowMs = ports.clock.monotonicMs();
  if (nowMs - memory.refreshedAtMs >= options.refreshEverySeconds * 1000) await refresh(ports, memory);
  if (nowMs - memory.collectedAtMs >= options.collectEverySeconds * 1000) await look(ports, memory);
};

const refresh = async (ports: ReporterPorts, memory: Memory): Promise<void> => {
  const refreshed = await ports.packages.refreshMetadata();
  if (!refreshed.ok) ports.log('repositories not refreshed', { reason: explain(refreshed.reason) });
  memory.refreshedAtMs = ports.clock.monotonicMs();
  memory.collectedAtMs = Number.NEGATIVE_INFINITY;
};

const look = async (ports: ReporterPorts, memory: Memory): Promise<boolean> => {
  const inventory = await collectInventory(ports, (await lookAtLedger(ports)).entries);
  memory.collectedAtMs = ports.clock.monotonicMs();
  if (!inventory.ok) {
    ports.log('host not readable', { reason: explain(inventory.reason) });
    return false;
  }
  const digest = inventoryDigest(inventory.value, ports.crypto.sha256);
  // The same content keeps its first time: an unchanged host must cost a digest and no message.
  if (digest === memory.digest) return true;
  memory.inventory = inventory.value;
  memory.digest = digest;
  return true;
};

const checkInMessage = async (
  ports: ReporterPorts,
  options: ReporterOptions,
  memory: Memory,
  ledger: LedgerLook,
): Promise<CheckIn> => {
  const adoption = adoptionOf(ledger.entries);
  const attempt = openAttempt(ledger.entries);
  const bootId = await ports.system.bootId();
  const isolation = isolationState(ledger.entries, bootId);
  return {
    protocol: PROTOCOL_VERSION,
    agentVersion: options.agentVersion,
    capabilities: options.capabilities,
    sentAt: ports.clock.now(),
    bootId,
    mode: adoption.mode,
    adoptionOrder: adoption.order,
    trustRootVersion: await trustedVersion(ports),
    stopped: await ports.system.stopped(),
    inventoryDigest: memory.digest,
    ledger: ledgerHead(ledger.entries, ports.crypto.sha256),
    readyFor: memory.readyFor,
    refusal: memory.refusal,
    attemptId: attempt?.attemptId ?? null,
    waitSeconds: memory.hold && attempt === null ? HOLD_SECONDS_MAX : 0,
    ...(ledger.broken === null ? {} : { ledgerBroken: ledger.broken }),
    ...(isolation.order === 0 ? {} : { isolation }),
  };
};

const act = async (
  ports: ReporterPorts,
  options: ReporterOptions,
  memory: Memory,
  { reply, ledger }: { readonly reply: CheckInReply; readonly ledger: LedgerLook },
): Promise<void> => {
  if (ledger.broken === null) await sendLedger(ports, reply.wants.ledgerFrom);
  if (reply.wants.refresh) await refresh(ports, memory);
  // What was seen before is no answer to a wish to look anew.
  if (!reply.wants.refresh || (await look(ports, memory))) await sendInventory(ports, memory, reply);
  await answerProposals(ports, reply.wants.proposals);
  // Orders, plans and grants come again with a later check-in; now they would only be refused, again and again.
  if (ledger.broken !== null) return;
  const delivered = await deliverDocuments(ports, options.hostId, reply, memory.readyFor);
  memory.readyFor = delivered.readyFor;
  memory.refusal = delivered.refusal;
  const wishes = reply.wants.readings ?? [];
  await tellOutput(ports, wishes, openAttempt(ledger.entries)?.attemptId ?? null);
  // Last, and not beside an attempt: what is under way waits for no plug-in.
  if (!isAtWork(ledger)) await answerReadings(ports, wishes, memory.readings);
};

const sendInventory = async (ports: ReporterPorts, memory: Memory, reply: CheckInReply): Promise<void> => {
  const { inventory, digest } = memory;
  if (reply.wants.inventory.form === 'none' || inventory === null || digest === null) return;
  const message = inventoryMessage({ wanted: reply.wants.inventory, inventory, digest, sent: memory.sent });
  const answer = await ports.link.sendInventory(message);
  if (answer.stored === 'again') {
    memory.sent = null;
    await ports.link.sendInventory(inventoryMessage({ wanted: { form: 'full' }, inventory, digest, sent: null }));
  }
  memory.sent = { digest, inventory };
};

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error));
