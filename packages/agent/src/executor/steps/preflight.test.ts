import type { HostPlan, PlannedChange } from '@slipway/core/plan';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { addSeconds } from '@slipway/core/time';
import { aPackage, digestOfText, THE_MORNING } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import type { FileSystem, Guests, HostConditions, SeenGuest } from '../../ports/index.ts';
import type { AttemptContext } from '../context.ts';
import { hostAllows } from './host-allows.ts';
import { preflight } from './preflight.ts';
import { repair } from './repair.ts';
import { hasRoom, hasRoomBesideStaged } from './room.ts';

const MB = 1024 * 1024;
const STEP = { kind: 'preflight', run: { how: 'built-in' }, timeoutSeconds: 600 } as const;
const ROOMY: FileSystem = {
  mountPoint: '/',
  freeBytes: 10_000 * MB,
  freeInodes: 10 ** 6,
  readOnly: false,
  noExec: false,
};
const change = (name: string, sizeBytes = 10 * MB): PlannedChange => ({
  kind: 'upgrade',
  name,
  architecture: 'amd64',
  from: '1',
  to: '2',
  file: { sha256: digestOfText(name), sizeBytes, path: `pool/${name}.deb` } as never,
  automatic: false,
});

interface Host {
  readonly conditions?: Partial<HostConditions>;
  readonly guests?: Guests['list'];
  /** Of its plan; left out: it has none, and nothing reboots it. */
  readonly plan?: Partial<Pick<HostPlan, 'guests' | 'kernels' | 'reboot'>>;
  /** By path; the rest is on a roomy root. */
  readonly mounts?: Readonly<Record<string, Partial<FileSystem>>>;
  /** Of the files of its transaction, below each of these. */
  readonly shares?: Readonly<Record<string, number>>;
  readonly transaction?: readonly PlannedChange[];
  /** Below /boot, by release. */
  readonly kernels?: Readonly<Record<string, number>>;
  readonly preflight?: object;
  readonly database?: readonly ('whole' | 'interrupted' | 'unmet')[];
  readonly locked?: readonly (string | null)[];
  readonly now?: number;
}

const goingBefore = (release: string): NonNullable<HostPlan['kernels']> => ({
  ...{ boot: null, trial: 'wanted', removals: [] },
  before: [{ name: `linux-image-${release}`, architecture: 'amd64', version: '1', release }],
});

const UNMET = {
  items: [{ name: 'app', architecture: 'amd64', version: '1.0', relation: 'Depends: lib (>= 2)' }],
  total: 3,
};

const onHost = (host: Host) => {
  const acts: string[] = [];
  let look = 0;
  let lockLook = 0;
  let nowMs = 0;
  const conditions: HostConditions = {
    fileSystem: async (path) => {
      const mounts = Object.entries(host.mounts ?? {}).filter(([at]) => path === at || path.startsWith(`${at}/`));
      const [mountPoint, own] = mounts.toSorted(([a], [b]) => b.length - a.length)[0] ?? ['/', {}];
      return ok({ ...ROOMY, mountPoint, ...own });
    },
    kernelSizes: async () => new Map(Object.entries(host.kernels ?? { '6.1.0-39-amd64': 50 * MB })),
    loaderKernels: async () => ok([]),
    users: async () => ok([]),
    power: async () => ok('mains'),
    inhibitions: async () => ok([]),
    ...host.conditions,
  };
  const states = host.database ?? ['whole'];
  const context = {
    attempt: { steps: [] },
    hostPlan: {
      transaction: host.transaction ?? [change('openssl')],
      wayBack: { kind: 'none', reason: { code: 'not-found', facts: {} } },
      index: {},
      expectedSeconds: 600,
      wayBackSeconds: 300,
      reboot: 'never',
      ...host.plan,
      ...(host.preflight === undefined ? {} : { preflight: host.preflight }),
    },
    header: {
      bounds: {
        occurrences: [
          {
            id: 'a',
            startsAt: THE_MORNING,
            cutOffAt: addSeconds(THE_MORNING, 60),
            endsAt: addSeconds(THE_MORNING, 3600),
          },
        ],
      },
    },
    ports: {
      conditions,
      packageFiles: { shareBelow: async (folder: string) => ok(host.shares?.[folder] ?? 0) },
      guests: { list: host.guests ?? (async () => ok([])) },
      clock: {
        now: () => addSeconds(THE_MORNING, host.now ?? 0),
        monotonicMs: () => nowMs,
        sleep: async (ms: number) => {
          nowMs += ms;
        },
      },
      packages: {
        readPackages: async () => {
          const state = states[Math.min(look++, states.length - 1)] ?? 'whole';
          const broken = state === 'interrupted' ? 'half-installed' : 'installed';
          const database = state === 'unmet' ? { state, unmet: UNMET } : { state };
          return ok({ packages: [aPackage({ name: 'openssl', version: '1', state: broken })], database });
        },
        lockHolder: async () => {
          const holder = host.locked?.[Math.min(lockLook++, host.locked.length - 1)] ?? null;
          return holder === null ? null : { holder, since: THE_MORNING };
        },
        repair: async () => {
          acts.push('repair');
          return ok(undefined);
        },
      },
      staging: {
        stage: async () => {
          acts.push('stage');
          return refuse('disk-full', { path: 'staged', freeBytes: 0, neededBytes: 0 });
        },
      },
    },
  } as unknown as AttemptContext;
  return { context, acts };
};
const codeOf = (found: Outcome<unknown>): string => (found.ok ? 'ok' : found.reason.code);

