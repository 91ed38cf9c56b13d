import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join, normalize } from 'node:path';

/**
 * A read-only HTTP listener for the files below `directory`. Always the whole file: HTTP dates have whole seconds, and
 * a scenario publishes twice within one, so an honest "not modified" would hide the second index from apt.
 */
export function serveFiles(directory: string): Server {
  return createServer((request, response) => {
    answer(directory, request, response).catch(() => {
      response.statusCode = 500;
      response.end();
    });
  });
}

async function answer(directory: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return end(response, 405);
  const path = await fileFor(directory, request.url ?? '/');
  const found = path === null ? null : await stat(path);
  if (path === null || found === null || !found.isFile()) return end(response, 404);
  response.setHeader('Last-Modified', found.mtime.toUTCString());
  response.setHeader('Content-Length', found.size);
  if (request.method === 'HEAD') return end(response, 200);
  const stream = createReadStream(path);
  stream.once('error', () => response.destroy());
  stream.pipe(response);
}

/** Null for what is not there and for every way out of the directory. */
async function fileFor(directory: string, url: string): Promise<string | null> {
  try {
    const path = decodeURIComponent(new URL(url, 'http://lab.invalid').pathname);
    const real = await realpath(join(directory, normalize(path)));
    return real.startsWith(`${directory}/`) ? real : null;
  } catch {
    return null;
  }
}

function end(response: ServerResponse, status: number): void {
  response.statusCode = status;
  response.end();
}
