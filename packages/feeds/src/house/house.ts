import { reason } from '@slipway/core/reasons';
import type { FeedFile, Format, FormatContext, Found } from '../format.ts';
import { problem } from '../reading/index.ts';
import { FeedRefused } from '../refused.ts';
import { readYaml, type WrittenProblem } from '../written/index.ts';
import { readHouse } from './read-house.ts';

/** Of what is wrong, as much as fits on a screen. */
const PROBLEMS_SHOWN_MAX = 20;

export const house: Format = {
  kind: 'house',
  takes: (name) => /\.ya?ml$/.test(name),
  read: async function* read(files, context) {
    for await (const file of files) yield* readFile(file, context);
  },
};

async function* readFile(file: FeedFile, context: FormatContext): AsyncIterable<Found> {
  const text = await file.text();
  if (!text.ok) return yield problem(file.name, text.reason);
  const read = readYaml(text.value);
  const told = read.ok ? readHouse(read.root) : { problems: read.problems, found: [] };
  if (told.problems.length > 0) throw new FeedRefused(mistaken(file, context, told.problems));
  yield* told.found;
}

const mistaken = (file: FeedFile, { source }: FormatContext, problems: readonly WrittenProblem[]) => {
  const sorted = problems.toSorted((a, b) => a.line - b.line);
  const shown = sorted.slice(0, PROBLEMS_SHOWN_MAX).map(({ line, detail }) => `line ${line}: ${detail}`);
  const more = sorted.length > shown.length ? [`and ${sorted.length - shown.length} more`] : [];
  return reason('feed-unreadable', { feed: source.name, detail: `${file.name} ${[...shown, ...more].join('; ')}` });
};
