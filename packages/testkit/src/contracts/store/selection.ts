import type { CountedAs, HostRecord, HostSelection, Store } from '@slipway/controller/ports';
import { asHostId } from '@slipway/core/ids';
import type { PendingUpdates } from '@slipway/core/inventory';
import { reason } from '@slipway/core/reasons';
import { type Comparison, evaluate, type Named, parseSelector, type Selector } from '@slipway/core/selection';
import { addSeconds } from '@slipway/core/time';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anInventory, aPackage, type aSystem, THE_MORNING } from '../../builders/index.ts';
import { aHostRecord, aStoredInventory } from '../../store-rows/index.ts';
import { byPages } from './pages.ts';

export const selectionContract = (open: () => Store): void => {
  describe('hosts by selector', () => {
    const now = addSeconds(THE_MORNING, 3661);
    const names = async (store: Store, selector: Selector | null, limit = 2): Promise<readonly string[]> =>
      (await byPages((page) => store.read(({ fleet }) => fleet.selectedHosts({ selector, now }, page)), limit))
        .flat()
        .map(({ host }) => host.hostId);

    it('says of each host what the selector itself says of it, and counts the same', async () => {
      const store = open();
      await fill(store);
      await fc.assert(
        fc.asyncProperty(selectors, async (selector) => {
          const expected = FLEET.filter(({ retired }) => retired !== true).filter(
            (one) => evaluate({ selector, host: selectableOf(one), now }) === 'yes',
          );
          expect(await names(store, selector)).toEqual(expected.map(({ hostId }) => hostId));
          expect(await countAll(store, { selector, now })).toBe(expected.length);
        }),
        { numRuns: 60 },
      );
    });

    it('gives each host as it is stored, its inventory without the packages, in order of enrolment', async () => {
      const store = open();
      await fill(store);
      const page = await store.read(({ fleet }) =>
        fleet.selectedHosts({ selector: null, now }, { after: null, limit: 2 }),
      );
      const [first] = FLEET;
      const { packages: _, ...inventory } = inventoryOf(first as FleetHost)?.inventory ?? anInventory();
      expect(page.items[0]).toEqual({
        host: await store.read(async ({ fleet }) => (await fleet.host(asHostId('web-1')))?.value),
        stored: { receivedAt: addSeconds(THE_MORNING, 1), inventory },
      });
      expect(await names(store, null)).toEqual(['web-1', 'web-2', 'silent', 'rh-1', 'db-1']);
      expect(await names(store, read('host = silent'))).toEqual(['silent']);
    });

    it('names the hosts behind each number that the fleet is counted by, also together with a selector', async () => {
      const store = open();
      await fill(store);
      await stand(store);
      const since = addSeconds(THE_MORNING, -60);
      const behind = async (counted: CountedAs, selector: Selector | null = null) => {
        const page = { after: null, limit: 50 };
        const selection = { selector, counted, now };
        const { items } = await store.read(({ fleet }) => fleet.selectedHosts(selection, page));
        expect(await countAll(store, selection)).toBe(items.length);
        return items.map(({ host }) => host.hostId);
      };
      expect(await behind({ kind: 'never-reported' })).toEqual(['silent', 'rh-1']);
      expect(await behind({ kind: 'silent', since })).toEqual(['web-1']);
      expect(await behind({ kind: 'barred' })).toEqual(['web-2']);
      expect(await behind({ kind: 'up-to-date' })).toEqual(['web-1']);
      expect(await behind({ kind: 'updates-pending' })).toEqual(['rh-1', 'db-1']);
      expect(await behind({ kind: 'security-pending' })).toEqual(['db-1']);
      expect(await behind({ kind: 'unknown' })).toEqual(['web-2', 'silent']);
      expect(await behind({ kind: 'up-to-date' }, read('role = web'))).toEqual(['web-1']);
      expect(await behind({ kind: 'barred' }, read('environment = dev'))).toEqual([]);
      const { items } = await store.read(({ figures }) => figures.hostStates(since, null));
      const counts = (is: (state: (typeof items)[number]) => boolean) =>
        items.reduce((sum, state) => sum + (is(state) ? state.hosts : 0), 0);
      expect([
        counts(({ heard }) => heard === 'never'),
        counts(({ heard }) => heard === 'silent'),
        counts(({ isBarred }) => isBarred),
        counts(({ pending }) => pending === 'none'),
        counts(({ pending }) => pending === 'some'),
        counts(({ pending }) => pending === 'security'),
        counts(({ pending }) => pending === 'unknown'),
      ]).toEqual([2, 1, 1, 1, 1, 1, 2]);
    });

    it('takes names of labels and values for nothing but text', async () => {
      const store = open();
      await fill(store);
      for (const text of ['"', "'", '$."role"', 'role" or 1=1 --', '\\', 'a.b[0]', 'é', '\u0000']) {
        const of: Named = { kind: 'label', label: text };
        expect(await names(store, { kind: 'is', of, operator: '=', value: text })).toEqual([]);
        expect(await names(store, { kind: 'is', of, operator: '!=', value: text })).toHaveLength(5);
        expect(await names(store, { kind: 'package-installed', package: text })).toEqual([]);
      }
    });
  });
};

