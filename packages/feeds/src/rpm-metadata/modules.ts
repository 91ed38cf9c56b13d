// `modules.yaml`: which stream of which module a build belongs to, in documents that hosts read as their publisher wrote
// them. A list of ten megabytes holds some hundred documents, of which a cut needs a handful: each is found by its text, and
// only then read as YAML.

import { reason } from '@slipway/core/reasons';
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { FeedFile } from '../format.ts';
import { FeedRefused } from '../refused.ts';

export interface ModuleDocument {
  /** Without the marks that part documents. */
  readonly text: string;
  readonly kind: 'modulemd' | 'modulemd-defaults' | 'modulemd-obsoletes';
  /** Every scalar that stands on a line of its own behind a dash: what may be an artifact. */
  readonly listed: ReadonlySet<string>;
}

/** The largest real one (389-ds, with its history) has some hundred kilobytes. */
const DOCUMENT_LENGTH_MAX = 4 * 1024 * 1024;
const DOCUMENTS_MAX = 20_000;

/** Throws FeedRefused. */
export const readModules = async (file: FeedFile, feed: string): Promise<readonly ModuleDocument[]> => {
  const text = await file.text();
  if (!text.ok) throw new FeedRefused(reason('feed-unreadable', { feed, detail: 'modules.yaml is no text' }));
  const parts = text.value.split(/^(?:---|\.\.\.)[ \t]*\r?$/m);
  if (parts.length > DOCUMENTS_MAX)
    throw new FeedRefused(reason('feed-too-large', { feed, detail: `more than ${DOCUMENTS_MAX} module documents` }));
  return parts.flatMap((part) => openedDocument(part) ?? []);
};

export const openedDocument = (part: string): ModuleDocument | null => {
  const text = `${part.trim()}\n`;
  const kind = KIND.exec(text)?.[1] as ModuleDocument['kind'] | undefined;
  if (kind === undefined || text.length > DOCUMENT_LENGTH_MAX) return null;
  const listed = kind === 'modulemd' ? [...text.matchAll(ITEM)].map(([, item = '']) => item) : [];
  return { text, kind, listed: new Set(listed) };
};

const KIND = /^document:[ \t]*(modulemd(?:-defaults|-obsoletes)?)[ \t]*\r?$/m;
const ITEM = /^[ \t]*-[ \t]+['"]?([^\s'"]+)['"]?[ \t]*\r?$/gm;

export interface Build {
  readonly name: string;
  readonly architecture: string;
  readonly version: string;
}

export interface BuildModules {
  /** `name:stream`, sorted. */
  readonly streams: readonly string[];
  /** Sorted; each once. */
  readonly texts: readonly string[];
}

const NONE: BuildModules = { streams: [], texts: [] };

/**
 * Every stream that has this build among its artifacts; and all that a host must read to know these streams: their own
 * documents, those of the modules that they require, and the defaults and ends of life of them all.
 */
export const modulesOf = (documents: readonly ModuleDocument[], build: Build): BuildModules => {
  const artifact = artifactOf(build);
  const own = documents.filter(({ listed }) => listed.has(artifact));
  const streams = own
    .flatMap((document) => streamIn(document) ?? [])
    .filter(({ artifacts }) => artifacts.has(artifact));
  if (streams.length === 0) return NONE;
  const known = new Set(streams.map(({ name }) => name));
  const texts = new Set(streams.map(({ text }) => text));
  const waiting = [...streams];
  for (let stream = waiting.shift(); stream !== undefined; stream = waiting.shift()) {
    for (const required of requiredBy(documents, stream)) {
      if (texts.has(required.text)) continue;
      texts.add(required.text);
      known.add(required.name);
      waiting.push(required);
    }
  }
  for (const document of documents) if (known.has(moduleAboutWhich(document) ?? '')) texts.add(document.text);
  return {
    streams: [...new Set(streams.map(({ name, stream }) => `${name}:${stream}`))].sort(),
    texts: [...texts].sort(),
  };
};

/** `nodejs-1:18.19.1-1.module_el9+1.x86_64`: an epoch of 0 is written there. */
const artifactOf = ({ name, architecture, version }: Build): string =>
  `${name}-${version.includes(':') ? version : `0:${version}`}.${architecture}`;

interface Stream {
  readonly name: string;
  readonly stream: string;
  readonly text: string;
  readonly artifacts: ReadonlySet<string>;
  /** Modules that it requires, with the streams that will do; none named: any. */
  readonly requires: readonly (readonly [string, readonly string[]])[];
}

const read = new WeakMap<ModuleDocument, Stream | null>();

const streamIn = (document: ModuleDocument): Stream | null => {
  const known = read.get(document);
  if (known !== undefined) return known;
  const found = readStream(document);
  read.set(document, found);
  return found;
};

const readStream = ({ text, kind }: ModuleDocument): Stream | null => {
  if (kind !== 'modulemd') return null;
  const root = opened(text);
  const [name, stream] = [scalar(root?.getIn(['data', 'name'], true)), scalar(root?.getIn(['data', 'stream'], true))];
  if (root === null || name === null || stream === null || !WORD.test(name) || !WORD.test(stream)) return null;
  return {
    ...{ name, stream, text },
    artifacts: new Set(words(root.getIn(['data', 'artifacts', 'rpms'], true))),
    requires: requirementsIn(root.getIn(['data', 'dependencies'], true)),
  };
};

const WORD = /^[\w.+-]{1,100}$/;

/** Every alternative: which of them holds, the host decides. `platform` is the host itself. */
const requirementsIn = (list: unknown): Stream['requires'] => {
  const alternatives = isSeq(list) ? list.items : [list];
  return alternatives.flatMap((one) => {
    const requires = isMap(one) ? one.get('requires', true) : null;
    if (!isMap(requires)) return [];
    return requires.items.flatMap(({ key, value }) => {
      const name = scalar(key);
      const single = scalar(value);
      return name === null || name === 'platform' ? [] : [[name, single === null ? words(value) : [single]] as const];
    });
  });
};

const requiredBy = (documents: readonly ModuleDocument[], { requires }: Stream): readonly Stream[] =>
  requires.flatMap(([name, streams]) =>
    documents
      .filter(({ kind, text }) => kind === 'modulemd' && text.includes(name))
      .flatMap((document) => streamIn(document) ?? [])
      .filter((one) => one.name === name && (streams.length === 0 || streams.includes(one.stream))),
  );

const abouts = new WeakMap<ModuleDocument, string | null>();

/** Of defaults and of ends of life. */
const moduleAboutWhich = (document: ModuleDocument): string | null => {
  if (document.kind === 'modulemd') return null;
  const known = abouts.get(document);
  if (known !== undefined) return known;
  const about = scalar(opened(document.text)?.getIn(['data', 'module'], true) ?? null);
  abouts.set(document, about);
  return about;
};

/** A stream is `1.10` and not 1.1: every scalar stays the text that it is. Aliases, which can multiply, are not followed. */
const opened = (text: string): ReturnType<typeof parseDocument> | null => {
  const document = parseDocument(text, { schema: 'failsafe', logLevel: 'silent', uniqueKeys: true });
  return document.errors.length > 0 ? null : document;
};

const scalar = (node: unknown): string | null => (isScalar(node) && typeof node.value === 'string' ? node.value : null);

const words = (node: unknown): readonly string[] =>
  isSeq(node) ? node.items.flatMap((item) => scalar(item) ?? []) : [];
