import { isDigest } from '@slipway/core/ids';
import { endpoints } from '@slipway/protocol/api';
import type { Action, Invocation } from '../command/index.ts';
import { connectTo, pinnedAuthority } from '../connection/index.ts';
import { wrongUse } from '../exit/index.ts';
import { textOfFile } from '../given-file/index.ts';
import { controllerUrl, settingsPath, writeLogin } from '../settings/index.ts';
import { present } from './common/index.ts';

/** `slipway_` and 43 characters; what is longer is some other file. */
const TOKEN_CHARACTERS_MAX = 1024;

export const login: Action = async (invocation) => {
  const { context, args, options } = invocation;
  const url = controllerUrl(args[0] ?? '', 'URL');
  const trustDigest = options.need('trust');
  if (!isDigest(trustDigest))
    throw wrongUse('--trust: sha256: and 64 digits are expected, as the controller printed them.');
  const authority = await pinnedAuthority(url, trustDigest);
  const token = tokenIn(await readToken(invocation));
  const api = connectTo({ url, token, authority });
  let version: string;
  try {
    ({ version } = await api.call(endpoints.controller.version, {}));
  } finally {
    api.close();
  }
  const path = settingsPath(context.environment);
  await writeLogin(path, { url, token, authority, trustDigest });
  present(
    invocation,
    { url, version, settings: path },
    () => `Logged in at ${url} (version ${version}); kept in ${path}.\n`,
  );
  return 0;
};

/** Never from the command line: other users and the shell's history would see it. */
const readToken = async ({ context, options }: Invocation): Promise<string> => {
  const file = options.text('tokenFile');
  if (file !== null) return await textOfFile(file, { what: '--token-file', bytesMax: TOKEN_CHARACTERS_MAX });
  const given = context.environment['SLIPWAY_TOKEN'];
  if (given !== undefined && given !== '') return given;
  if (context.terminal.isInputInteractive) return (await context.terminal.ask('Token: ', { secret: true })) ?? '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of context.terminal.input) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > TOKEN_CHARACTERS_MAX) break;
  }
  return Buffer.concat(chunks).toString('utf8');
};

const tokenIn = (text: string): string => {
  const token = text.trim();
  if (!/^[!-~]+$/.test(token) || token.length > TOKEN_CHARACTERS_MAX) {
    throw wrongUse('No token was given: type it, pipe it in, or name its file with --token-file.');
  }
  return token;
};
