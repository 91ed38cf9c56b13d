/** The one that was probably meant: at most a third of its letters are wrong. `null`: none comes near. */
export const nearest = (written: string, known: readonly string[]): string | null => {
  let [best, least] = [null as string | null, Number.POSITIVE_INFINITY];
  for (const one of known) {
    const edits = editsBetween(written.toLowerCase(), one.toLowerCase());
    if (edits <= Math.max(1, Math.floor(one.length / 3)) && edits < least) [best, least] = [one, edits];
  }
  return best;
};

/** Longer than any word of ours; what lies beyond tells nothing any more. */
const LENGTH_MAX = 64;

/** Letters to add, drop, replace or swap with their neighbour (optimal string alignment). */
const editsBetween = (a: string, b: string): number => {
  if (a.length > LENGTH_MAX || b.length > LENGTH_MAX) return Number.POSITIVE_INFINITY;
  let before: readonly number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          (above[j] ?? 0) + 1,
          (row[j - 1] ?? 0) + 1,
          (above[j - 1] ?? 0) + (isSame ? 0 : 1),
          isSwapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    [before, above] = [above, row];
  }
  return above[b.length] ?? 0;
};
