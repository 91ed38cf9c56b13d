// How values look to people: tables, instants, reasons, sizes; and as JSON to programs. Pure: text comes out.
// Not here: where the text goes (terminal), what is shown (commands).
// May import: core, the terminal's Style type.

export { jsonText } from './json.ts';
export { type Line, linesText, reasonText } from './reasons.ts';
export { bytesText, countText, shortDigest, withShortDigests } from './sizes.ts';
export { type Column, tableText } from './table.ts';
export { ageText, durationText, instantText } from './time.ts';
