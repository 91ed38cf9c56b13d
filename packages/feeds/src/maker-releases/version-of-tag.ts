// Makers tag as they like: v1.2.3, release-1.2.3, curl-8_5_0, 2024.01.

export type TaggedVersion =
  | { readonly kind: 'version'; readonly version: string }
  /** Announced before the release itself: nobody has to reach it. */
  | { readonly kind: 'early'; readonly version: string }
  | { readonly kind: 'none' };

const TAG_LENGTH_MAX = 100;
const EARLY = /(?:^|[^a-z])(?:alpha|beta|rc|pre|preview|dev|nightly|snapshot|canary|test)(?![a-z])/i;
/** Several numbers that are not the end of a name (`pg17-3.4.0`), and whatever else a version may hold. */
const DOTTED = /(?<![A-Za-z0-9.])v?(\d+(?:[._]\d+)+[A-Za-z0-9.+~_-]*)$/i;
const NUMBERED = /(\d+[A-Za-z0-9.+~_-]*)$/;

export const versionOfTag = (tag: string): TaggedVersion => {
  const text = tag.trim();
  const found = text.length > TAG_LENGTH_MAX ? undefined : (DOTTED.exec(text) ?? NUMBERED.exec(text))?.[1];
  if (found === undefined) return { kind: 'none' };
  const version = found.includes('.') ? found : found.replaceAll('_', '.');
  // `3.2.0b1` of Python's makers.
  const isEarly = EARLY.test(text) || /\d(?:a|b|rc)\d*$/i.test(version);
  return { kind: isEarly ? 'early' : 'version', version };
};
