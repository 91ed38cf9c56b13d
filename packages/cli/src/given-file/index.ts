// A file that a person names on the command line, read with a limit that counts what is read: `/dev/zero` and a pipe have
// no size, and a file may grow.
// Not here: what is in it, and files of our own (settings).
// May import: node:, exit.

export { textOfFile } from './text-of-file.ts';
