import { type Store, StoreFailure, type StoreView } from '@slipway/controller/ports';
import { describe, expect, it } from 'vitest';
import { aHostRecord, hostIdOf } from '../../store-rows/index.ts';
import { CHANGING, everything } from './methods.ts';
import { READING } from './reading-methods.ts';

export const transactionContract = (open: () => Store): void => {
  describe('reads and writes', () => {
    everythingOrNothing(open);
    oneMoment(open);
    oneAfterTheOther(open);
    readsOnlyRead(open);
    refusals(open);
  });
};

const everythingOrNothing = (open: () => Store): void => {
  it('leaves nothing of a write that throws, and throws the same', async () => {
    const store = open();
    await store.write((change) => change.fleet.addHost(aHostRecord({ hostId: 'before' })));
    const bug = new Error('a bug in the work');
    const failing = store.write(async (change) => {
      for (const [, changing] of CHANGING) await changing(change);
      throw bug;
    });
    await expect(failing).rejects.toBe(bug);
    expect(await everything(store)).toEqual({
      hosts: ['before'],
      audit: 0,
      patchSets: 0,
      plans: 0,
      promotions: 0,
      standings: 0,
      quarantines: 0,
      rollouts: 0,
      tokens: 0,
      accounts: 0,
      session: null,
      leases: 0,
      policy: null,
      inventory: null,
      taken: 0,
      setting: null,
      events: 0,
      head: null,
      grants: 0,
      gateReadings: 0,
      newestIndex: null,
      approvals: 0,
      refusal: null,
      askedAgain: 0,
      changeRequests: 0,
      proposals: 0,
      feeds: 0,
      statements: 0,
      pending: 0,
      packages: 0,
      verdicts: 0,
      updates: 0,
      starts: 0,
      audiences: 0,
      notices: 0,
      deliveries: 0,
      counts: 0,
      uncounted: 0,
      readings: 0,
      checklist: null,
      courses: 0,
    });
  });

  it('can do again what a failed write undid', async () => {
    const store = open();
    const all = async (change: StoreView) => {
      await change.fleet.addHost(aHostRecord({ hostId: 'before' }));
      for (const [, changing] of CHANGING) await changing(change);
    };
    await expect(
      store.write(async (change) => {
        await all(change);
        throw new Error('too late');
      }),
    ).rejects.toThrow('too late');
    await store.write(all);
    expect((await everything(store)).hosts).toEqual(['changed', 'host-1']);
  });

  it('sees its own changes inside a write', async () => {
    const found = await open().write(async (change) => {
      await change.access.setSetting('incarnation', 'one');
      return await change.access.setting('incarnation');
    });
    expect(found).toBe('one');
  });

  it('undoes a change when a later method of the same write throws by itself', async () => {
    const store = open();
    await expect(
      store.write(async (change) => {
        await change.fleet.addHost(aHostRecord({ hostId: 'host-1' }));
        await change.fleet.addHost(aHostRecord({ hostId: 'host-1' }));
      }),
    ).rejects.toThrow('exists already');
    expect(await store.read((view) => view.fleet.host(hostIdOf('host-1')))).toBeNull();
  });
};

const oneMoment = (open: () => Store): void => {
  it('reads one moment, whatever is written meanwhile', async () => {
    const store = open();
    await store.write((change) => change.access.setSetting('incarnation', 'one'));
    const meanwhile = Promise.withResolvers<void>();
    const writing = meanwhile.promise.then(() =>
      store.write((change) => change.access.setSetting('incarnation', 'two')),
    );
    const seen = await store.read(async (view) => {
      const first = await view.access.setting('incarnation');
      meanwhile.resolve();
      const later: (string | null)[] = [];
      for (let look = 0; look < 20; look++) later.push(await view.access.setting('incarnation'));
      return [first, ...new Set(later)];
    });
    expect(seen).toEqual(['one', 'one']);
    await writing;
    expect(await store.read((view) => view.access.setting('incarnation'))).toBe('two');
  });

  it('reads what the last write left, at once', async () => {
    const store = open();
    for (const value of ['one', 'two', 'three']) {
      await store.write((change) => change.access.setSetting('incarnation', value));
      expect(await store.read((view) => view.access.setting('incarnation'))).toBe(value);
    }
  });

  it('never shows half of a write', async () => {
    const store = open();
    const meanwhile = Promise.withResolvers<void>();
    const look = () => store.read(both);
    const looks = [look(), ...[1, 2, 3].map(() => meanwhile.promise.then(look))];
    const writes = ['a', 'b', 'c', 'd'].map((value) =>
      store.write(async (change) => {
        await change.access.setSetting('incarnation', value);
        meanwhile.resolve();
        await change.access.setSetting('restored-at', value);
      }),
    );
    looks.push(look());
    await Promise.all(writes);
    looks.push(look());
    for (const [one, other] of await Promise.all(looks)) expect(one).toBe(other);
  });
};

const both = async (view: StoreView): Promise<readonly (string | null)[]> => [
  await view.access.setting('incarnation'),
  await view.access.setting('restored-at'),
];