describe('room', () => {
  it.each<[string, Host, string]>([
    ['is there', {}, 'ok'],
    [
      'C09: /boot is too small for one more kernel',
      { transaction: [change('linux-image-6.1.0-40-amd64')], mounts: { '/boot': { freeBytes: 60 * MB } } },
      'disk-full',
    ],
    [
      'C09: /boot holds it once those are gone that go before',
      {
        transaction: [change('linux-image-6.1.0-40-amd64')],
        mounts: { '/boot': { freeBytes: 14 * MB } },
        plan: { kernels: goingBefore('6.1.0-39-amd64') },
      },
      'ok',
    ],
    [
      'C09: /boot is too small, since what goes before is gone already',
      {
        transaction: [change('linux-image-6.1.0-40-amd64')],
        mounts: { '/boot': { freeBytes: 14 * MB } },
        plan: { kernels: goingBefore('6.1.0-38-amd64') },
      },
      'disk-full',
    ],
    [
      'C09: of /boot is not asked for what puts nothing there',
      { transaction: [change('linux-headers-6.1.0-40-amd64')], mounts: { '/boot': { freeBytes: 0 } } },
      'ok',
    ],
    [
      'C09: /boot holds it',
      { transaction: [change('kernel-core')], mounts: { '/boot': { freeBytes: 64 * MB } } },
      'ok',
    ],
    [
      'C09: the partition of the firmware is too small for its copy of the kernel',
      {
        transaction: [change('linux-image-6.1.0-40-amd64')],
        mounts: { '/boot/efi': { freeBytes: 60 * MB } },
        conditions: { loaderKernels: async () => ok([{ path: '/boot/efi', bytes: 50 * MB }]) },
      },
      'disk-full',
    ],
    [
      'C09: whose boot loader keeps kernels nobody can tell',
      {
        transaction: [change('linux-image-6.1.0-40-amd64')],
        conditions: { loaderKernels: async () => refuse('file-system-unknown', { path: '/efi', detail: 'EIO' }) },
      },
      'file-system-unknown',
    ],
    ['C09: inodes are short', { mounts: { '/usr': { freeInodes: 1000 } } }, 'inodes-short'],
    ['/usr is read-only', { mounts: { '/usr': { readOnly: true } } }, 'file-system-read-only'],
    ['/var runs no maintainer script', { mounts: { '/var': { noExec: true } } }, 'file-system-no-exec'],
    [
      'of its own below /var/lib runs no maintainer script',
      { mounts: { '/var/lib': { noExec: true } } },
      'file-system-no-exec',
    ],
    ['/var/cache of its own is full', { mounts: { '/var/cache': { freeBytes: 10 * MB } } }, 'disk-full'],
    [
      '/var of its own is read-only',
      { mounts: { '/var': { readOnly: true }, '/var/lib': {} } },
      'file-system-read-only',
    ],
    ['/tmp of its own is full', { mounts: { '/tmp': { freeBytes: 10 * MB } } }, 'disk-full'],
    [
      '/tmp and /var/tmp may well be noexec',
      { mounts: { '/tmp': { noExec: true }, '/var/tmp': { noExec: true } } },
      'ok',
    ],
    [
      '/var/tmp of its own has no room to lay out a ram disk',
      { transaction: [change('kernel-core')], mounts: { '/var/tmp': { freeBytes: 100 * MB } } },
      'disk-full',
    ],
    ['/var/tmp of its own has room for the rest', { mounts: { '/var/tmp': { freeBytes: 100 * MB } } }, 'ok'],
    ['/opt is full of what others have there', { mounts: { '/opt': { freeBytes: 0, readOnly: true } } }, 'ok'],
    [
      '/opt of its own is too small for its share',
      { shares: { '/opt': 0.5 }, mounts: { '/opt': { freeBytes: 29 * MB } } },
      'disk-full',
    ],
    ['/opt of its own holds its share', { shares: { '/opt': 0.5 }, mounts: { '/opt': { freeBytes: 30 * MB } } }, 'ok'],
    [
      '/opt of its own is read-only',
      { shares: { '/opt': 0.5 }, mounts: { '/opt': { readOnly: true } } },
      'file-system-read-only',
    ],
    ['/boot may well be noexec', { transaction: [change('kernel-core')], mounts: { '/boot': { noExec: true } } }, 'ok'],
    [
      'cannot be read',
      { conditions: { fileSystem: async () => refuse('file-system-unknown', { path: '/', detail: 'no' }) } },
      'file-system-unknown',
    ],
  ])('%s', async (_name, host, code) => {
    expect(codeOf(await hasRoom(onHost(host).context))).toBe(code);
  });

  it('is summed up over what lies on one file system', async () => {
    const transaction = [change('big', 100 * MB)];
    // 600 MB unpacked, 200 MB of copies, and twice the spare: each of them alone would fit.
    const on = (freeBytes: number): Host => ({
      transaction,
      conditions: { fileSystem: async () => ok({ ...ROOMY, freeBytes }) },
    });
    expect(codeOf(await hasRoom(onHost(on(927 * MB)).context))).toBe('disk-full');
    expect(codeOf(await hasRoom(onHost(on(928 * MB)).context))).toBe('ok');
    // The copies lie there by then.
    expect(codeOf(await hasRoomBesideStaged(onHost(on(828 * MB)).context))).toBe('ok');
    expect(codeOf(await hasRoomBesideStaged(onHost(on(827 * MB)).context))).toBe('disk-full');
  });
});

