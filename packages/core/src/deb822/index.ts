// deb822: the text form of Debian's package files (status, Packages, Release), deb822(5). Own reader: no maintained
// library exists, and the format is a page long.
// And the one thing that fields mean to more than one reader: which packages another asks for.
// Not here: what else the fields mean, where a file comes from, and limits on its size: the text is in memory already.
// May import: version.

export { field, type Paragraph, paragraphTexts, parseParagraph } from './paragraphs.ts';
export { allows, isMet, type Operator, parseRelations, type Relation } from './relations.ts';