const oneAfterTheOther = (open: () => Store): void => {
  it('runs writes one after the other, in the order in which they were asked for', async () => {
    const store = open();
    const order: string[] = [];
    const write = (name: string) =>
      store.write(async (change) => {
        order.push(`${name} begins`);
        const before = Number((await change.access.setting('incarnation')) ?? '0');
        await change.access.setting('switch');
        await change.access.setSetting('incarnation', String(before + 1));
        order.push(`${name} ends`);
      });
    const names = Array.from({ length: 20 }, (_, at) => `write ${at}`);
    await Promise.all(names.map(write));
    expect(order).toEqual(names.flatMap((name) => [`${name} begins`, `${name} ends`]));
    expect(await store.read((view) => view.access.setting('incarnation'))).toBe('20');
  });

  it('goes on after a write that failed', async () => {
    const store = open();
    const failing = store.write(async () => {
      throw new Error('no');
    });
    const next = store.write((change) => change.access.setSetting('switch', 'thrown'));
    await expect(failing).rejects.toThrow('no');
    await next;
    expect(await store.read((view) => view.access.setting('switch'))).toBe('thrown');
  });

  it('throws at a read or write inside another instead of waiting for itself', async () => {
    const store = open();
    for (const outer of ['read', 'write'] as const) {
      for (const inner of ['read', 'write'] as const) {
        const nested = store[outer](() => store[inner](async () => 1));
        await expect(nested).rejects.toThrow('inside another');
      }
    }
    expect(await store.read(async () => 'still here')).toBe('still here');
  });

  it('allows a read or write that follows from one, once that has ended', async () => {
    const store = open();
    const follow = await store.write(async () => async () => await store.read(async () => 'later'));
    expect(await follow()).toBe('later');
  });
};

const readsOnlyRead = (open: () => Store): void => {
  it.each(CHANGING.map(([name, change]) => ({ name, change })))('throws at $name inside a read', async ({ change }) => {
    const store = open();
    await store.write((view) => view.fleet.addHost(aHostRecord({ hostId: 'before' })));
    const before = await everything(store);
    await expect(store.read(change)).rejects.toThrow('inside a read');
    expect(await everything(store)).toEqual(before);
  });

  it('knows every method of the port as reading or changing', async () => {
    const view = await open().read(async (subjects) => subjects);
    const methods = Object.entries(view).flatMap(([subject, its]) =>
      Object.keys(its).map((its) => `${subject}.${its}`),
    );
    const named = [...CHANGING.map(([name]) => name), ...READING];
    expect(methods.sort()).toEqual(named.sort());
  });
};

const refusals = (open: () => Store): void => {
  it('throws when a view is used after its read or write', async () => {
    const store = open();
    const kept = await store.write(async (change) => change);
    await expect(kept.access.setting('switch')).rejects.toThrow(/ended|committed/);
    await expect(kept.access.setSetting('switch', 'thrown')).rejects.toThrow(/ended|committed/);
    const read = await store.read(async (view) => view);
    await expect(read.access.setting('switch')).rejects.toThrow(/ended|committed/);
    expect(await store.read((view) => view.access.setting('switch'))).toBeNull();
  });

  it('refuses a cursor that no page gave, and limits out of bounds', async () => {
    const store = open();
    for (const after of ['', 'x', '{}', '[]', '[1]', '["a","b"]', '[null]']) {
      const refused = await store.read((view) => view.fleet.hosts({ after, limit: 1 })).catch((error) => error);
      expect(refused).toBeInstanceOf(StoreFailure);
      expect(refused).toHaveProperty('reason.code', 'input-invalid');
    }
    for (const limit of [0, -1, 1.5, 1001]) {
      await expect(store.read((view) => view.fleet.hosts({ after: null, limit }))).rejects.toThrow(RangeError);
    }
  });

  it('refuses a value without a canonical form', async () => {
    const store = open();
    const host = aHostRecord({ hostId: 'host-1', generation: 0.5 });
    await expect(store.write((change) => change.fleet.addHost(host))).rejects.toThrow('canonical');
    expect(await store.read((view) => view.fleet.host(hostIdOf('host-1')))).toBeNull();
  });

  it('gives back equal values that nobody shares with the caller', async () => {
    const store = open();
    const labels: Record<string, string> = { environment: 'prod' };
    await store.write((change) => change.fleet.addHost(aHostRecord({ hostId: 'host-1', labels })));
    labels['environment'] = 'dev';
    const found = await store.read((view) => view.fleet.host(hostIdOf('host-1')));
    expect(found?.value.labels).toEqual({ environment: 'prod' });
  });

  it('finishes what was asked for before it was closed, and nothing afterwards', async () => {
    const store = open();
    const before = store.write(async (change) => {
      await change.access.setSetting('switch', 'thrown');
      return await change.access.setting('switch');
    });
    const closing = store.close();
    expect(await before).toBe('thrown');
    await closing;
    await expect(store.read(async () => 1)).rejects.toThrow('closed');
    await expect(store.write(async () => 1)).rejects.toThrow('closed');
  });
};
