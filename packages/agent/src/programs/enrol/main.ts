// `slipway-agent enrol --controller URL --token TOKEN --trust DIGEST`: makes this host known; it is observed from then on.

import { readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { parseArgs } from 'node:util';
import { asDigest, isDigest } from '@slipway/core/ids';
import { explain } from '@slipway/core/reasons';
import { PROTOCOL_VERSION } from '@slipway/protocol/agent';
import { nodeCrypto } from '../../adapters/crypto/index.ts';
import { durableFiles } from '../../adapters/durable-files/index.ts';
import {
  certificateRequest,
  type Enrolled,
  enrolHost,
  keepReporterFiles,
  newHostKey,
  reporterUser,
  type User,
} from '../../adapters/enrolment/index.ts';
import { runCommand } from '../../adapters/run-command/index.ts';
import { type Layout, layoutBelow } from '../../layout/index.ts';
import { AGENT_VERSION, capabilitiesOf } from '../../version.ts';
import { type PackageManager, packageManagerOfHost } from '../package-manager/main.ts';

const USAGE = 'usage: slipway-agent enrol --controller https://HOST:PORT --token TOKEN --trust sha256:DIGEST\n';
/** What watches for start grants is not among them: it would fail on the masked executor, and comes with adoption. */
const UNITS = [
  'slipway-reporter.service',
  'slipway-adoption.path',
  'slipway-look.timer',
  'slipway-tidy.timer',
  'slipway-verify.path',
];
const UNITS_LIMIT_MS = 60_000;

export const program = async (args: readonly string[]): Promise<number> => {
  const wish = readArguments(args);
  if (wish === null) return wrongUse();
  if (process.getuid?.() !== 0) return refused('enrolment writes to /etc/slipway and needs root');
  const layout = layoutBelow('/');
  if (await exists(layout.settings)) {
    return refused(`this host is enrolled already (${layout.settings}). To enrol it again, remove that file first.`);
  }
  const packages = await packageManagerOfHost();
  if (!packages.ok) return refused(explain(packages.reason));
  const owner = await reporterUser();
  if (owner === null) return refused('there is no user `slipway`; install the package slipway-agent');
  const key = newHostKey();
  const enrolled = await enrolHost({
    controller: wish.controller,
    trustDigest: wish.trustDigest,
    crypto: nodeCrypto,
    request: {
      protocol: PROTOCOL_VERSION,
      token: wish.token,
      hostname: hostname(),
      machineIdDigest: nodeCrypto.sha256(Buffer.from((await readFile('/etc/machine-id', 'utf8')).trim())),
      agentVersion: AGENT_VERSION,
      capabilities: capabilitiesOf(packages.value.format),
      certificateRequest: certificateRequest(key, hostname()),
    },
  });
  if (!enrolled.ok) return refused(explain(enrolled.reason));
  await keep(layout, { owner, format: packages.value.format }, key.privateKey, enrolled.value, wish);
  await startUnits();
  process.stdout.write(
    `Enrolled as ${enrolled.value.reply.hostId}. This host is observed; nothing will be changed until it is adopted.\n`,
  );
  return 0;
};

interface Wish {
  readonly controller: string;
  readonly token: string;
  readonly trustDigest: ReturnType<typeof asDigest>;
}

const readArguments = (args: readonly string[]): Wish | null => {
  try {
    const option = { type: 'string' } as const;
    const { values } = parseArgs({ args: [...args], options: { controller: option, token: option, trust: option } });
    const { controller = '', token = '', trust = '' } = values;
    if (!URL.canParse(controller) || new URL(controller).protocol !== 'https:' || token === '' || !isDigest(trust))
      return null;
    return { controller: new URL(controller).origin, token, trustDigest: asDigest(trust) };
  } catch {
    return null;
  }
};

const wrongUse = (): number => {
  process.stderr.write(USAGE);
  return 2;
};

const refused = (why: string): number => {
  process.stderr.write(`slipway-agent: ${why}\n`);
  return 1;
};

/** The settings come last: they are what makes the units start. */
const keep = async (
  { reporter, settings }: Layout,
  { owner, format }: { readonly owner: User; readonly format: PackageManager['format'] },
  privateKey: string,
  { reply, authority }: Enrolled,
  wish: Wish,
): Promise<void> => {
  await keepReporterFiles(durableFiles, owner, {
    directory: reporter.directory,
    files: [
      { path: reporter.key, content: privateKey, mode: 0o600 },
      { path: reporter.certificate, content: reply.certificate, mode: 0o644 },
      { path: reporter.authority, content: authority, mode: 0o644 },
    ],
    folders: [reporter.inbox, reporter.content, reporter.packages[format]],
  });
  const { controller, trustDigest } = wish;
  await writeFile(settings, `${JSON.stringify({ controller, hostId: reply.hostId, trustDigest }, null, 2)}\n`, {
    mode: 0o644,
  });
};

const exists = async (path: string): Promise<boolean> => (await durableFiles.read(path, 1024 * 1024)) !== null;

const startUnits = async (): Promise<void> => {
  const result = await runCommand({
    command: ['/usr/bin/systemctl', 'restart', ...UNITS],
    environment: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' },
    timeLimitMs: UNITS_LIMIT_MS,
    whenOverdue: 'leave',
    outputBytesMax: 64 * 1024,
  });
  if (result.kind === 'ended' && result.status === 0) return;
  process.stderr.write(
    'slipway-agent: enrolled, but its units did not start: see `systemctl status slipway-reporter`\n',
  );
};
