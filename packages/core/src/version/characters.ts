// ASCII classes on character codes. Both reference programs classify bytes without a locale (dpkg c_isdigit and
// c_isalpha, rpm risdigit and risalpha), so \w and Intl have no place here. Written on codes because these run for
// every character of every comparison.

export const ZERO = 48;
const LETTER_LOWER_A = 97;
/** Sets the bit that separates upper from lower case in ASCII; moves no non-letter into the letters. */
const LOWER_CASE_BIT = 32;

export const COLON = 58;
export const HYPHEN = 45;
export const TILDE = 126;
export const CARET = 94;

export function isDigit(code: number): boolean {
  return code >= ZERO && code <= ZERO + 9;
}

export function isLetter(code: number): boolean {
  const lower = code | LOWER_CASE_BIT;
  return lower >= LETTER_LOWER_A && lower <= LETTER_LOWER_A + 25;
}

export function isAlphanumeric(code: number): boolean {
  return isDigit(code) || isLetter(code);
}

/** Space and tab: what dpkg trims around a version and refuses within one (c_isblank). A newline is neither. */
export function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}
