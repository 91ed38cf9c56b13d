// A text that somebody else has written, with one place of it gone, doubled, cut off or something else.

import fc from 'fast-check';

export const damagedText = (text: string): fc.Arbitrary<string> =>
  fc
    .record({
      at: fc.integer({ min: 0, max: text.length }),
      length: fc.integer({ min: 0, max: 40 }),
      how: fc.constantFrom('cut', 'gone', 'twice', 'other'),
      other: fc.string({ unit: fc.constantFrom('\n', '\t', ' ', '\u0000', '{', '"', 'é', 'i', ':', '/') }),
    })
    .map(({ at, length, how, other }) => {
      const [before, within, after] = [text.slice(0, at), text.slice(at, at + length), text.slice(at + length)];
      return {
        cut: before,
        gone: before + after,
        twice: before + within + within + after,
        other: before + other + after,
      }[how];
    });
