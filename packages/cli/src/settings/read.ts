import { failed, wrongUse } from '../exit/index.ts';
import { textOfFile } from '../given-file/index.ts';
import { readLogin, settingsPath } from './stored-login.ts';
import type { Settings } from './types.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * SLIPWAY_URL, SLIPWAY_TOKEN and SLIPWAY_CA, each over what was stored. A token or authority that was stored for one
 * controller is never used with another: SLIPWAY_URL alone must not carry somebody's token elsewhere.
 */
export const readSettings = async (environment: Environment): Promise<Settings> => {
  const [urlGiven, tokenGiven, authorityPath] = ['SLIPWAY_URL', 'SLIPWAY_TOKEN', 'SLIPWAY_CA'].map((name) => {
    const value = environment[name];
    return value === undefined || value === '' ? null : value;
  });
  const path = settingsPath(environment);
  const complete = urlGiven != null && tokenGiven != null && authorityPath != null;
  const login = complete ? null : await readLogin(path);
  const url = urlGiven == null ? login?.url : controllerUrl(urlGiven, 'SLIPWAY_URL');
  if (url === undefined) {
    throw wrongUse(
      'No controller is known here. Log in with `slipway login URL --trust DIGEST`, as the controller printed it at its start, or set SLIPWAY_URL, SLIPWAY_TOKEN and SLIPWAY_CA.',
    );
  }
  const stored = login?.url === url ? login : null;
  const token = tokenGiven ?? stored?.token;
  if (token === undefined) {
    throw failed(4, `There is no token for ${url}. Log in there, or set SLIPWAY_TOKEN.`);
  }
  const authority = authorityPath == null ? stored?.authority : await readAuthority(authorityPath);
  if (authority === undefined) {
    throw wrongUse(`There is no authority to check ${url} against. Log in there, or set SLIPWAY_CA to its PEM file.`);
  }
  return { url, token, authority };
};

/** `https://controller:8443`, in one form. */
export const controllerUrl = (text: string, what: string): string => {
  const url = URL.parse(text.includes('://') ? text : `https://${text}`);
  if (url?.protocol !== 'https:' || url.pathname !== '/' || url.search !== '' || url.username !== '') {
    throw wrongUse(`${what}: "${text}" is not the address of a controller, like https://controller.example:8443`);
  }
  return url.origin;
};

/** All of the usual authorities together have 200 kB. */
const AUTHORITY_BYTES_MAX = 1024 * 1024;

const readAuthority = async (path: string): Promise<string> =>
  await textOfFile(path, { what: 'SLIPWAY_CA', bytesMax: AUTHORITY_BYTES_MAX });
