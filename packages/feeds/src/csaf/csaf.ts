import type { FeedFile, Format, FormatContext, Found } from '../format.ts';
import { objectOf, parseJson, problem } from '../reading/index.ts';
import { readDocument } from './document.ts';

export const csaf: Format = {
  kind: 'csaf',
  // Beside the documents lie `index.txt`, `changes.csv`, and on some mirrors the provider's own description.
  takes: (name) => name.endsWith('.json') && !/(?:^|\/)(?:provider-metadata|index|aggregator)\.json$/.test(name),
  read: async function* read(files, context) {
    // Many advisories tell the CVSS of one vulnerability: the first counts, and so one file's facts do not fight another's.
    const told = new Set<string>();
    for await (const file of files) {
      for (const found of await readFile(file, context)) {
        if (found.kind === 'vulnerability-facts') {
          if (told.has(found.facts.vulnerability)) continue;
          told.add(found.facts.vulnerability);
        }
        yield found;
      }
    }
  },
};

const readFile = async (file: FeedFile, context: FormatContext): Promise<Iterable<Found>> => {
  const text = await file.text();
  const parsed = text.ok ? parseJson(text.value, context.limits.jsonDepthMax) : text;
  return parsed.ok ? readDocument(objectOf(parsed.value), file.name) : [problem(file.name, parsed.reason)];
};
