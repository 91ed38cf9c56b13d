// What an administrator may write as a location. See index.ts.

import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';

export type Location = { readonly kind: 'http'; readonly url: URL } | { readonly kind: 'path'; readonly path: string };

/**
 * Plain `http:` is for loopback, and for what proves itself by a hash or a signature: anyone on the way can change it.
 * A name and password in an address would end up in reasons, logs and backups.
 */
export const locationOf = (
  text: string,
  options: { readonly feed: string; readonly proven: boolean },
): Outcome<Location> => {
  const no = (detail: string): Outcome<Location> => refuse('feed-location-refused', { feed: options.feed, detail });
  const scheme = /^([a-z][a-z0-9+.-]*):(?=\/)/i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return text === '' ? no('it is empty') : ok({ kind: 'path', path: resolve(text) });
  const url = URL.parse(text);
  if (url === null) return no('it is no address');
  if (scheme === 'file') return filePath(url) ?? no('a file: address names a path of this host and nothing else');
  if (scheme !== 'https' && scheme !== 'http') return no(`${scheme}: is not supported`);
  if (url.username !== '' || url.password !== '') return no('it carries a name or password');
  if (scheme === 'http' && !options.proven && !isLoopback(url.hostname))
    return no('http: can be changed on the way; use https:, or state its hash or keyring');
  return ok({ kind: 'http', url });
};

const filePath = (url: URL): Outcome<Location> | null => {
  try {
    return ok({ kind: 'path', path: fileURLToPath(url) });
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
};

const isLoopback = (name: string): boolean =>
  name === 'localhost' || name === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name);

/** The same location with an ending after its name: where a detached signature lies. */
export const beside = (location: Location, ending: string): Location => {
  if (location.kind === 'path') return { kind: 'path', path: `${location.path}${ending}` };
  const url = new URL(location.url);
  url.pathname += ending;
  return { kind: 'http', url };
};

/** As a link in it is: what `relative` means there. It is read only with a hash that a verified index states. */
export const resolved = (location: Location, relative: string): Location =>
  location.kind === 'path'
    ? { kind: 'path', path: resolve(dirname(location.path), relative) }
    : { kind: 'http', url: new URL(relative, location.url) };
