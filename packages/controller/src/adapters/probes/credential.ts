// A credential: one line in a file of its own, which nobody but its owner can read; a second line says whom it is for. Policy names
// both a credential and an address: who may write policy must not choose who hears a token that was bound to another.

import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';

/** Tokens of the longest kind (signed ones with claims) have some thousand characters. */
const BYTES_MAX = 16_384;
/** As policy may name it: no path leads out of the folder. */
const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;
/** What a header can carry, RFC 6750 section 2.1. */
const TOKEN = /^[A-Za-z0-9._~+/-]+=*$/;
const ROOT = 0;

export type Credential =
  | { readonly ok: true; readonly token: string }
  /** For people; never a part of the secret. */
  | { readonly ok: false; readonly detail: string };

/** `to`: where it would be sent. */
export const readCredential = async (folder: string, name: string, to: URL): Promise<Credential> => {
  const no = (detail: string): Credential => ({ ok: false, detail: `credential ${name}: ${detail}` });
  if (!NAME.test(name)) return no('it is no name of a credential');
  let file: FileHandle;
  try {
    // A link could lead to what others write; a pipe would never end.
    file = await open(join(folder, name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    return no(error instanceof Error && 'code' in error ? String(error.code) : String(error));
  }
  try {
    const { mode, uid, size } = await file.stat();
    if ((mode & constants.S_IFMT) !== constants.S_IFREG) return no('it is no file');
    if ((mode & 0o077) !== 0) return no(`others may use the file (mode ${(mode & 0o777).toString(8)}): chmod 600`);
    if (uid !== ROOT && uid !== process.geteuid?.()) return no(`the file belongs to user ${uid}`);
    if (size > BYTES_MAX) return no(`the file has more than ${BYTES_MAX} bytes`);
    const [token = '', address, ...more] = (await file.readFile('utf8')).replace(/\r?\n$/, '').split(/\r?\n/);
    const bound = address === undefined ? to : URL.parse(address);
    if (!TOKEN.test(token) || bound === null || more.length > 0) {
      return no('the file holds something else than one line with a token, and one with its address where it is bound');
    }
    return isWithin(to, bound) ? { ok: true, token } : no(`it is for ${bound.origin}${bound.pathname} alone`);
  } finally {
    await file.close();
  }
};

/** The same server, at the path or below it. */
const isWithin = (to: URL, bound: URL): boolean => {
  const path = bound.pathname.replace(/\/$/, '');
  return to.origin === bound.origin && (to.pathname === path || to.pathname.startsWith(`${path}/`));
};
