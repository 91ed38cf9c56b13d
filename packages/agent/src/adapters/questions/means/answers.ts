import type { ClusterAnswer } from '../../../ports/index.ts';

/** A row of a report; what a server says of itself may be longer. */
const CHARACTERS_MAX = 500;

export const yes = (evidence: string): ClusterAnswer => answer('yes', evidence);
export const no = (evidence: string): ClusterAnswer => answer('no', evidence);
export const unknown = (evidence: string): ClusterAnswer => answer('unknown', evidence);

const answer = (word: ClusterAnswer['answer'], evidence: string): ClusterAnswer => ({
  answer: word,
  evidence: oneLine(evidence),
});

/** Names of members and messages of servers are others' text: nothing of it may move a terminal. */
const oneLine = (text: string): string => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
  const line = text.replaceAll(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
  if (line === '') return 'nothing was said';
  return line.length <= CHARACTERS_MAX ? line : `${line.slice(0, CHARACTERS_MAX - 1)}…`;
};
