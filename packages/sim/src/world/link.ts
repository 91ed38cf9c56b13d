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

export const simulatedLink = (options: {
  readonly app: App;
  readonly time: VirtualTime;
  readonly random: Random;
  readonly lossChance: number;
  readonly hostId: () => HostId | null;
  readonly isDown: () => boolean;
}): ControllerLink => {
  const { app, time, random } = options;
  const isLost = (): boolean => options.isDown() || random.chance(options.lossChance);
  /** Everything crosses as text and through the schemas, as it does over HTTPS. */
  const over = async <T>(call: (hostId: HostId) => Promise<Outcome<T>>): Promise<T> => {
    const hostId = options.hostId();
    if (hostId === null) throw new Error('not enrolled');
    await time.sleep(random.between(2, 40));
    if (isLost()) throw new Error('message lost');
    const answer = await call(hostId);
    if (!answer.ok) throw new Error(explain(answer.reason));
    await time.sleep(random.between(2, 40));
    if (isLost()) throw new Error('answer lost');
    return JSON.parse(JSON.stringify(answer.value ?? null)) as T;
  };
  const wired = <T>(parse: (input: unknown) => Outcome<T>, message: T): T => {
    const parsed = parse(JSON.parse(JSON.stringify(message)));
    if (!parsed.ok) throw new Error(explain(parsed.reason));
    return parsed.value;
  };
  return {
    checkIn: async (message) =>
      wired(parseCheckInReply, await over(async (hostId) => await checkIn(app, hostId, wired(parseCheckIn, message)))),
    sendInventory: async (message) =>
      wired(
        parseInventoryReply,
        await over(async (hostId) => await receiveInventory(app, hostId, wired(parseInventoryMessage, message))),
      ),
    sendProposal: async (patchSetDigest, message) => {
      await over(
        async (hostId) => await receiveProposal(app, hostId, patchSetDigest, wired(parseProposalMessage, message)),
      );
    },
    sendReadings: async (message) => {
      await over(async (hostId) => await receiveReadings(app, hostId, wired(parseReadingsMessage, message)));
    },
    sendLedger: async (message) =>
      wired(
        parseLedgerReply,
        await over(async (hostId) => await receiveLedger(app, hostId, wired(parseLedgerMessage, message))),
      ),
    fetchContent: async function* (digest) {
      await time.sleep(random.between(2, 200));
      if (isLost()) throw new Error('line lost');
      yield* app.ports.content.read(digest);
    },
  };
};