interface FleetHost {
  readonly hostId: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly mode?: 'observed';
  readonly retired?: true;
  readonly packages?: readonly (readonly [name: string, version: string])[];
  readonly system?: Parameters<typeof aSystem>[0];
  readonly reboot?: 'needed' | 'unknown';
  /** Of an update that it could have. */
  readonly pending?: 'some' | 'security';
}

const FLEET: readonly FleetHost[] = [
  {
    hostId: 'web-1',
    labels: { environment: 'prod', role: 'web' },
    packages: [['openssl', '3.0.15-1']],
    reboot: 'needed',
  },
  {
    hostId: 'web-2',
    labels: { environment: 'prod', role: 'web', 'cost-centre': '4711' },
    packages: [
      ['openssl', '3.0.17-1'],
      ['nginx', '1.22.1-9'],
    ],
  },
  { hostId: 'silent', labels: { environment: 'dev' } },
  { hostId: 'gone', labels: { environment: 'prod', role: 'web' }, packages: [['openssl', '3.0.15-1']], retired: true },
  {
    hostId: 'rh-1',
    labels: { environment: 'dev', role: 'db' },
    mode: 'observed',
    packages: [
      ['openssl', '1:3.0.7-27.el9'],
      ['kernel', '5.14.0-362.el9'],
      ['kernel', '5.14.0-427.el9'],
    ],
    system: {
      distribution: 'almalinux',
      release: '9',
      packageFormat: 'rpm',
      kernel: { running: '5.14.0-427.13.1.el9_4.x86_64', nextBoot: null, installed: [] },
    },
    reboot: 'unknown',
    pending: 'some',
  },
  { hostId: 'db-1', labels: {}, packages: [], pending: 'security' },
];

const recordOf = ({ hostId, labels, mode, retired }: FleetHost) =>
  aHostRecord({
    hostId,
    labels,
    hostname: `${hostId}.example`,
    reportedMode: mode ?? 'adopted',
    retiredAt: retired === true ? THE_MORNING : null,
  });

const inventoryOf = ({ packages, system, reboot, pending }: FleetHost) =>
  packages === undefined
    ? null
    : aStoredInventory({
        packages: packages.map(([name, version]) => aPackage({ name, version })),
        ...(system === undefined ? {} : { system }),
        ...(pending === undefined ? {} : { updates: updatesOf(pending) }),
        ...(reboot === 'needed' ? { reboot: { kind: 'needed', causes: ['kernel'] } } : {}),
        ...(reboot === 'unknown' ? { reboot: { kind: 'unknown', detail: 'no modules' } } : {}),
      });

const updatesOf = (pending: NonNullable<FleetHost['pending']>): PendingUpdates => ({
  ...{ kind: 'known', asOf: THE_MORNING, metadataAsOf: THE_MORNING, keptBack: [] },
  updates: [
    {
      ...{ name: 'curl', architecture: 'amd64', from: '1.0-1', to: '1.0-2', security: pending === 'security' },
      origin: { origin: 'Debian', label: 'Debian', codename: 'bookworm' },
    },
  ],
});

const fill = async (store: Store): Promise<void> => {
  for (const one of FLEET) {
    const stored = inventoryOf(one);
    await store.write(async ({ fleet }) => {
      const record = recordOf(one);
      await fleet.addHost({ ...record, retiredAt: null });
      if (stored !== null) await fleet.putInventory(record.hostId, stored);
      if (record.retiredAt !== null) await fleet.saveHost({ revision: 1, value: record });
    });
  }
};