describe('what the host says against it', () => {
  const all = { users: 'refuse', guests: 'refuse', battery: 'refuse' };
  const web: SeenGuest = {
    ...{ kind: 'libvirt', name: 'web1', state: 'running' },
    ...{ machineIdDigest: null, notStartable: null },
  };
  const carrying = (given: Partial<SeenGuest>) => async () => ok([{ ...web, ...given }]);
  const untold = async () => refuse('guests-unknown', { detail: 'x' });
  const BOOTS = { reboot: 'if-needed' } as const;
  const STOPS = { ...BOOTS, guests: { choice: 'stop', guestSeconds: 60 } } as const;
  const busy: Partial<HostConditions> = {
    users: async () => ok(['ada']),
    power: async () => ok('battery'),
  };
  it.each<[string, Host, string]>([
    ['nothing', { preflight: all }, 'ok'],
    ['not asked where policy does not ask', { conditions: busy }, 'ok'],
    ['C29: somebody is logged in', { preflight: { users: 'refuse' }, conditions: busy }, 'users-logged-in'],
    [
      'C29: who is logged in cannot be told',
      { preflight: all, conditions: { users: async () => refuse('users-unknown', { detail: 'x' }) } },
      'users-unknown',
    ],
    ['guests run', { preflight: { guests: 'refuse' }, guests: carrying({}) }, 'guests-running'],
    ['guests cannot be told', { preflight: { guests: 'refuse' }, guests: untold }, 'guests-unknown'],
    [
      'guests run, and nobody chose, where it may be rebooted',
      { guests: carrying({}), plan: BOOTS },
      'guests-no-choice',
    ],
    ['guests run, and nobody chose, where it is never rebooted', { guests: carrying({}) }, 'ok'],
    ['guests cannot be told where none were known', { guests: untold, plan: BOOTS }, 'ok'],
    ['guests cannot be told that are to go', { guests: untold, plan: STOPS }, 'guests-unknown'],
    ['guests run that are to go', { guests: carrying({}), plan: STOPS }, 'ok'],
    ['one is paused', { guests: carrying({ state: 'paused' }), plan: STOPS }, 'guest-not-gone'],
    ['nothing would start it again', { guests: carrying({ notStartable: 'x' }), plan: STOPS }, 'guest-not-startable'],
    [
      'they stay, and it may be rebooted',
      { guests: carrying({}), plan: { ...BOOTS, guests: { choice: 'leave' } } },
      'guests-left',
    ],
    ['they stay, and it is never rebooted', { guests: carrying({}), plan: { guests: { choice: 'leave' } } }, 'ok'],
    ['only its battery is left', { preflight: { battery: 'refuse' }, conditions: busy }, 'on-battery'],
    [
      'C22: it is being provisioned',
      { conditions: { inhibitions: async () => ok([{ name: 'provision.json', until: null, why: 'new' }]) } },
      'host-inhibited',
    ],
    [
      'C22: root cannot be read',
      { conditions: { inhibitions: async () => refuse('inhibitions-unknown', { detail: 'x' }) } },
      'inhibitions-unknown',
    ],
  ])('%s', async (_name, host, code) => {
    expect(codeOf(await hostAllows(onHost(host).context))).toBe(code);
  });
});

