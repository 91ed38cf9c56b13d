// Which revision a policy file was made from, as its first lines say.

/** The first line of what `policy show` prints; a file that still has it is applied to that revision and no other. */
export const revisionNote = (revision: number): string => `Made from revision ${revision}`;

const NOTE = /^# Made from revision (\d{1,9})\b/m;

/** `null`: the file does not say. */
export const revisionNoted = (text: string): number | null => {
  const head = /^(?:#.*\r?\n|\s*\r?\n)*/.exec(text)?.[0] ?? '';
  const found = NOTE.exec(head)?.[1];
  return found === undefined ? null : Number(found);
};
