// `node tools/picture/main.ts TITLE < terminal.txt > docs/demo.svg`: real output of a program as a picture of a terminal, so
// that the README shows what a run looks like and not what somebody drew.

const COLUMNS_MAX = 132;
const CHARACTER_WIDTH = 7.25;
const LINE_HEIGHT = 17;
const MARGIN = 16;
const TITLE_HEIGHT = 28;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** One colour per meaning, readable on dark ground at WCAG AA. */
const colourOf = (line: string): string => {
  if (/^\s*\$ /.test(line)) return '#7ee787';
  if (/\bfailed: 0\b|\b0 failed\b|\bnone failed\b/.test(line)) return '#7ee787';
  if (/^[A-Z=#-]/.test(line)) return '#79c0ff';
  return '#e6edf3';
};

const picture = (title: string, text: string): string => {
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => line.slice(0, COLUMNS_MAX));
  const width = Math.ceil(Math.max(60, ...lines.map((line) => line.length)) * CHARACTER_WIDTH + 2 * MARGIN);
  const height = TITLE_HEIGHT + lines.length * LINE_HEIGHT + 2 * MARGIN;
  const rows = lines.map((line, index) => {
    const y = TITLE_HEIGHT + MARGIN + (index + 1) * LINE_HEIGHT - 4;
    return `<text x="${MARGIN}" y="${y}" fill="${colourOf(line)}" xml:space="preserve">${escaped(line)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">`,
    `<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>`,
    `<rect width="${width}" height="${TITLE_HEIGHT}" rx="8" fill="#161b22"/>`,
    '<circle cx="18" cy="14" r="5" fill="#ff7b72"/><circle cx="34" cy="14" r="5" fill="#d29922"/><circle cx="50" cy="14" r="5" fill="#3fb950"/>',
    `<text x="${width / 2}" y="19" fill="#9da7b3" text-anchor="middle" font-family="sans-serif" font-size="12">${escaped(title)}</text>`,
    '<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="12">',
    ...rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
};

const read = async (): Promise<string> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks).toString('utf8');
};

const [title = 'slipway'] = process.argv.slice(2);
process.stdout.write(picture(title, await read()));
