// What a person sees when the controller is up. The first time it is the way in, and shown once.

import type { Digest } from '@slipway/core/ids';
import type { Prepared } from '../app/index.ts';

export const greeting = (
  facts: Prepared & { readonly url: string; readonly dataDirectory: string; readonly trustDigest: Digest },
): string => {
  const { url, dataDirectory, trustDigest, first } = facts;
  const head = [
    `Slipway controller at ${url}`,
    `Data directory ${dataDirectory}`,
    `Authority ${dataDirectory}/authority.pem`,
    `Trust ${trustDigest}`,
  ];
  if (first === null) return lines([...head, 'Enrol hosts with a line from `slipway enrol token`.']);
  return lines([
    ...head,
    '',
    "The first administrator's token, shown this once:",
    `  ${first.tokenSecret}`,
    '',
    'Log in with it:',
    `  slipway login ${url} --trust ${trustDigest}`,
    '',
    `For the console in a browser, at the same address, make accounts: slipway account add NAME --role administrator`,
    '',
    `Enrol a host with this line, as root on it (good for ${first.enrolmentUses} hosts and 24 hours):`,
    `  slipway-agent enrol --controller ${url} --token ${first.enrolmentSecret} --trust ${trustDigest}`,
    '',
  ]);
};

const lines = (parts: readonly string[]): string => `${parts.join('\n')}\n`;
