// The tracker's list syntax, line by line: a header at the margin, notes indented below it. The grammar is that of
// the tracker's own reader (lib/python/bugs.py).

import type { FeedFile, FormatContext } from '../format.ts';
import { linesOf } from '../reading/index.ts';

/** One header with the notes below it, trimmed. */
export interface Entry {
  readonly header: string;
  readonly notes: readonly string[];
  /** Of the header, from 1. */
  readonly line: number;
  /** Notes beyond the limit were left out. */
  readonly cut: boolean;
}

/** The longest real entry (a kernel's) has some hundred. */
export const NOTES_MAX = 5000;

/** `NOTE:`, `NOT-FOR-US:` and the like: nothing in them is about a package, and they are most of the lists' bytes. */
const UNUSED_NOTE = /^[A-Z][A-Z-]+:/;
/** Left by the tracker's people: "begin claimed by", "STOP:", separators. */
const NO_ENTRY = /^(?:--|STOP:|begin claimed by |end claimed by )/;

export async function* entriesOf(file: FeedFile, context: FormatContext): AsyncIterable<Entry> {
  let open: { header: string; line: number; notes: string[]; cut: boolean } | null = null;
  let line = 0;
  for await (const text of linesOf(file, context)) {
    line += 1;
    const content = text.trim();
    if (content === '' || NO_ENTRY.test(text)) continue;
    // Indented before any header, it is a header that lost its margin: whoever reads it will say that it is none.
    if (!/^[\t ]/.test(text) || open === null) {
      if (open !== null) yield open;
      open = { header: content, line, notes: [], cut: false };
    } else if (!UNUSED_NOTE.test(content)) {
      if (open.notes.length < NOTES_MAX) open.notes.push(content);
      else open.cut = true;
    }
  }
  if (open !== null) yield open;
}
