import fc from 'fast-check';
import { expect, it } from 'vitest';
import { containersIn, imagesIn, propertiesIn } from './answers.ts';

it('answers of any form are read without a throw', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (data) => {
      for (const read of [containersIn, imagesIn, propertiesIn]) expect(() => read(data)).not.toThrow();
    }),
  );
});
