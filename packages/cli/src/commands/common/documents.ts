// Documents that people write: a file, or standard input.

import type { Invocation } from '../../command/index.ts';
import { wrongUse } from '../../exit/index.ts';
import { textOfFile } from '../../given-file/index.ts';

/** The largest that the controller takes; more is none of our documents. */
const DOCUMENT_BYTES_MAX = 16 * 1024 * 1024;

/** JSON; `-` is standard input. Whether it is what it should be the controller says, with the place where it is not. */
export const readDocument = async (invocation: Invocation, path: string): Promise<unknown> => {
  const text = await readGivenText(invocation, path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw wrongUse(`${path} is not JSON: ${error instanceof Error ? error.message : String(error)}`, error);
  }
};

/** `-` is standard input. */
export const readGivenText = async ({ context }: Invocation, path: string): Promise<string> =>
  path === '-'
    ? await inputText(context.terminal.input)
    : await textOfFile(path, { what: 'the file', bytesMax: DOCUMENT_BYTES_MAX });

const inputText = async (input: AsyncIterable<Uint8Array>): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of input) {
    size += chunk.length;
    if (size > DOCUMENT_BYTES_MAX) throw wrongUse('Standard input is larger than any document that is taken here.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};
