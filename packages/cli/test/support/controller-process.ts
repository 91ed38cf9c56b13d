// The real controller, started as `slipway serve` starts it, on a port that the system gives.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { slipwayProcess, startSlipway } from './run-slipway.ts';

export interface ControllerProcess {
  readonly url: string;
  readonly trustDigest: string;
  /** The first administrator's. */
  readonly token: string;
  readonly dataDirectory: string;
  /** PEM. */
  readonly authority: string;
  readonly listener: { readonly key: string; readonly certificate: string };
  /** What the CLI needs to be this controller's administrator. */
  readonly environment: Readonly<Record<string, string>>;
  /** By SIGTERM to `slipway serve`, as a service manager would; answers its exit status. */
  stop(): Promise<number | null>;
}

const START_MS_MAX = 20_000;

export const startController = async (): Promise<ControllerProcess> => {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-cli-'));
  const dataDirectory = join(folder, 'data');
  const child = startSlipway(['serve', '--data', dataDirectory, '--listen', '127.0.0.1:0', '--proposal-wait', '1']);
  let printed = '';
  const greeting = new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGTERM');
      reject(new Error(`no greeting: ${printed}`));
    }, START_MS_MAX);
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      if (!printed.includes('slipway-agent enrol')) return;
      clearTimeout(timer);
      resolve(printed);
    });
  });
  const ended = slipwayProcess(child);
  const text = await Promise.race([greeting, ended.then(({ err }) => Promise.reject(new Error(`it ended: ${err}`)))]);
  const keys = join(dataDirectory, 'keys');
  const authorityPath = join(dataDirectory, 'authority.pem');
  const [url, trustDigest, token] = [found(text, /https:\S+/), found(text, /sha256:\w+/), found(text, /slipway_\S+/)];
  return {
    url,
    trustDigest,
    token,
    dataDirectory,
    authority: await readFile(authorityPath, 'utf8'),
    listener: {
      key: await readFile(join(keys, 'listener-key.pem'), 'utf8'),
      certificate: await readFile(join(keys, 'listener-certificate.pem'), 'utf8'),
    },
    environment: {
      SLIPWAY_URL: url,
      SLIPWAY_TOKEN: token,
      SLIPWAY_CA: authorityPath,
      XDG_CONFIG_HOME: join(folder, 'config'),
    },
    stop: async () => {
      child.kill('SIGTERM');
      const { status } = await ended;
      await rm(folder, { recursive: true, force: true });
      return status;
    },
  };
};

const found = (text: string, pattern: RegExp): string => {
  const match = pattern.exec(text)?.[0];
  if (match === undefined) throw new Error(`the greeting has no ${pattern}: ${text}`);
  return match;
};
