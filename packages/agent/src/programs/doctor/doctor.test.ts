import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer as createHttps, type Server } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reason } from '@slipway/core/reasons';
import type { Examined } from '@slipway/core/soundness';
import { asInstant } from '@slipway/core/time';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { fileTrust, linkedFileTrust } from '../../adapters/hooks/index.ts';
import { probeController } from '../../adapters/https-link/index.ts';
import { showUnits } from '../../adapters/systemd/index.ts';
import { type Layout, layoutBelow } from '../../layout/index.ts';
import type { RunCommand } from '../../ports/index.ts';
import { examineController } from './controller.ts';
import { examineKeeping } from './keeping.ts';
import { examinePorts } from './ports.ts';
import { examineRights, type FollowedLinks } from './rights.ts';
import { examineUnits } from './units.ts';

/** Whoever runs the tests stands for root and for the reporter. */
const SELF = process.getuid?.() ?? -1;
const lines = (rows: readonly Examined[]): readonly string[] =>
  rows.map(({ part, is, says }) => `${part} ${is}: ${says}`);

const FOLLOWED: FollowedLinks = {
  within: async (folder, name) => (await fileTrust(folder, name)) === 'trusted',
  trusted: async (folder, name) => (await linkedFileTrust(folder, name)) === 'trusted',
};

describe('rights', () => {
  let root: string;
  let layout: Layout;
  let program: string;
  const examine = async (): Promise<readonly string[]> =>
    lines(await examineRights(layout, { root: SELF, reporter: SELF }, FOLLOWED, program));
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'doctor-'));
    onTestFinished(() => rmSync(root, { recursive: true }));
    layout = layoutBelow(root);
    const { hooks, plugIns, questions, settings, executor, reporter } = layout;
    for (const folder of [hooks, plugIns, questions, executor.directory, reporter.inbox]) {
      mkdirSync(folder, { recursive: true, mode: 0o755 });
    }
    program = join(root, 'slipway-agent');
    for (const path of [settings, program, reporter.certificate, join(hooks, 'drain')])
      writeFileSync(path, '', { mode: 0o644 });
    writeFileSync(reporter.key, '', { mode: 0o600 });
  });

  it('are as they should be', async () => {
    expect(await examine()).toEqual(['rights well: 14 files and folders are whose they should be']);
  });

  it('are told file by file where they are not', async () => {
    chmodSync(join(layout.hooks, 'drain'), 0o777);
    chmodSync(layout.reporter.key, 0o644);
    unlinkSync(layout.settings);
    symlinkSync('/etc/passwd', layout.settings);
    expect(await examine()).toEqual([
      `rights wrong: ${layout.settings} is a link`,
      `rights wrong: ${layout.hooks}/drain can be written by others (mode 0777)`,
      `rights wrong: ${layout.reporter.key} can be read or written by others (mode 0644)`,
    ]);
  });

  it('of what a link leads to count where the agent itself follows it, and nowhere else', async () => {
    symlinkSync('drain', join(layout.hooks, 'undrain'));
    symlinkSync('/usr/bin/true', join(layout.plugIns, 'nagios'));
    expect(await examine()).toEqual(['rights well: 16 files and folders are whose they should be']);
    symlinkSync('/usr/bin/true', join(layout.hooks, 'outside'));
    symlinkSync(join(layout.hooks, 'nobody'), join(layout.hooks, 'nowhere'));
    expect(await examine()).toEqual([
      `rights wrong: ${layout.hooks}/nowhere is a link`,
      `rights wrong: ${layout.hooks}/outside is a link`,
    ]);
  });

  it('of a host that was never enrolled are sound: that it is not is told as such', async () => {
    for (const path of [layout.settings, layout.reporter.key, layout.reporter.certificate]) unlinkSync(path);
    rmdirSync(layout.reporter.inbox);
    expect(await examine()).toEqual(['rights well: 10 files and folders are whose they should be']);
  });

  it('of somebody else are wrong, and without the user nothing is right', async () => {
    const strange = lines(await examineRights(layout, { root: SELF + 1, reporter: SELF }, FOLLOWED, program));
    expect(strange).toContain(`rights wrong: ${program} belongs to user ${SELF}, not to root`);
    expect(lines(await examineRights(layout, { root: SELF, reporter: null }, FOLLOWED, program))).toEqual([
      'rights wrong: there is no user slipway',
    ]);
  });
});

