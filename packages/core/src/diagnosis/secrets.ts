// Lines of logs leave the host, and programs write into logs what they should not. What looks like a secret is taken out
// first. A guard, not a proof: what a program prints as plain words nobody can tell from words.

const MASK = '***';

/** Bounded everywhere: none of them looks further than a few words from where it began. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  // https://user:password@host
  [/:\/\/[^\s/@]{1,200}@/g, `://${MASK}@`],
  [/\b(Bearer|Basic|Digest)\s+[A-Za-z0-9._~+/=-]{8,}/g, `$1 ${MASK}`],
  // password=…, "apiKey": "…"
  [
    /((?:password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)["']?\s{0,3}[=:]\s{0,3})("[^"]{0,500}"|'[^']{0,500}'|[^\s"',;]{1,500})/gi,
    `$1${MASK}`,
  ],
  // --token …
  [/(\s--?[\w-]{0,30}(?:password|token|secret|key)\s)([^\s-]\S{0,500})/gi, `$1${MASK}`],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{2,}(?:\.[A-Za-z0-9_-]*)?/g, MASK],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g, MASK],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----.*/g, MASK],
];

/** A line of a key or a token in base64; sums of files are hexadecimal and stay. */
const LONG_WORD = /[A-Za-z0-9+/_-]{40,}={0,2}/g;
const HEXADECIMAL = /^[0-9a-f]+$/i;
/** Paths, names of units and of packages are long too, and have no such mixture. */
const isRandom = (word: string): boolean =>
  !HEXADECIMAL.test(word) &&
  /[a-z]/.test(word) &&
  /[A-Z]/.test(word) &&
  /[0-9].*[0-9]/.test(word) &&
  !/\/.*\/.*\//.test(word);

export const withoutSecrets = (line: string): string =>
  SECRETS.reduce((text, [pattern, mask]) => text.replaceAll(pattern, mask), line).replaceAll(LONG_WORD, (word) =>
    isRandom(word) ? MASK : word,
  );