describe('preflight', () => {
  it('touches nothing once one thing is not so', async () => {
    const { context, acts } = onHost({ mounts: { '/usr': { readOnly: true } } });
    expect(await preflight(context, STEP)).toMatchObject({
      outcome: 'failed',
      reason: { code: 'file-system-read-only' },
    });
    expect(acts).toEqual([]);
  });

  it('C07: waits for a lock, and names its holder once the budget is spent', async () => {
    const waited = onHost({ locked: ['apt-get (pid 812)', 'apt-get (pid 812)', null] });
    await preflight(waited.context, STEP);
    expect(waited.acts).toEqual(['stage']);
    const { context } = onHost({ locked: ['apt-get (pid 812, unit apt-daily-upgrade.service)'] });
    expect(await preflight(context, STEP)).toMatchObject({
      reason: { code: 'lock-held', facts: { holder: 'apt-get (pid 812, unit apt-daily-upgrade.service)' } },
    });
  });
});

describe('repair', () => {
  it('C06: puts an interrupted database right, and proves it by the database', async () => {
    const { context, acts } = onHost({ database: ['interrupted', 'whole'] });
    expect(await repair(context, STEP)).toMatchObject({ outcome: 'done' });
    expect(acts).toEqual(['repair']);
  });

  it('finds a whole one', async () => {
    const { context, acts } = onHost({});
    expect(await repair(context, STEP)).toMatchObject({ outcome: 'already' });
    expect(acts).toEqual([]);
  });

  it('C05: says what is still broken, and nothing begins on top of it', async () => {
    const { context } = onHost({ database: ['interrupted'] });
    expect(await repair(context, STEP)).toMatchObject({
      outcome: 'failed',
      reason: { code: 'package-database-broken', facts: { state: 'not repaired: openssl is half-installed' } },
    });
  });

  it('C06: begins nothing where installed packages lack what they need, and a repair does nothing about it', async () => {
    const facts = { unmet: 'app 1.0 Depends: lib (>= 2) and 2 more' };
    for (const database of [['unmet'], ['interrupted', 'unmet']] as const) {
      const { context, acts } = onHost({ database });
      const result = await repair(context, STEP);
      expect(result).toMatchObject({ outcome: 'failed', reason: { code: 'dependencies-unmet', facts } });
      expect(acts).toEqual(database[0] === 'unmet' ? [] : ['repair']);
    }
    const { context, acts } = onHost({ database: ['unmet'] });
    expect(await preflight(context, STEP)).toMatchObject({ outcome: 'failed', reason: { code: 'dependencies-unmet' } });
    expect(acts).toEqual([]);
  });

  it('C07: is not what a running package manager needs: that is waited for', async () => {
    const { context, acts } = onHost({ database: ['interrupted'], locked: ['dpkg (pid 9)'] });
    expect(await repair(context, STEP)).toMatchObject({ outcome: 'failed', reason: { code: 'lock-held' } });
    expect(acts).toEqual([]);
  });

  it('C25: is not done where somebody blocks shutdowns and the host may be rebooted', async () => {
    const mayReboot = async () => refuse('host-refuses-more', { detail: 'no reboot: inhibited by apt' });
    for (const [reboot, code] of [
      ['if-needed', 'host-refuses-more'],
      ['never', 'disk-full'],
    ] as const) {
      const { context, acts } = onHost({ plan: { reboot } });
      const story = { ...context, ports: { ...context.ports, system: { mayReboot } } } as unknown as AttemptContext;
      expect(await preflight(story, STEP)).toMatchObject({ outcome: 'failed', reason: { code } });
      expect(acts).toEqual(reboot === 'never' ? ['stage'] : []);
    }
  });

  it('C22: is not done where root inhibits', async () => {
    const inhibitions: HostConditions['inhibitions'] = async () => ok([{ name: 'x.json', until: null, why: 'new' }]);
    const { context, acts } = onHost({ database: ['interrupted'], conditions: { inhibitions } });
    expect(await repair(context, STEP)).toMatchObject({ outcome: 'failed', reason: { code: 'host-inhibited' } });
    expect(acts).toEqual([]);
  });
});