it('a port on which its user listens is found by the number of the port', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const found = await examinePorts(SELF);
  expect(found.is).toBe('wrong');
  expect(found.says.match(/\d+/g)).toContain(String(port));
  expect((await examinePorts(4_000_000_000)).is).toBe('well');
  expect((await examinePorts(SELF, '/nowhere')).is).toBe('unknown');
});

describe('units', () => {
  const ALWAYS = [
    'slipway-reporter.service',
    'slipway-adoption.path',
    'slipway-look.timer',
    'slipway-tidy.timer',
    'slipway-verify.path',
  ];
  const saying = (units: Readonly<Record<string, readonly [load: string, active: string]>>): RunCommand => {
    const stdout = Object.entries(units)
      .map(([unit, [load, active]]) => `Id=${unit}\nLoadState=${load}\nActiveState=${active}\n`)
      .join('\n');
    return async () => ({ kind: 'ended', status: 0, stdout, stderr: '', output: 'whole' });
  };
  const examined = async (run: RunCommand) =>
    await examineUnits(async (names, properties) => await showUnits(run, names, properties));
  const active = Object.fromEntries(ALWAYS.map((unit) => [unit, ['loaded', 'active'] as const]));
  const EXECUTOR = 'slipway-executor.service';
  const GRANTS = 'slipway-executor.path';

  it.each([
    ['observed', { ...active, [EXECUTOR]: ['masked', 'inactive'], [GRANTS]: ['loaded', 'inactive'] }, ['well', 'well']],
    ['adopted', { ...active, [EXECUTOR]: ['loaded', 'inactive'], [GRANTS]: ['loaded', 'active'] }, ['well', 'well']],
    [
      'between both',
      { ...active, [EXECUTOR]: ['masked', 'inactive'], [GRANTS]: ['loaded', 'active'] },
      ['well', 'wrong'],
    ],
    [
      'unmasked by hand',
      { ...active, [EXECUTOR]: ['loaded', 'inactive'], [GRANTS]: ['loaded', 'inactive'] },
      ['well', 'wrong'],
    ],
    [
      'without its reporter',
      {
        ...active,
        'slipway-reporter.service': ['loaded', 'failed'],
        [EXECUTOR]: ['masked', 'inactive'],
        [GRANTS]: ['loaded', 'inactive'],
      },
      ['wrong', 'well'],
    ],
  ] as const)('of a host that is %s', async (_case, units, are) => {
    expect((await examined(saying(units))).map(({ is }) => is)).toEqual(are);
  });

  it('are unknown where systemd does not answer', async () => {
    const found = await examined(async () => ({ kind: 'not-started', detail: 'no such program' }));
    expect(lines(found)).toEqual(['units unknown: systemd does not say how the units are: no such program']);
  });
});

