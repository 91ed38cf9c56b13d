// A text file line by line, without holding it: EPSS has 300,000, the DSA list 40,000.

import { reason } from '@slipway/core/reasons';
import type { FeedFile, FormatContext } from '../format.ts';
import { FeedRefused } from '../refused.ts';

/** Without their ends (`\n`, `\r\n`). What is not UTF-8 is replaced. A line beyond the limit refuses the feed: it is no text. */
export async function* linesOf(file: FeedFile, context: FormatContext): AsyncIterable<string> {
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  for await (const chunk of file.chunks()) {
    const text = rest + decoder.decode(chunk, { stream: true });
    const lines = text.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > context.limits.lineBytesMax)
      throw new FeedRefused(
        reason('feed-unreadable', { feed: context.source.name, detail: `${file.name} has a line without end` }),
      );
    for (const line of lines) yield withoutReturn(line);
  }
  rest += decoder.decode();
  if (rest !== '') yield withoutReturn(rest);
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);
