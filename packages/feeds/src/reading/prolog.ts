/**
 * What stands behind blanks, a declaration and comments: where an XML or HTML document begins. By search and not by one
 * expression: comments that may follow each other could be divided in 2^n ways, and 240 bytes of them took for ever.
 */
export const afterProlog = (text: string): string => {
  let rest = text.replace(/^\uFEFF/, '').trimStart();
  for (;;) {
    const end = rest.startsWith('<!--') ? '-->' : rest.startsWith('<?') ? '?>' : null;
    if (end === null) return rest;
    const at = rest.indexOf(end, 2);
    if (at === -1) return rest;
    rest = rest.slice(at + end.length).trimStart();
  }
};