describe('the line to the controller', () => {
  const NOW = Date.now();
  const clock = { now: () => asInstant(new Date(NOW).toISOString()) };
  let folder: string;
  let server: Server;
  let status = 404;
  let date = NOW;
  const openssl = (...args: readonly string[]): void => {
    execFileSync('/usr/bin/openssl', args, { cwd: folder, stdio: 'pipe' });
  };
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'doctor-line-'));
    openssl(
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-days',
        '200',
        '-subj',
        '/CN=one',
      ],
      ...['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', 'key.pem', '-out', 'certificate.pem'],
    );
    const [key, cert] = ['key.pem', 'certificate.pem'].map((name) => readFileSync(join(folder, name)));
    server = createHttps({ key, cert, ca: cert, requestCert: true, rejectUnauthorized: true }, (_request, response) => {
      response.sendDate = false;
      response.writeHead(status, { date: new Date(date).toUTCString() }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });
  const examine = async (
    given: { port?: number; certificate?: string; key?: string } = {},
  ): Promise<readonly string[]> => {
    const { port = (server.address() as AddressInfo).port, ...files } = given;
    const reporter = {
      ...layoutBelow(folder).reporter,
      authority: join(folder, 'certificate.pem'),
      certificate: join(folder, 'certificate.pem'),
      key: join(folder, 'key.pem'),
      ...files,
    };
    return lines(
      await examineController({ reporter }, `https://127.0.0.1:${port}`, { clock, probe: probeController }),
    ).map((line) => line.replaceAll(String(port), 'PORT'));
  };

  it('is well where a controller of its authority knows this host', async () => {
    [status, date] = [404, NOW];
    expect(await examine()).toEqual([
      expect.stringMatching(/^certificate well: this host's certificate holds for (199|200) days$/),
      'controller well: https://127.0.0.1:PORT answers and knows this host',
      expect.stringMatching(/^clock well: [01] s away/),
    ]);
  });

  it('is wrong where the controller does not know this host, or its clock is another', async () => {
    [status, date] = [401, NOW - 600_000];
    const [, controller, apart] = await examine();
    expect(controller).toBe('controller wrong: https://127.0.0.1:PORT answers and does not know this host');
    expect(apart).toMatch(/^clock wrong: 60\d s away/);
  });

  it('is not said to be unknown there by an answer that says nothing of it', async () => {
    [status, date] = [429, NOW];
    const [, controller] = await examine();
    expect(controller).toMatch(/^controller wrong: .* is not reached: it answers with status 429$/);
  });

  it('is told by its certificate where that is damaged, or is not of the key', async () => {
    const damaged = join(folder, 'damaged.pem');
    writeFileSync(damaged, 'no certificate');
    openssl(...['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', 'other.pem']);
    const told = /^certificate wrong: .* are damaged, or do not belong together$/;
    expect(await examine({ certificate: damaged })).toEqual([expect.stringMatching(told)]);
    expect(await examine({ key: damaged })).toEqual([expect.stringMatching(told)]);
    expect(await examine({ key: join(folder, 'other.pem') })).toEqual([expect.stringMatching(told)]);
  });

  it('says where nobody is reached, and then nothing of clocks', async () => {
    const [, controller, apart] = await examine({ port: 1 });
    expect(controller).toMatch(/^controller wrong: .* is not reached/);
    expect(apart).toBe('clock unknown: there is no clock to compare with');
  });
});

it('what the agent keeps: ledger, room, packages and the stop are each told', async () => {
  const root = mkdtempSync(join(tmpdir(), 'doctor-keeping-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const layout = layoutBelow(root);
  mkdirSync(layout.executor.directory, { recursive: true });
  mkdirSync(join(layout.stop, '..'), { recursive: true });
  const packages = {
    readPackages: async () =>
      ({ ok: true, value: { packages: [], database: { state: 'interrupted', fingerprint: null } } }) as never,
  };
  const ledger = {
    broken: async () => ({ reason: reason('ledger-broken', { sequence: 3, detail: 'y' }), before: [] }),
  };
  writeFileSync(layout.stop, '');
  const found = await examineKeeping(layout, ledger, packages);
  expect(found.map(({ part, is }) => `${part} ${is}`)).toEqual([
    'ledger wrong',
    expect.stringMatching(/^room (well|wrong)$/),
    'packages wrong',
    'stop wrong',
  ]);
  rmSync(layout.stop);
  const whole = await examineKeeping(layout, { broken: async () => null }, packages);
  expect(whole.filter(({ is }) => is === 'well').map(({ part }) => part)).toEqual(
    expect.arrayContaining(['ledger', 'stop']),
  );
  expect((await examineKeeping(layoutBelow('/nowhere'), ledger, packages))[1]?.is).toBe('unknown');
});
