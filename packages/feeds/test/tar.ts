// A tar of given files, for tests, with the two empty blocks at its end.

const BLOCK = 512;

export const tarOf = (
  files: readonly (readonly [name: string, content: string, type?: string])[],
  options: { readonly ended: boolean } = { ended: true },
): Buffer =>
  Buffer.concat([
    ...files.flatMap(([name, content, type = '0']) => {
      const bytes = Buffer.from(content);
      const padding = Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK);
      return [header(name, bytes.length, type), bytes, padding];
    }),
    Buffer.alloc(options.ended ? 2 * BLOCK : 0),
  ]);

const header = (name: string, size: number, type: string): Buffer => {
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0, 100);
  block.write('0000644\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  block.write('00000000000\0', 136);
  block.write('        ', 148);
  block.write(type, 156);
  if (type === '2') block.write('/etc/passwd', 157);
  block.write('ustar\u000000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
};
