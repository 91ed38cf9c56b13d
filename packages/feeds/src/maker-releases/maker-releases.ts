import type { MakerRelease } from '@slipway/core/advisory';
import { reason } from '@slipway/core/reasons';
import { compareDeb } from '@slipway/core/version';
import type { FeedFile, Format, FormatContext, Found } from '../format.ts';
import { instantOfText, plainText, problem } from '../reading/index.ts';
import { attributeIn, childrenIn, elementsOf, textOfChild, type XmlElement } from '../xml/index.ts';
import { versionOfTag } from './version-of-tag.ts';

/** One file is one product. Of its versions the highest is told: makers mend old branches after a new one is out. */
export const makerReleases: Format = {
  kind: 'maker-releases',
  takes: (name) => /\.(?:atom|xml)$/.test(name),
  read: async function* read(files, context) {
    for await (const file of files) yield* newestIn(file, context);
  },
};

async function* newestIn(file: FeedFile, context: FormatContext): AsyncIterable<Found> {
  const product = productOf(file, context);
  let newest: MakerRelease | null = null;
  for await (const entry of elementsOf(file, { feed: context.source.name, root: 'feed', element: 'entry' })) {
    const tag = tagOf(entry);
    const told = tag === null ? null : versionOfTag(tag);
    if (tag === null || told?.kind === 'none')
      yield problem(
        product,
        reason('record-unreadable', { detail: `an entry has no version: ${plainText(tag ?? '', 80)}` }),
      );
    else if (told?.kind === 'early') yield { kind: 'passed-over', where: `${product} ${told.version}` };
    else if (told !== null) newest = higher(newest, releaseOf(product, told.version, entry));
  }
  if (newest !== null) yield { kind: 'maker-release', release: newest };
}

const FILE = /([^/]+?)(?:\.(?:atom|xml))?$/;

/** As whoever configured the feed named it; in a folder of several each file is named after its product. */
const productOf = (file: FeedFile, { source }: FormatContext): string => {
  const isOnly = /^https?:/.test(source.location) || `/${source.location}`.endsWith(`/${file.name}`);
  return isOnly ? source.name : plainText(FILE.exec(file.name)?.[1] ?? source.name, 100);
};

const releaseOf = (product: string, version: string, entry: XmlElement): MakerRelease => ({
  product,
  version,
  publishedAt: instantOfText(textOfChild(entry, 'published') ?? textOfChild(entry, 'updated')),
  link: linkOf(entry),
});

/** Of two equal ones the first. */
const higher = (a: MakerRelease | null, b: MakerRelease): MakerRelease =>
  a === null || compareDeb(a.version, b.version) < 0 ? b : a;

const LINK_LENGTH_MAX = 500;

const linkOf = (entry: XmlElement): string | null => {
  const links = childrenIn(entry, 'link');
  const [alternate] = links.filter((link) => (attributeIn(link, 'rel') ?? 'alternate') === 'alternate');
  const href = attributeIn(alternate ?? null, 'href');
  return href !== null && href.length <= LINK_LENGTH_MAX && /^https?:\/\/\S+$/.test(href) ? href : null;
};

/** `…/releases/tag/v1.2.3`, else the end of `tag:github.com,2008:Repository/1/v1.2.3`, else the title. */
const tagOf = (entry: XmlElement): string | null => {
  const link = linkOf(entry) ?? '';
  const tag = /\/(?:releases\/tag|-\/releases|-\/tags|tag|tags)\/([^/?#]+)$/.exec(link)?.[1];
  if (tag !== undefined) return decoded(tag);
  return /^tag:.*\/([^/]+)$/.exec(textOfChild(entry, 'id') ?? '')?.[1] ?? textOfChild(entry, 'title');
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
