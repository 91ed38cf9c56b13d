// Text of others that people will see in a terminal, a table or a mail.

/** Control characters and line breaks become blanks; runs of blanks become one; what is longer is cut with an ellipsis. */
export const plainText = (text: string, lengthMax = 500): string => {
  // Cut first, roughly: a summary of 60 MB is not worth a pass of expressions.
  const rough = text.length > lengthMax * 2 ? text.slice(0, lengthMax * 2) : text;
  const plain = rough
    .replaceAll(/[\p{Cc}\p{Zs}\p{Zl}\p{Zp}\u{200B}-\u{200F}\u{202A}-\u{202E}\u{2066}-\u{2069}\u{FEFF}]+/gu, ' ')
    .trim()
    .toWellFormed();
  return plain.length > lengthMax ? `${plain.slice(0, lengthMax - 1).toWellFormed()}…` : plain;
};
