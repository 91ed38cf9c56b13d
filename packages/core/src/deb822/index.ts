// deb822: the text form of Debian's package files (status, Packages, Release), deb822(5). Own reader: no maintained
// library exists, and the format is a page long.
// Not here: what the fields mean, where a file comes from, and limits on its size: the text is in memory already.
// May import: nothing.

export { field, type Paragraph, paragraphTexts, parseParagraph } from './paragraphs.ts';
