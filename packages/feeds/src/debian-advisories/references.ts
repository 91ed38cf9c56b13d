// `{CVE-2026-1 DSA-6409-1}`: what an advisory fixes, and which advisories fix a vulnerability.

/** The longest real line has 700 (a kernel's). */
const REFERENCES_MAX = 20_000;

// Years and numbers without fixed width: CVE numbers have reached six digits.
const NAME = /^(?:CVE-\d{4}-\d{4,19}|(?:DSA|DLA|DTSA|ELA)-\d{1,9}(?:-\d{1,9})?|TEMP-\d{7}-[0-9A-F]{6}|VU#\d{4,9})$/;

/** Each once, in the order of the list. */
export const referencesIn = (notes: readonly string[]): readonly string[] => {
  const names = new Set<string>();
  for (const note of notes) {
    if (!note.startsWith('{')) continue;
    for (const name of note.replaceAll(/[{}]/g, ' ').split(/\s+/))
      if (NAME.test(name) && names.size < REFERENCES_MAX) names.add(name);
  }
  return [...names];
};
