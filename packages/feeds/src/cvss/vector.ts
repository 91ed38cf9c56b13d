// A vector of any version, taken apart and scored by the library.

import calculator from 'ae-cvss-calculator';

/** Longer than any vector with all of version 4.0's metrics. */
const VECTOR_LENGTH_MAX = 300;
const PART = /^[A-Z][A-Za-z]{0,2}:[A-Za-z]{1,5}$/;

/** Of version 2 the metrics stand alone, sometimes in parentheses. `null` for what is no vector of a known version. */
export const parseVector = (text: string) => {
  const vector = text.trim().replace(/^\((.*)\)$/, '$1');
  if (vector.length > VECTOR_LENGTH_MAX) return null;
  const [prefix = '', ...rest] = vector.split('/');
  const isVersion2 = !prefix.startsWith('CVSS:');
  if (!(isVersion2 ? [prefix, ...rest] : rest).every((part) => PART.test(part))) return null;
  try {
    const parsed = parsedAs(isVersion2 ? 'CVSS:2.0' : prefix, vector);
    return parsed?.isBaseFullyDefined() === true ? { vector, parsed } : null;
  } catch {
    // The library's only answer to a metric or a value that its version does not have.
    return null;
  }
};

/** Not the library's own guess: it takes version 9.9 for 3.0. */
const parsedAs = (version: string, vector: string) => {
  switch (version) {
    case 'CVSS:2.0':
      return new calculator.Cvss2(vector);
    case 'CVSS:3.0':
      return new calculator.Cvss3P0(vector);
    case 'CVSS:3.1':
      return new calculator.Cvss3P1(vector);
    case 'CVSS:4.0':
      return new calculator.Cvss4P0(vector);
    default:
      return null;
  }
};

export type ParsedVector = NonNullable<ReturnType<typeof parsedAs>>;

/** 9.8 as 98; `null` for what is no score. */
export const tenthsOf = (score: unknown): number | null =>
  typeof score === 'number' && score >= 0 && score <= 10 ? Math.round(score * 10) : null;
