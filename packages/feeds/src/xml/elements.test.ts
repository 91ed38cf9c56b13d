import type { Reason } from '@slipway/core/reasons';
import { expect, test } from 'vitest';
import { memoryFile } from '../../test/read-format.ts';
import type { FeedFile } from '../format.ts';
import { FeedRefused } from '../refused.ts';
import { LENGTH_MAX } from './elements.ts';
import { attributeIn, childrenIn, elementsOf, textOfChild, type XmlElement } from './index.ts';

const read = async (file: FeedFile): Promise<readonly XmlElement[]> => {
  const elements: XmlElement[] = [];
  for await (const element of elementsOf(file, { feed: 'test', root: 'list', element: 'item' })) elements.push(element);
  return elements;
};

const refusal = async (file: FeedFile | string): Promise<Reason> => {
  try {
    await read(typeof file === 'string' ? memoryFile('list.xml', file) : file);
  } catch (error) {
    if (error instanceof FeedRefused) return error.reason;
    throw error;
  }
  throw new Error('it was read');
};

test('elements below the root, each whole, wherever the chunks end', async () => {
  const text =
    '<?xml version="1.0"?><list><!-- é --><item id="1"><a>x&amp;y</a><a><![CDATA[<z>]]></a></item><other/><item/></list>';
  for (const chunkBytes of [1, 2, 3, 7, 1000]) {
    const [first, second, ...rest] = await read(memoryFile('list.xml', text, chunkBytes));
    expect(attributeIn(first ?? null, 'id')).toBe('1');
    expect(childrenIn(first ?? null, 'a').map((a) => a.text)).toEqual(['x&y', '<z>']);
    expect(second).toEqual({ name: 'item', attributes: {}, text: '', children: [] });
    expect(rest).toEqual([]);
  }
});

test('what is absent, blank or inherited is null', async () => {
  const [item = null] = await read(memoryFile('list.xml', '<list><item blank=" "><a> </a></item></list>'));
  expect([
    attributeIn(item, 'blank'),
    attributeIn(item, 'constructor'),
    textOfChild(item, 'a'),
    textOfChild(item, 'b'),
  ]).toEqual([null, null, null, null]);
});

test.each([
  ['an external entity', '<!DOCTYPE list [<!ENTITY e SYSTEM "file:///etc/passwd">]><list><item>&e;</item></list>'],
  [
    'entities that multiply',
    '<!DOCTYPE list [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><list><item>&b;</item></list>',
  ],
  ['a DTD elsewhere', '<!DOCTYPE list SYSTEM "http://example.org/list.dtd"><list/>'],
])('%s is refused: document types are never read', async (_, text) => {
  expect(await refusal(text)).toMatchObject({
    code: 'feed-unreadable',
    facts: { feed: 'test', detail: 'list.xml declares a document type, which is never read' },
  });
});

test.each([
  ['an unknown entity', '<list><item>&unknown;</item></list>', 'is no XML'],
  ['an element that is not closed', '<list><item></list>', 'is no XML'],
  ['a second root', '<list/><list/>', 'is no XML'],
  ['another root', '<html><body/></html>', 'begins with "html"'],
  ['nothing', '', 'has no element'],
  ['text alone', 'no XML', 'is no XML'],
  ['depth', `<list>${'<a>'.repeat(40)}${'</a>'.repeat(40)}</list>`, 'nests more than 32 deep'],
  ['many elements in one', `<list><item>${'<a/>'.repeat(100_001)}</item></list>`, 'has an element with more than'],
])('%s is refused', async (_, text, detail) => {
  const { code, facts } = await refusal(text);
  expect([code, facts['detail']]).toEqual(['feed-unreadable', expect.stringContaining(detail)]);
});

test('what is not UTF-8 is refused', async () => {
  const bytes = new Uint8Array([...new TextEncoder().encode('<list><item>'), 0xff, 0xfe]);
  expect((await refusal(memoryFile('list.xml', bytes))).facts['detail']).toBe('list.xml is not UTF-8');
});

test('a document that ends in the middle is told as such', async () => {
  expect(await refusal('<list><item><a>x</a></item><it')).toMatchObject({
    code: 'feed-truncated',
    facts: { file: 'list.xml' },
  });
});

test.each([
  ['text', '<list><item><a>'],
  ['text outside of any item', '<list>'],
  ['attribute', '<list><item a="'],
  ['attributes', '<list><item ', 'xy="1" '],
  ['comment', '<list><!-- '],
  ['CDATA', '<list><item><![CDATA['],
  ['name', '<list><item'],
  ['texts', '<list><item>', 'xxxxxxx<!---->'],
])(
  'an endless %s is refused after a limited part of it',
  async (_, start, piece = 'xxxxxxxx') => {
    const bytes = new TextEncoder().encode(piece.repeat(8192));
    let read = 0;
    const chunks = async function* chunks() {
      yield await Promise.resolve(new TextEncoder().encode(start));
      for (; ; read += bytes.length) yield await Promise.resolve(bytes);
    };
    await refusal({ ...memoryFile('list.xml', ''), chunks });
    expect(read).toBeLessThan(LENGTH_MAX * 3);
  },
  30_000,
);
