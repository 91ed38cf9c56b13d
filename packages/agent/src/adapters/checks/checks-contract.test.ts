// Each kind against a real service of this process's own, under the suite that the simulator's fake passes as well. SNMP and
// the node exporter stand in test/checks, in a Debian of their own.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MeasuredCheck } from '@slipway/core/check';
import { instantOfMs, msOfInstant } from '@slipway/core/time';
import { endWithout } from '@slipway/testkit/absence';
import { type CheckSituation, describeChecks } from '@slipway/testkit/contracts';
import type { RunCommand } from '../../ports/index.ts';
import { createFolderPlugIns, createRootFiles } from '../hooks/index.ts';
import { runCommand } from '../run-command/index.ts';
import { type ChecksOptions, createChecks } from './index.ts';

const clock = { now: () => instantOfMs(Date.now()) };
const checksWith = (given: Partial<ChecksOptions>) =>
  createChecks({
    run: runCommand,
    clock,
    plugIns: createFolderPlugIns({ run: runCommand, directory: '/nonexistent' }),
    hostname: 'app1',
    directory: '/nonexistent',
    files: createRootFiles({ directory: '/nonexistent' }),
    proc: '/proc',
    ...given,
  });
const now = clock.now;

/** Answers whatever the situation is, or nothing at all. */
const serving = async (answers: Readonly<Partial<Record<CheckSituation, readonly [number, string]>>>) => {
  let situation: CheckSituation = 'well';
  const server: Server = createServer((_request, response) => {
    const [status, body] = answers[situation] ?? [];
    if (status !== undefined) response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    become: async (next: CheckSituation) => {
      situation = next;
    },
    dispose: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

describeChecks('an address', async () => {
  const { url, become, dispose } = await serving({ well: [200, 'all is ok\n'], ill: [503, 'ok\n'] });
  const check: MeasuredCheck = { kind: 'http', url: `${url}/health`, status: 200, contains: 'ok' };
  return { checks: checksWith({}), check, now, become, situations: ['stuck'], dispose };
});

describeChecks('an address by its text', async () => {
  const { url, become, dispose } = await serving({ well: [200, 'ok\n'], ill: [200, 'starting\n'] });
  const check: MeasuredCheck = { kind: 'http', url, status: 200, contains: 'ok' };
  return { checks: checksWith({}), check, now, become, situations: ['stuck'], dispose };
});

describeChecks('a sample of a page', async () => {
  const page = (value: string) =>
    `# HELP app_up x\n# TYPE app_up gauge\napp_up{site="a"} ${value}\napp_up{site="b"} 1\n`;
  const { url, become, dispose } = await serving({
    well: [200, page('1')],
    ill: [200, page('0')],
    unknown: [200, page('NaN')],
  });
  const check: MeasuredCheck = { kind: 'prometheus', url: `${url}/metrics`, metric: 'app_up{site="a"}', atLeast: '1' };
  return { checks: checksWith({}), check, now, become, situations: ['unknown', 'stuck'], dispose };
});

describeChecks('the change of a sample of a server', async () => {
  const vector = (value: string) =>
    `{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1795294026.3,"${value}"]}]}}`;
  const { url, become, dispose } = await serving({
    well: [200, vector('10')],
    ill: [200, vector('15.5')],
    unknown: [400, '{"status":"error","errorType":"bad_data","error":"parse error"}'],
  });
  const check: MeasuredCheck = { kind: 'prometheus', url, query: 'x{host="{hostname}"}', changeMax: '5' };
  return { checks: checksWith({}), check, now, become, situations: ['unknown', 'stuck'], dispose };
});

describeChecks('a port that is connected to', async () => {
  let server = createTcpServer();
  const open = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await open(0);
  const { port } = server.address() as AddressInfo;
  return {
    checks: checksWith({}),
    check: { kind: 'tcp', host: '127.0.0.1', port },
    now,
    become: async (situation) => {
      if (situation === 'well' && !server.listening) {
        server = createTcpServer();
        await open(port);
      }
      if (situation === 'ill' && server.listening) await new Promise((resolve) => server.close(resolve));
    },
    situations: [],
    dispose: async () => void server.close(),
  };
});

/** The kernel's own lists, of which this process's sockets belong to a unit: elsewhere its cgroup is whatever started it. */
const procOfUnit = (unit: string): string => {
  const proc = mkdtempSync(join(tmpdir(), 'proc-'));
  symlinkSync(`/proc/${process.pid}/net`, join(proc, 'net'));
  symlinkSync('/proc/sys', join(proc, 'sys'));
  const own = join(proc, String(process.pid));
  mkdirSync(own);
  symlinkSync(`/proc/${process.pid}/fd`, join(own, 'fd'));
  writeFileSync(join(own, 'cgroup'), `0::/system.slice/${unit}\n`);
  return proc;
};

describeChecks('what listens', async () => {
  const proc = procOfUnit('app.service');
  let server = createTcpServer();
  const become = async (situation: CheckSituation): Promise<void> => {
    if (situation === 'well' && !server.listening) {
      server = createTcpServer();
      await new Promise<void>((resolve) => server.listen(0, '::', resolve));
    }
    if (situation === 'ill' && server.listening) await new Promise((resolve) => server.close(resolve));
  };
  return {
    checks: checksWith({ proc }),
    check: { kind: 'ports' },
    now,
    become,
    situations: [],
    dispose: async () => {
      server.close();
      rmSync(proc, { recursive: true });
    },
  };
});

describeChecks('a plug-in', async (context) => {
  if (process.getuid?.() !== 0) endWithout('only root can make a folder that belongs to root', context);
  const directory = mkdtempSync('/var/tmp/plug-ins-');
  const write = (lines: string): void => {
    writeFileSync(join(directory, 'check_app'), `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
    writeFileSync(join(directory, 'check_app.json'), '{"parameters":{}}');
  };
  const SAID: Readonly<Record<CheckSituation, string>> = {
    well: 'echo "APP WARNING - slow|t=3"; exit 1',
    ill: 'echo "APP CRITICAL - gone"; exit 2',
    unknown: 'exit 3',
    stuck: 'exec /bin/sleep 60',
  };
  return {
    checks: checksWith({ plugIns: createFolderPlugIns({ run: runCommand, directory }) }),
    check: { kind: 'plug-in', plugIn: 'check_app', parameters: {}, worst: 'warning' },
    now,
    become: async (situation) => write(SAID[situation]),
    situations: ['unknown', 'stuck'],
    dispose: async () => rmSync(directory, { recursive: true }),
  };
});

describeChecks('the journal', async () => {
  let situation: CheckSituation = 'well';
  /** journalctl over entries of a test, by what its manual says of `--since`; the real one is asked in journal.test.ts. */
  const run: RunCommand = async ({ command }) => {
    if (situation === 'stuck') return { kind: 'overdue', stdout: '', stderr: '' };
    if (situation === 'unknown')
      return { kind: 'ended', status: 1, stdout: '', stderr: 'No such file\n', output: 'whole' };
    const since = Number(command.find((one) => one.startsWith('--since=@'))?.slice('--since=@'.length)) * 1000;
    // One that always complains, and one that does since the change.
    const old = Array.from({ length: 5 }, (_, at) => ({ unit: 'old.service', atMs: Date.now() - 60_000 * (at + 1) }));
    const fresh = situation === 'ill' ? [{ unit: 'new.service', atMs: Date.now() }] : [];
    const lines = [...old, ...fresh].filter(({ atMs }) => atMs >= since);
    const stdout = lines.map(({ unit }) => `${JSON.stringify({ _SYSTEMD_UNIT: unit })}\n`).join('');
    return { kind: 'ended', status: 0, stdout, stderr: '', output: 'whole' };
  };
  return {
    checks: checksWith({ run }),
    check: { kind: 'journal', newMax: 0 },
    // The errors of the test are of the very moment at which it asks.
    now: () => instantOfMs(msOfInstant(clock.now()) - 1000),
    become: async (next) => {
      situation = next;
    },
    situations: ['unknown', 'stuck'],
    dispose: async () => undefined,
  };
});
