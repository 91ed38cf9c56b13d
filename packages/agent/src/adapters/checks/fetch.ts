// One GET of an address, from the host itself: no redirect is followed, no proxy is asked, no secret is sent.

import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { isIP } from 'node:net';
import { getCACertificates } from 'node:tls';

export interface Fetched {
  readonly status: number;
  readonly body: string;
  /** `cut`: it was longer than is read. */
  readonly whole: 'whole' | 'cut';
}

/** A page of an exporter with thousands of series is some megabytes; a page of health a line. */
const BODY_BYTES_MAX = 16 * 1024 * 1024;

/** Rejects with what the connection said, or with {@link Overdue}. */
export const fetchOnce = (
  url: string,
  { timeLimitMs, at }: { readonly timeLimitMs: number; readonly at?: string | undefined },
): Promise<Fetched> =>
  new Promise((resolve, reject) => {
    const target = new URL(url);
    const end = new AbortController();
    const timer = setTimeout(() => end.abort(), timeLimitMs);
    const fail = (error: Error): void => {
      clearTimeout(timer);
      reject(end.signal.aborted ? new Overdue(timeLimitMs) : error);
    };
    const options = {
      signal: end.signal,
      // A connection of its own: one that was kept open would be answered by the process from before the restart.
      agent: false,
      headers: { 'user-agent': 'slipway-agent', accept: '*/*' },
      ...(at === undefined ? {} : { lookup: onlyAt(at) }),
    } as const;
    const request =
      target.protocol === 'https:'
        ? tlsRequest(target, { ...options, ca: authorities() })
        : plainRequest(target, options);
    request.on('error', fail);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      const done = (whole: Fetched['whole']): void => {
        clearTimeout(timer);
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8'), whole });
      };
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes <= BODY_BYTES_MAX) {
          chunks.push(chunk);
          return;
        }
        done('cut');
        response.destroy();
      });
      response.on('end', () => done('whole'));
      response.on('error', fail);
    });
    request.end();
  });

export class Overdue extends Error {
  constructor(timeLimitMs: number) {
    super(`no answer within ${timeLimitMs / 1000} s`);
  }
}

/** Also those that this host trusts and node does not bring: a company's own authority stands there. */
const authorities = (): string[] => [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];

type Lookup = (
  hostname: string,
  options: { readonly all?: boolean | undefined },
  callback: (error: null, address: string | { address: string; family: number }[], family?: number) => void,
) => void;

const onlyAt =
  (address: string): Lookup =>
  (_hostname, { all }, callback) => {
    const family = isIP(address);
    if (all === true) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
