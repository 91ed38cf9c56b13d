// The other end of apt's hook: `slipway-agent apt-hook FILE`, started by apt once per phase of a simulation. It keeps what
// apt says last, which is the whole transaction, or what was marked when apt gave up.

import { rename, writeFile } from 'node:fs/promises';
import { Socket } from 'node:net';

/** Protocol 0.2 tells upgrades from installations and carries origins. */
const PROTOCOL = '0.2';
/** apt describes about 700 bytes per package; nobody has 90,000 of them in one transaction. */
const MESSAGE_BYTES_MAX = 64 * 1024 * 1024;
/** Messages end with an empty line; JSON as apt writes it has none inside. */
const END_OF_MESSAGE = '\n\n';

/** Speaks on the descriptor that apt names in `APT_HOOK_SOCKET`; ends when apt says goodbye or hangs up. */
export const runAptHook = async (options: {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly outputPath: string;
}): Promise<void> => {
  const descriptor = Number(options.environment['APT_HOOK_SOCKET']);
  if (!Number.isSafeInteger(descriptor) || descriptor < 3) throw new Error('apt named no socket for its hook');
  const socket = new Socket({ fd: descriptor, readable: true, writable: true });
  socket.setEncoding('utf8');
  let received = '';
  for await (const chunk of socket) {
    received += String(chunk);
    if (received.length > MESSAGE_BYTES_MAX) throw new Error('apt says more than any transaction needs');
    for (let end = received.indexOf(END_OF_MESSAGE); end >= 0; end = received.indexOf(END_OF_MESSAGE)) {
      const message = received.slice(0, end);
      received = received.slice(end + END_OF_MESSAGE.length);
      if ((await answer(message, socket, options.outputPath)) === 'goodbye') {
        socket.end();
        return;
      }
    }
  }
};

const answer = async (text: string, socket: Socket, outputPath: string): Promise<'go on' | 'goodbye'> => {
  const message = JSON.parse(text) as { readonly method?: unknown; readonly id?: unknown };
  if (message.method === 'org.debian.apt.hooks.hello') {
    socket.write(
      `${JSON.stringify({ jsonrpc: '2.0', id: message.id, result: { version: PROTOCOL } })}${END_OF_MESSAGE}`,
    );
    return 'go on';
  }
  if (message.method === 'org.debian.apt.hooks.bye') return 'goodbye';
  // Renamed, so that a reader never sees half of it; not synced, since it is read at once or never.
  const beside = `${outputPath}.part`;
  await writeFile(beside, text, { mode: 0o600 });
  await rename(beside, outputPath);
  return 'go on';
};
