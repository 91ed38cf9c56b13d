// Which of the names did somebody mean? For messages only: nothing is ever taken for another.

const NAMES_MAX = 3;
/** Longer than any name that we compare with; what is longer was not a slip of the finger. */
const LENGTH_MAX = 64;

/** The nearest, none where none is near: two slips, or one in three characters of a long name. */
export function nearestNames(text: string, names: readonly string[]): readonly string[] {
  if (text.length > LENGTH_MAX) return [];
  const meant = text.toLowerCase();
  const judged = names.map((name) => ({ name, slips: slipsBetween(meant, name.toLowerCase()) }));
  const fewest = Math.min(...judged.map(({ slips }) => slips));
  if (fewest > Math.max(2, Math.floor(meant.length / 3))) return [];
  const nearest = judged.filter(({ slips }) => slips === fewest);
  return nearest.slice(0, NAMES_MAX).map(({ name }) => name);
}

/** Of the whole name, or of its last part alone: `Berlin` for `Europe/Berlin` is one slip. */
function slipsBetween(meant: string, name: string): number {
  const place = name.slice(name.lastIndexOf('/') + 1);
  return Math.min(editDistance(meant, name), editDistance(meant, place) + 1);
}

/** Levenshtein's, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
