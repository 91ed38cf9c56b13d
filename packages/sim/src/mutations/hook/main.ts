// `node --import …/hook/main.ts`: the product with one of its safety checks taken out, in this process alone. Nothing on disk is
// touched, and the rest of what is loaded is what it is.

import { registerHooks } from 'node:module';
import { type Edit, MUTATIONS } from '../list.ts';

const wanted = MUTATIONS.find(({ name }) => name === process.env['SLIPWAY_MUTATION']);
if (wanted === undefined) throw new Error('SLIPWAY_MUTATION names no mutation');
const edits = [wanted, ...(wanted.also ?? [])];

registerHooks({
  load: (url, context, next) => {
    const loaded = next(url, context);
    const here = edits.filter(({ file }) => url.endsWith(`/packages/${file}`));
    if (here.length === 0) return loaded;
    const source =
      typeof loaded.source === 'string' ? loaded.source : Buffer.from(loaded.source as Uint8Array).toString();
    return { ...loaded, source: here.reduce(edited, source) };
  },
});

const edited = (source: string, { file, before, after }: Edit): string => {
  if (source.split(before).length !== 2) throw new Error(`${file} does not hold the mutation's text exactly once`);
  return source.replace(before, () => after);
};
