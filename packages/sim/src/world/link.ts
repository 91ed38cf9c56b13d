// The line from a host to the controller: the real use cases behind it, with delay, and with messages or answers lost.

import type { ControllerLink } from '@slipway/agent/ports';
import {
  type App,
  checkIn,
  receiveInventory,
  receiveLedger,
  receiveProposal,
  receiveReadings,
} from '@slipway/controller/app';
import type { HostId } from '@slipway/core/ids';
import { explain, type Outcome } from '@slipway/core/reasons';
import {
  parseCheckIn,
  parseCheckInReply,
  parseInventoryMessage,
  parseInventoryReply,
  parseLedgerMessage,
  parseLedgerReply,
  parseProposalMessage,
  parseReadingsMessage,
} from '@slipway/protocol/agent';
import type { Random } from '../random/index.ts';
import type { VirtualTime } from '../time/index.ts';

/** Whoever takes the connections. */
export interface Listener {
  readonly app: App;
  /** Its connections are cut then; `null`: it never dies. */
  readonly died: Promise<'died'> | null;
}

export interface Troubles {
  /** A message or its answer is lost. */
  readonly lossChance: number;
  /** A message that was taken is taken once more, up to a minute later. */
  readonly doubleChance: number;
  /** A half-open line: it arrives when whoever sent it has given up, and later than what was sent after it. */
  readonly lateChance: number;
}

export const NO_TROUBLE: Troubles = { lossChance: 0, doubleChance: 0, lateChance: 0 };

const DOUBLE_SECONDS_MAX = 60;
/** As long as the reporter's connection waits for an answer. */
const ANSWER_SECONDS = 30;
const LATE_SECONDS = { low: 31, high: 300 };

export const simulatedLink = (options: {
  /** `null`: nobody listens. */
  readonly listening: () => Listener | null;
  readonly time: VirtualTime;
  readonly random: Random;
  readonly troubles: Troubles;
  readonly hostId: () => HostId | null;
  readonly isDown: () => boolean;
}): ControllerLink => {
  const { time, random, troubles } = options;
  const isLost = (): boolean => options.isDown() || random.chance(troubles.lossChance);
  // A stream of their own: a world without them is the one that it was.
  const odd = random.fork('odd');
  const listener = (): Listener => {
    const found = options.listening();
    if (found === null) throw new Error('connection refused');
    return found;
  };
  /** Everything crosses as text and through the schemas, as it does over HTTPS. */
  const over = async <T>(call: (app: App, hostId: HostId) => Promise<Outcome<T>>): Promise<T> => {
    const hostId = options.hostId();
    if (hostId === null) throw new Error('not enrolled');
    await time.sleep(random.between(2, 40));
    if (isLost()) throw new Error('message lost');
    const to = listener();
    const arrives = async (seconds: number): Promise<void> => {
      await time.sleep(seconds * 1000);
      try {
        await call(to.app, hostId);
      } catch {
        // Nobody waits for what is said to it, and whoever takes it may be unable to.
      }
    };
    if (odd.chance(troubles.lateChance)) {
      void arrives(odd.between(LATE_SECONDS.low, LATE_SECONDS.high));
      await time.sleep(ANSWER_SECONDS * 1000);
      throw new Error('no answer in time');
    }
    const answer = await unlessCut(call(to.app, hostId), to);
    if (odd.chance(troubles.doubleChance)) void arrives(odd.between(0, DOUBLE_SECONDS_MAX));
    if (!answer.ok) throw new Error(explain(answer.reason));
    await time.sleep(random.between(2, 40));
    if (isLost()) throw new Error('answer lost');
    return answer.value;
  };
  const wired = <T>(parse: (input: unknown) => Outcome<T>, message: T): T => {
    const parsed = parse(JSON.parse(JSON.stringify(message)));
    if (!parsed.ok) throw new Error(explain(parsed.reason));
    return parsed.value;
  };
  return {
    checkIn: async (message) =>
      wired(
        parseCheckInReply,
        await over(async (app, hostId) => await checkIn(app, hostId, wired(parseCheckIn, message))),
      ),
    sendInventory: async (message) =>
      wired(
        parseInventoryReply,
        await over(async (app, hostId) => await receiveInventory(app, hostId, wired(parseInventoryMessage, message))),
      ),
    sendProposal: async (patchSetDigest, message) => {
      await over(
        async (app, hostId) => await receiveProposal(app, hostId, patchSetDigest, wired(parseProposalMessage, message)),
      );
    },
    sendReadings: async (message) => {
      await over(async (app, hostId) => await receiveReadings(app, hostId, wired(parseReadingsMessage, message)));
    },
    sendLedger: async (message) =>
      wired(
        parseLedgerReply,
        await over(async (app, hostId) => await receiveLedger(app, hostId, wired(parseLedgerMessage, message))),
      ),
    fetchContent: async function* (digest) {
      await time.sleep(random.between(2, 200));
      if (isLost()) throw new Error('line lost');
      yield* listener().app.ports.content.read(digest);
    },
  };
};

const unlessCut = async <T>(answer: Promise<T>, { died }: Listener): Promise<T> => {
  if (died === null) return await answer;
  const first = await Promise.race([answer, died]);
  if (first === 'died') throw new Error('connection reset');
  return first;
};
