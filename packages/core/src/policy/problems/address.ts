// What a controller is told to ask: an address that cannot be changed on the way, and no secret in it.

import { isIdentifier } from '../../ids/index.ts';
import { NONE, type PolicyPath, problem } from '../problem.ts';
import type { Address } from '../process-types.ts';
import type { Problems } from './common.ts';

const URL_LENGTH_MAX = 2048;
const URL = /^(?<scheme>[a-z][a-z0-9+.-]*):\/\/(?<authority>[^/?#]*)(?<rest>[/?#].*)?$/i;
const AUTHORITY = /^(?<host>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::(?<port>\d{1,5}))?$/i;
const LOOPBACK = /^(?:localhost|\[::1\]|127\.\d{1,3}\.\d{1,3}\.\d{1,3})$/i;

/**
 * `below`: something is asked for below the address, so that it ends with a path. `plain`: where `http:` may lead; what is
 * asked without a secret may go anywhere.
 */
export const addressProblems = (
  { url, credential }: Address,
  path: PolicyPath,
  { below = false, plain = 'loopback' }: { readonly below?: boolean; readonly plain?: 'loopback' | 'anywhere' } = {},
): Problems => [
  ...urlProblems(url, [...path, 'url'], { below, plain }),
  ...(credential === undefined || isIdentifier(credential)
    ? NONE
    : problem(
        [...path, 'credential'],
        `"${credential}" is not the name of a file in the folder of credentials`,
        '1 to 63 characters of a-z, 0-9 and -; the secret stands in the file',
      )),
];

function urlProblems(
  url: string,
  path: PolicyPath,
  { below, plain }: { readonly below: boolean; readonly plain: 'loopback' | 'anywhere' },
): Problems {
  const wrong = (what: string, instead: string): Problems => problem(path, what, instead);
  const example = below ? 'for example https://prometheus.example' : 'for example https://www.example/health';
  if (url.length > URL_LENGTH_MAX || !/^[!-~]+$/.test(url)) {
    return wrong(`is not 1 to ${URL_LENGTH_MAX} visible ASCII characters`, example);
  }
  const { scheme = '', authority = '', rest = '' } = URL.exec(url)?.groups ?? {};
  if (authority.includes('@')) {
    return wrong('carries a name or password, for everybody to read', '`credential`, which names a file that holds it');
  }
  const { host = '', port = '443' } = AUTHORITY.exec(authority)?.groups ?? {};
  if (host === '' || Number(port) < 1 || Number(port) > 65_535) return wrong(`"${url}" is not an address`, example);
  const word = scheme.toLowerCase();
  if (word !== 'https' && !(word === 'http' && (plain === 'anywhere' || LOOPBACK.test(host)))) {
    return wrong(`${word}: to ${host} can be read and changed on the way`, 'https:, or http: to the loopback');
  }
  if (rest.includes('#')) return wrong('has a part after "#", which nobody is sent', 'the address without it');
  return below && rest.includes('?')
    ? wrong('has a part after "?", and what is asked for comes below it', 'the address of the server alone')
    : NONE;
}
