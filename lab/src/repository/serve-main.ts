// A program of its own: serves the lab's repository to its hosts until it is ended. Arguments: directory, address, port.
import { serveFiles } from './serve.ts';

const [directory, address, port] = process.argv.slice(2);
if (directory === undefined || address === undefined || port === undefined) {
  console.error('usage: serve-main.ts DIRECTORY ADDRESS PORT');
  process.exitCode = 2;
} else {
  serveFiles(directory).listen(Number(port), address, () => console.log(`serving ${directory} on ${address}:${port}`));
}
