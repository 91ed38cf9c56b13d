// What would differ without anybody seeing another thing: a digest follows from every byte of what it names, so that one
// more field in a plan would change it in every text, and the zone database comes with the runtime. In texts each digest is
// numbered by when it first appeared, long and short forms alike, and as long as it was.

const DIGEST = /\bsha256:[0-9a-f]{8,64}\b/g;
const HEAD = 'sha256:'.length;
/** As tables show a digest, and commands take it. */
export const SHORT_CHARACTERS = HEAD + 12;

export const stable = (text: string, zoneDatabase: string): string => {
  const known = new Map<string, number>();
  const numbered = text.replaceAll(DIGEST, (digest) => {
    const short = digest.slice(0, SHORT_CHARACTERS);
    const number = known.get(short) ?? known.size + 1;
    known.set(short, number);
    return `sha256:${String(number).padStart(digest.length - HEAD, '0')}`;
  });
  return numbered.replaceAll(`database ${zoneDatabase}`, 'database (of this runtime)');
};
