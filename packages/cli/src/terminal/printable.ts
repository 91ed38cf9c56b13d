// Text from elsewhere, made safe to show: a package name or the last lines of a hook must not move the cursor, retitle
// the window or turn the reading direction around.

/** All control characters but tab and line end; direction marks, overrides and isolates; line and paragraph separators. */
const STEERING = /[^\P{Cc}\t\n]|[\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
/** Colours, which is all that we write ourselves and all that does no harm. */
const COLOUR = new RegExp(`${String.fromCodePoint(0x1b)}\\[\\d{1,3}m`, 'g');

export const printable = (text: string): string => {
  let result = '';
  let from = 0;
  for (const { index, 0: colour } of text.matchAll(COLOUR)) {
    result += text.slice(from, index).replace(STEERING, '\u{FFFD}') + colour;
    from = index + colour.length;
  }
  return result + text.slice(from).replace(STEERING, '\u{FFFD}');
};
