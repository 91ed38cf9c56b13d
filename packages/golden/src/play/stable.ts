// What would differ without anybody seeing another thing: a digest follows from every byte of what it names, so that one
// more field in a plan would change it in every text, and the zone database comes with the runtime. In texts each digest is
// numbered by when it first appeared, in all of its forms alike, and as long as it was.

/** Whole, as tables shorten it, within the name of a promotion (`prod.3f7a91c0d2e4`), and as the short name of a notice. */
const DIGEST = /\bsha256:[0-9a-f]{12,64}\b|(?<=\b[a-z][a-z0-9-]*\.)[0-9a-f]{12}\b|(?<=\bnotice-)[0-9a-f]{8}\b/g;
const HEAD = 'sha256:';
const SHORT = 12;
/** As tables show a digest, and commands take it. */
export const SHORT_CHARACTERS = HEAD.length + SHORT;

export const stable = (text: string, zoneDatabase: string): string => {
  const known = new Map<string, number>();
  const numbered = text.replaceAll(DIGEST, (found) => {
    const head = found.startsWith(HEAD) ? HEAD : '';
    const short = found.slice(head.length, head.length + SHORT);
    const number = known.get(short) ?? known.size + 1;
    known.set(short, number);
    return `${head}${String(number).padStart(found.length - head.length, '0')}`;
  });
  return numbered.replaceAll(`database ${zoneDatabase}`, 'database (of this runtime)');
};