/** One that has fallen silent, one that is barred and awaited, one that was never heard though it sent an inventory, and one as it should be. */
const stand = async (store: Store): Promise<void> => {
  const change = async (hostId: string, changed: (host: HostRecord) => Partial<HostRecord>) =>
    await store.write(async ({ fleet }) => {
      const found = (await fleet.host(asHostId(hostId)))!;
      await fleet.saveHost({ ...found, value: { ...found.value, ...changed(found.value) } });
    });
  const heard = { ...aHostRecord({ hostId: 'web-1' }).contact!, seenAt: THE_MORNING };
  await change('web-1', () => ({ contact: { ...heard, seenAt: addSeconds(THE_MORNING, -3600) } }));
  await change('web-2', () => ({
    contact: heard,
    barred: reason('host-restored'),
    inventoryAwaitedSince: THE_MORNING,
  }));
  await change('rh-1', () => ({ contact: null }));
  await change('db-1', () => ({ contact: heard }));
};

const selectableOf = (one: FleetHost) => {
  const { hostId, hostname, labels, reportedMode } = recordOf(one);
  const stored = inventoryOf(one);
  return {
    hostId,
    hostname,
    labels,
    mode: reportedMode,
    inventory: stored?.inventory ?? null,
    inventoryReceivedAt: stored?.receivedAt ?? null,
  };
};

const countAll = async (store: Store, selection: HostSelection): Promise<number> => {
  let hosts = 0;
  let after: string | null = null;
  do {
    const at: string | null = after;
    const part: { readonly hosts: number; readonly next: string | null } = await store.read(({ fleet }) =>
      fleet.countSelectedHosts(selection, at),
    );
    hosts += part.hosts;
    after = part.next;
  } while (after !== null);
  return hosts;
};

const read = (text: string): Selector => {
  const parsed = parseSelector(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
};

/** Words that something in the fleet has, and some that nothing has. */
const values = fc.constantFrom(
  'prod',
  'dev',
  'web',
  'db',
  '4711',
  'web-1',
  'rh-1.example',
  'debian',
  'almalinux',
  'x"\\é',
);
const facts = fc.constantFrom<Named>(
  ...(['host', 'hostname', 'mode', 'distribution', 'release', 'architecture', 'reboot'] as const).map(
    (fact): Named => ({ kind: 'fact', fact }),
  ),
  ...['environment', 'role', 'cost-centre', 'none', 'Not A Key'].map((label): Named => ({ kind: 'label', label })),
);
const worths = fc.oneof(
  values,
  fc.constantFrom('observed', 'adopted', 'needed', 'not-needed', 'bookworm', '9', 'amd64'),
);
const comparisons = fc.constantFrom<Comparison>('=', '!=', '<', '<=', '>', '>=');
const versions = fc.constantFrom('3.0.15-1', '3.0.17', '1:3.0.7', '5.14.0-400', '6.1.0-41', '0');
const packages = fc.constantFrom('openssl', 'nginx', 'kernel', 'nothing');

const leaves: fc.Arbitrary<Selector> = fc.oneof(
  fc.record({
    kind: fc.constant('is' as const),
    of: facts,
    operator: fc.constantFrom('=' as const, '!=' as const),
    value: worths,
  }),
  fc.record({ kind: fc.constant('in' as const), of: facts, values: fc.array(worths, { minLength: 1, maxLength: 3 }) }),
  fc.record({ kind: fc.constant('label-exists' as const), label: fc.constantFrom('role', 'cost-centre', 'none') }),
  fc.record({ kind: fc.constant('kernel' as const), operator: comparisons, version: versions }),
  fc.record({ kind: fc.constant('package-installed' as const), package: packages }),
  fc.record({
    kind: fc.constant('package-version' as const),
    package: packages,
    operator: comparisons,
    version: versions,
  }),
  fc.record({
    kind: fc.constant('stale' as const),
    operator: fc.constantFrom('<' as const, '<=' as const, '>' as const, '>=' as const),
    minutes: fc.constantFrom(0, 59, 60, 61, 62, 999_999_999),
  }),
);

const selectors = fc.letrec<{ selector: Selector }>((tie) => ({
  selector: fc.oneof(
    { maxDepth: 3 },
    leaves,
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      parts: fc.array(tie('selector'), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('not' as const), part: tie('selector') }),
  ),
})).selector;
