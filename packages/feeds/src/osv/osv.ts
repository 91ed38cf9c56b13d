// The pass over files. See index.ts.

import type { FeedFile, Format, FormatContext, Found } from '../format.ts';
import { type Json, jsonMembers, linesOf, objectOf, parseJson, problem } from '../reading/index.ts';
import { factsIn } from './facts.ts';
import { peeked } from './peek.ts';
import { readRecord } from './record.ts';

export const osv: Format = {
  kind: 'osv',
  takes: (name) => /\.jsonl?$/i.test(name),
  read,
};

async function* read(files: AsyncIterable<FeedFile>, context: FormatContext): AsyncIterable<Found> {
  for await (const file of files) {
    for await (const document of documentsIn(file, context)) {
      if ('found' in document) yield document.found;
      else yield* foundIn(document.value, document.where, context);
    }
  }
}

type Document = { readonly where: string; readonly value: Json } | { readonly found: Found };

async function* documentsIn(file: FeedFile, context: FormatContext): AsyncIterable<Document> {
  if (/\.jsonl$/i.test(file.name)) {
    yield* lineDocuments(file, context);
    return;
  }
  const { starts, whole } = await peeked(file, context);
  if (starts === '[') {
    for await (const member of jsonMembers(whole, context)) {
      const where = `${file.name}[${member.index}]`;
      yield member.value.ok ? { where, value: member.value.value } : { found: problem(where, member.value.reason) };
    }
    return;
  }
  yield parsed(file.name, await whole.text(), context);
}

async function* lineDocuments(file: FeedFile, context: FormatContext): AsyncIterable<Document> {
  let number = 0;
  // A record of Ubuntu's kernel has some hundred kilobytes, far more than a line of text.
  const limits = { ...context.limits, lineBytesMax: context.limits.wholeBytesMax };
  for await (const line of linesOf(file, { ...context, limits })) {
    number += 1;
    if (line.trim() !== '') yield parsed(`${file.name}:${number}`, { ok: true, value: line }, context);
  }
}

const parsed = (where: string, text: Awaited<ReturnType<FeedFile['text']>>, context: FormatContext): Document => {
  const value = text.ok ? parseJson(text.value, context.limits.jsonDepthMax) : text;
  return value.ok ? { where, value: value.value } : { found: problem(where, value.reason) };
};

function* foundIn(value: Json, where: string, context: FormatContext): Iterable<Found> {
  const read = readRecord(objectOf(value), where);
  for (const { where: place, reason } of read.problems) yield problem(place, reason);
  if (read.records.length === 0 && read.problems.length === 0) yield { kind: 'passed-over', where };
  for (const record of read.records) yield { kind: 'advisory', record };
  const [first] = read.records;
  if (first === undefined) return;
  if (first.modifiedAt !== null) yield { kind: 'dated', at: first.modifiedAt };
  const facts = factsIn(objectOf(value), first, context.source.name);
  if (facts !== null) yield { kind: 'vulnerability-facts', facts };
}
