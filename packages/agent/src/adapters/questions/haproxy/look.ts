import { connect } from 'node:net';
import { join } from 'node:path';
import { countOf, fieldsOf, listOf, type Means, textOf } from '../means/index.ts';

export interface Server {
  readonly name: string;
  readonly status: string;
  readonly weight: number;
  /** Of HTTP, that its last health check was answered with; `null`: it was not, or is no such check. */
  readonly checkCode: number | null;
}

/** A row of 100 fields takes some 15 kB in this form; hundreds of servers are more than one backend has. */
const ANSWER_BYTES_MAX = 16 * 1024 * 1024;
/** A health check over HTTP that was answered, with another status than is wanted (management guide, 9.1, check_status). */
const ANSWERED = 'L7STS';
/** Of `show stat`: rows of servers only (management guide, 9.3). */
const SERVERS_ONLY = 4;

export const serversAt = async (socket: string, backend: string, means: Means): Promise<readonly Server[]> => {
  const answer = await askSocket(socket, `show stat ${backend} ${SERVERS_ONLY} -1 json`, means);
  if (!answer.trimStart().startsWith('[')) throw new Error(answer.trim().slice(0, 100) || 'it said nothing');
  return serversIn(JSON.parse(answer), backend);
};

export const serversIn = (value: unknown, backend: string): readonly Server[] =>
  listOf(value, 'the answer', (row) => {
    const cells = new Map(listOf(row, 'a row', cellIn));
    const text = (name: string): string => textOf(cells.get(name), name);
    if (text('pxname') !== backend) throw new TypeError('it told of another backend');
    const checked = cells.get('check_status');
    return {
      name: text('svname'),
      status: text('status'),
      weight: countOf(cells.get('weight'), 'weight'),
      checkCode: checked === ANSWERED ? countOf(cells.get('check_code'), 'check_code') : null,
    };
  });

const cellIn = (cell: unknown): readonly [string, unknown] => {
  const { field, value } = fieldsOf(cell, 'a cell');
  return [textOf(fieldsOf(field, 'a field')['name'], 'the name of a field'), fieldsOf(value, 'a value')['value']];
};

const askSocket = async (socket: string, line: string, { root, leftMs }: Means): Promise<string> =>
  await new Promise((resolve, reject) => {
    const at = socket.lastIndexOf(':');
    const to = socket.startsWith('/')
      ? { path: join(root, socket) }
      : { host: socket.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(socket.slice(at + 1)) };
    const connection = connect(to);
    const parts: Buffer[] = [];
    let bytes = 0;
    const timer = setTimeout(() => connection.destroy(new Error('no answer in time')), leftMs());
    connection.on('data', (part: Buffer) => {
      parts.push(part);
      bytes += part.length;
      if (bytes > ANSWER_BYTES_MAX) connection.destroy(new Error('it said more than is read'));
    });
    connection.on('end', () => resolve(Buffer.concat(parts).toString('utf8')));
    connection.on('error', reject);
    connection.on('close', () => {
      clearTimeout(timer);
      reject(new Error('it hung up'));
    });
    connection.end(`${line}\n`);
  });
