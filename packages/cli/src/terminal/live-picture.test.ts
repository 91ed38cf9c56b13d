import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { LivePicture } from './live-picture.ts';

const drawn = (rows: number, columns: number) => {
  const stream = Object.assign(new PassThrough(), { rows, columns }) as unknown as NodeJS.WriteStream;
  const picture = new LivePicture(stream);
  return {
    picture,
    draw: (text: string): string => {
      picture.draw(text);
      return String((stream as unknown as PassThrough).read());
    },
  };
};

it('goes back over exactly what it drew', () => {
  const { draw } = drawn(24, 80);
  expect(draw('one\ntwo\n')).toBe('\rone\u001b[K\ntwo\u001b[K\n\u001b[J');
  expect(draw('three\n')).toBe('\u001b[2A\rthree\u001b[K\n\u001b[J');
  expect(draw('')).toBe('\u001b[1A\r\u001b[J');
});

it('cuts what would wrap or scroll, since that could not be taken back', () => {
  const { draw } = drawn(3, 10);
  expect(draw('a line that is too long\nb\nc\nd\n')).toBe('\ra line th\u001b[K\nb\u001b[K\n\u001b[J');
  expect(draw('x\n')).toContain('\u001b[2A');
});

it('draws below what was written in between', () => {
  const { picture, draw } = drawn(24, 80);
  draw('one\n');
  picture.leave();
  expect(draw('two\n')).toBe('\rtwo\u001b[K\n\u001b[J');
});
