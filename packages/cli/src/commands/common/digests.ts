// Plans and patch sets by the beginning of their digest, as tables show it.

import { type Digest, isDigest } from '@slipway/core/ids';
import { endpoints } from '@slipway/protocol/api';
import { type Api, firstItems } from '../../connection/index.ts';
import { refused, wrongUse } from '../../exit/index.ts';

/** A short form is looked for among the newest ones: who means an older one has its whole digest. */
const LOOKED_AT_MAX = 1000;
/** Three of them could name any of a handful by accident. */
const CHARACTERS_MIN = 4;

export const findPlan = async (api: Api, text: string): Promise<Digest> =>
  await find(
    text,
    'plan',
    async () => await firstItems(api, endpoints.plans.list, { asked: {}, limit: LOOKED_AT_MAX }),
  );

export const findPatchSet = async (api: Api, text: string): Promise<Digest> =>
  await find(
    text,
    'patch set',
    async () => await firstItems(api, endpoints.patchSets.list, { asked: {}, limit: LOOKED_AT_MAX }),
  );

const find = async (
  text: string,
  what: string,
  list: () => Promise<readonly { readonly digest: Digest }[]>,
): Promise<Digest> => {
  if (isDigest(text)) return text;
  const start = text.replace(/^sha256:/, '');
  if (!/^[0-9a-f]+$/.test(start) || start.length < CHARACTERS_MIN) {
    throw wrongUse(`"${text}" is not the digest of a ${what}, nor at least ${CHARACTERS_MIN} digits of its beginning.`);
  }
  const found = (await list()).map(({ digest }) => digest).filter((digest) => digest.startsWith(`sha256:${start}`));
  const [only, ...others] = found;
  if (only === undefined) throw refused({ code: 'not-found', facts: { what, id: text } });
  if (others.length > 0) throw wrongUse(`${found.length} digests begin with "${text}": ${found.join(', ')}`);
  return only;
};
