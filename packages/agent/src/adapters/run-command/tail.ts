/** Keeps the last bytes of a stream. */
export interface Tail {
  push(chunk: Buffer): void;
  isCut(): boolean;
  text(): string;
}

export const createTail = (bytesMax: number): Tail => {
  const chunks: Buffer[] = [];
  let length = 0;
  let cut = false;
  return {
    push(chunk) {
      // An empty one would be dropped at the limit and look like a cut of text that is all there.
      if (chunk.length === 0) return;
      chunks.push(chunk);
      length += chunk.length;
      for (let first = chunks[0]; first !== undefined && length - first.length >= bytesMax; first = chunks[0]) {
        chunks.shift();
        length -= first.length;
        cut = true;
      }
    },
    isCut: () => cut || length > bytesMax,
    // A character that was cut in two at the front becomes a replacement character: this text is for people.
    text: () => Buffer.concat(chunks).subarray(-bytesMax).toString('utf8'),
  };
};
