// UTF-8, strictly: what has no exact other form is refused, never replaced.

// The Encoding standard's codecs are in every runtime that runs us, but TypeScript declares them only together with
// all of the browser or all of Node. Declared here, they are two pure functions; a codec written out in TypeScript took
// four times as long for the bytes of 10,000 host plans.
declare const TextEncoder: new () => { readonly encode: (text: string) => Uint8Array };
declare const TextDecoder: new (
  label: 'utf-8',
  options: { readonly fatal: true; readonly ignoreBOM: true },
) => { readonly decode: (bytes: Uint8Array) => string };

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Throws on a lone surrogate, which has no UTF-8 (the encoder alone would write U+FFFD). */
export const encodeUtf8 = (text: string): Uint8Array => {
  if (!text.isWellFormed()) throw new TypeError('no UTF-8: a lone surrogate');
  return encoder.encode(text);
};

/** `null` where the bytes are not UTF-8. A byte order mark stays what it is, so that other bytes are never the same text. */
export const decodeUtf8 = (bytes: Uint8Array): string | null => {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
};
