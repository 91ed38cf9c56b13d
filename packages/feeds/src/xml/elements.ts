// One document, passed element by element: what lies directly below the root, each complete, none kept.

import { reason } from '@slipway/core/reasons';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import type { FeedFile } from '../format.ts';
import { FeedRefused } from '../refused.ts';
import type { XmlElement } from './element.ts';
import { refusedXml } from './refused-xml.ts';

/** Real documents nest 7 deep. */
const DEPTH_MAX = 32;
/** Of one element below the root. The largest real update (a kernel's, for all architectures) has some thousand. */
const NODES_MAX = 100_000;
/** Characters of one element below the root, and of one text, tag or comment that is not complete. */
export const LENGTH_MAX = 8 * 1024 * 1024;

interface ElementsOptions {
  /** Its name, for the reason of a refusal. */
  readonly feed: string;
  /** The feed is refused where the document begins with something else. */
  readonly root: string;
  /** Of the elements below it, only those of this name. */
  readonly element: string;
}

export async function* elementsOf(file: FeedFile, options: ElementsOptions): AsyncIterable<XmlElement> {
  for await (const { element } of passed(file, options, 'without-text')) yield element;
}

export interface WrittenElement {
  readonly element: XmlElement;
  /** As it stands in the file, character by character. */
  readonly text: string;
}

/** As {@link elementsOf}, each with its own text: for what is handed on as its publisher wrote it. */
export const writtenElementsOf = (file: FeedFile, options: ElementsOptions): AsyncIterable<WrittenElement> =>
  passed(file, options, 'with-text');

/** One element alone, of what was read before; `null`: that is not what the text is. */
export const elementIn = (text: string): XmlElement | null => {
  const builder = new Builder({ feed: '', root: 'root', element: /^<([^\s/>]+)/.exec(text)?.[1] ?? '' }, false);
  try {
    const found = builder.take(`<root>${text}</root>`);
    return builder.end() === 'whole' && found.length === 1 ? (found[0]?.element ?? null) : null;
  } catch (error) {
    if (error instanceof NotXml) return null;
    throw error;
  }
};

async function* passed(
  file: FeedFile,
  options: ElementsOptions,
  texts: 'with-text' | 'without-text',
): AsyncIterable<WrittenElement> {
  const { feed } = options;
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const builder = new Builder(options, texts === 'with-text');
  const within = <T>(act: () => T): T => {
    try {
      return act();
    } catch (error) {
      if (error instanceof NotXml) throw refusedXml(feed, `${file.name} ${error.message}`, error);
      if (error instanceof TypeError && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
        throw refusedXml(feed, `${file.name} is not UTF-8`, error);
      throw error;
    }
  };
  for await (const chunk of file.chunks()) yield* within(() => builder.take(decoder.decode(chunk, { stream: true })));
  yield* within(() => builder.take(decoder.decode()));
  if (within(() => builder.end()) === 'truncated')
    throw new FeedRefused(reason('feed-truncated', { feed, file: file.name }));
}

class NotXml extends Error {}

/** An element while it is read. */
interface Open extends XmlElement {
  text: string;
  readonly children: XmlElement[];
}

/** Builds trees below the root; what is outside of wanted elements is looked at and dropped. */
class Builder {
  readonly #options: ElementsOptions;
  readonly #parser = new SaxesParser();
  readonly #open: Open[] = [];
  /** `null`: nobody asks for it. */
  readonly #written: Written | null;
  #complete: WrittenElement[] = [];
  #nodes = 0;
  #length = 0;
  #sinceEvent = 0;
  #rootSeen = false;

  constructor(options: ElementsOptions, withTexts: boolean) {
    this.#options = options;
    this.#written = withTexts ? new Written() : null;
    const parser = this.#parser;
    parser.on('error', (error) => {
      throw new NotXml(`is no XML: ${error.message}`, { cause: error });
    });
    parser.on('doctype', () => {
      throw new NotXml('declares a document type, which is never read');
    });
    parser.on('opentagstart', (tag) => {
      if (this.#open.length === 1) this.#written?.from(parser.position - tag.name.length - '<'.length - 1);
    });
    parser.on('opentag', (tag) => this.#opened(tag));
    parser.on('closetag', () => this.#closed());
    parser.on('text', (text) => this.#said(text));
    parser.on('cdata', (text) => this.#said(text));
    for (const event of ['comment', 'processinginstruction'] as const) parser.on(event, () => this.#heard(0));
  }

  /** The elements that are complete with this text. */
  take(text: string): readonly WrittenElement[] {
    this.#written?.add(text);
    this.#parser.write(text);
    this.#written?.forget();
    this.#sinceEvent += text.length;
    if (this.#sinceEvent > LENGTH_MAX) throw new NotXml('has a text or tag without end');
    const complete = this.#complete;
    this.#complete = [];
    return complete;
  }

  end(): 'whole' | 'truncated' {
    if (!this.#rootSeen) throw new NotXml('has no element');
    if (this.#open.length > 0) return 'truncated';
    this.#parser.close();
    return 'whole';
  }

  #opened(tag: SaxesTagPlain): void {
    this.#heard(tag.name.length);
    if (this.#open.length === 0 && tag.name !== this.#options.root)
      throw new NotXml(`begins with "${tag.name.slice(0, 60)}" instead of "${this.#options.root}"`);
    this.#rootSeen = true;
    this.#nodes += 1;
    if (this.#open.length >= DEPTH_MAX) throw new NotXml(`nests more than ${DEPTH_MAX} deep`);
    if (this.#nodes > NODES_MAX) throw new NotXml(`has an element with more than ${NODES_MAX} others`);
    for (const name in tag.attributes) this.#length += name.length + (tag.attributes[name]?.length ?? 0);
    this.#open.push({ name: tag.name, attributes: tag.attributes, text: '', children: [] });
  }

  #closed(): void {
    this.#heard(0);
    const element = this.#open.pop();
    if (element === undefined) return;
    if (this.#open.length === 1) {
      const text = this.#written?.to(this.#parser.position) ?? '';
      if (element.name === this.#options.element) this.#complete.push({ element, text });
      this.#nodes = 0;
      this.#length = 0;
    } else if (this.#open.length > 1) this.#open.at(-1)?.children.push(element);
  }

  #said(text: string): void {
    this.#heard(text.length);
    // Blanks between updates are most of a file's text.
    const within = this.#open.at(-1);
    if (within !== undefined && this.#open.length > 1) within.text += text;
  }

  /** Something is complete; `length` characters of it are kept. */
  #heard(length: number): void {
    this.#sinceEvent = 0;
    this.#length += length;
    if (this.#open.length > 1 && this.#length > LENGTH_MAX) throw new NotXml('has an element without end');
  }
}

/** What was read lately, by its place in the whole: as much as may still belong to an element that is not complete. */
class Written {
  #text = '';
  #textStart = 0;
  #elementStart: number | null = null;
  #lastEnd = 0;

  add(text: string): void {
    this.#text += text;
  }

  from(position: number): void {
    this.#elementStart = position;
  }

  to(position: number): string {
    const start = (this.#elementStart ?? position) - this.#textStart;
    this.#lastEnd = position;
    this.#elementStart = null;
    return this.#text.slice(start, position - this.#textStart);
  }

  /** Between two elements stand some blanks at most; a longer text is kept until the parser refuses it. */
  forget(): void {
    const needed = this.#elementStart ?? this.#lastEnd;
    if (needed === this.#textStart) return;
    this.#text = this.#text.slice(needed - this.#textStart);
    this.#textStart = needed;
  }
}
