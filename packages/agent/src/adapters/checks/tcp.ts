import { connect } from 'node:net';
import type { CheckReading, TcpCheck } from '@slipway/core/check';
import { ill, unknown, well } from './readings.ts';

/** That somebody takes the connection; nothing is sent, and it is closed again at once. */
export const checkTcp = ({ host, port }: TcpCheck, timeLimitMs: number): Promise<CheckReading> =>
  new Promise((resolve) => {
    const begun = performance.now();
    const socket = connect({ host, port });
    const end = (reading: CheckReading): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(reading);
    };
    const timer = setTimeout(() => end(ill(`no answer within ${timeLimitMs / 1000} s`)), timeLimitMs);
    socket.on('connect', () => end(well(`it answered within ${Math.ceil(performance.now() - begun)} ms`)));
    socket.on('error', (error: NodeJS.ErrnoException) => end(ofError(error)));
  });

/** A name that nobody resolves says nothing of the service behind it. */
export const ofError = (error: NodeJS.ErrnoException): CheckReading => {
  const detail = error.message === '' ? (error.code ?? 'no connection') : error.message;
  return error.syscall === 'getaddrinfo' ? unknown(detail) : ill(detail);
};
