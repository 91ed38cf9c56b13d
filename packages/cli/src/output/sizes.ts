const UNITS = ['kB', 'MB', 'GB', 'TB'] as const;

/** Powers of 1000, as disks and networks count: `714 B`, `2.1 MB`. */
export const bytesText = (bytes: number): string => {
  let value = bytes;
  let shown = 'B';
  for (const unit of UNITS) {
    if (value < 1000) break;
    value /= 1000;
    shown = unit;
  }
  return shown === 'B' ? `${value} B` : `${value.toFixed(value < 10 ? 1 : 0)} ${shown}`;
};

/** `1 host`, `2 hosts`. */
export const countText = (count: number, singular: string, plural = `${singular}s`): string =>
  `${count} ${count === 1 ? singular : plural}`;

/** Every digest in it as short as it is taken as an argument; a table has no room for more, and `--json` has them whole. */
export const withShortDigests = (text: string): string => text.replaceAll(/sha256:[0-9a-f]{64}/g, shortDigest);

/** Enough to tell digests apart in a table; commands take the start of one where it names one alone. */
export const shortDigest = (digest: string): string => digest.slice(0, 'sha256:'.length + 12);
