// A program of its own: sends a persistent message ten times a second, waits for its confirmation, and writes down which were
// confirmed; a second connection reads them, and acknowledges what it has written down. Either connects to the next address when
// its own is lost. What was not confirmed is sent again, and may then come twice.
// Arguments: addresses (with commas), file.
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { type ChannelModel, type ConfirmChannel, connect } from 'amqplib';
import { QUEUE, SHOP } from '../names.ts';
import { complain, noteTo, untilDone, untilTold, writeEach } from './pace.ts';

const CONNECT_MS_MAX = 3_000;
/** A queue that changes its leader holds confirmations back for a moment. */
const CONFIRM_MS_MAX = 5_000;
/** Seconds: a member that is stopped without a word is noticed by its silence. */
const HEARTBEAT = 4;
/** So long after the last confirmation the reader may still be behind. */
const READ_MS_MAX = 30_000;

const [list = '', file = ''] = process.argv.slice(2);
const addresses = list.split(',');
const ending = untilTold();
const note = noteTo(file);
const seen = new Set<number>();
let sent = 0;
let isOver = false;
let sender: { readonly connection: ChannelModel; readonly channel: ConfirmChannel } | null = null;

const reading = read();
await writeEach(ending, async (id) => {
  await untilDone(addresses, async (address) => {
    try {
      sender ??= await senderAt(address);
      await within(CONFIRM_MS_MAX, confirmed(sender.channel, id));
    } catch (cause) {
      void sender?.connection.close().catch(complain);
      sender = null;
      throw cause;
    }
  });
  note('acknowledged', id);
  sent = id;
});
for (const until = performance.now() + READ_MS_MAX; seen.size < sent && performance.now() < until; ) await pause(50);
isOver = true;
await reading;
process.exit(0);

async function senderAt(address: string): Promise<NonNullable<typeof sender>> {
  const connection = await connected(address);
  const channel = await connection.createConfirmChannel();
  channel.on('error', () => undefined);
  await channel.assertQueue(QUEUE, { durable: true });
  return { connection, channel };
}

function confirmed(channel: ConfirmChannel, id: number): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    channel.once('close', () => reject(new Error('the channel was closed')));
    channel.sendToQueue(QUEUE, Buffer.from(String(id)), { persistent: true, mandatory: true }, (refused: unknown) => {
      if (refused) reject(refused instanceof Error ? refused : new Error('the message was refused'));
      else resolve();
    });
  }).finally(() => channel.removeAllListeners('close'));
}

/** Other address first: writer and reader each notice the loss of another member. */
async function read(): Promise<void> {
  while (!isOver) {
    await untilDone(addresses.toReversed(), readAt, () => !isOver);
  }
}

async function readAt(address: string): Promise<void> {
  const connection = await connected(address);
  try {
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    const lost = Promise.race([once(connection, 'close'), once(channel, 'close')]);
    await channel.assertQueue(QUEUE, { durable: true });
    await channel.consume(QUEUE, (message) => {
      // The broker's own end of it: a queue whose leader went.
      if (message === null) return void connection.close().catch(complain);
      const id = Number(message.content.toString());
      note('read', id);
      seen.add(id);
      channel.ack(message);
    });
    await Promise.race([lost, over()]);
    if (!isOver) throw new Error('the connection was lost');
  } finally {
    void connection.close().catch(complain);
  }
}

async function over(): Promise<void> {
  while (!isOver) await pause(50);
}

async function connected(address: string): Promise<ChannelModel> {
  const url = { hostname: address, username: SHOP.user, password: SHOP.password, heartbeat: HEARTBEAT };
  const connection = await within(CONNECT_MS_MAX, connect(url, { timeout: CONNECT_MS_MAX }));
  connection.on('error', () => undefined);
  return connection;
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, overdue]);
  } finally {
    clearTimeout(timer);
  }
}
