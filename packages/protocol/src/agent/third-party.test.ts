// What version 1 has grown by: inventories say where packages come from and what no package owns.

import { applyPackageDelta, type Inventory, inventoryDigest, packageDeltaOf } from '@slipway/core/inventory';
import {
  A_MAKER,
  anInventory,
  aPackage,
  digestOfText,
  sha256,
  someOrigins,
  THE_MORNING,
  unmanagedSoftware,
} from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import { parseInventoryMessage } from './schemas.ts';

const packages = ['agent', 'bc', 'by-file'].map((name) => aPackage({ name, version: '1.0' }));
const program = { path: '/usr/local/bin/tool', sizeBytes: 3, sha256: digestOfText('tool'), seen: 'in-folder' } as const;

const grown: Inventory = anInventory({
  packages,
  origins: someOrigins(packages, { maker: { agent: '1.2' }, none: ['by-file'] }),
  unmanaged: unmanagedSoftware({
    programs: {
      kind: 'known',
      total: 400,
      items: [program, { ...program, path: '/opt/x', sha256: null, seen: 'running' }],
    },
    snaps: { kind: 'known', total: null, items: [{ name: 'core20', version: '1974' }] },
    flatpaks: { kind: 'unknown', detail: 'EACCES' },
    containers: { kind: 'known', total: 1, items: [{ engine: 'podman', name: 'web', image: null }] },
  }),
  restart: {
    kind: 'known',
    asOf: THE_MORNING,
    processes: [{ pid: 1, executable: '/sbin/init', unit: null, files: ['/usr/lib/a.so'], packages: ['liba1'] }],
  },
  updates: {
    kind: 'known',
    asOf: THE_MORNING,
    metadataAsOf: THE_MORNING,
    updates: [],
    keptBack: [{ name: 'bc', architecture: 'amd64', cause: 'phased', phasedPercent: 20 }],
  },
});

const full = (inventory: unknown) =>
  parseInventoryMessage({ protocol: 1, form: 'full', digest: digestOfText('any'), inventory });

describe('an inventory with third-party software', () => {
  it('is read whole, and after a delta has the digest that the agent computed', () => {
    expect(full(grown)).toMatchObject({ ok: true, value: { inventory: grown } });
    const before = anInventory({ packages: packages.slice(1) });
    const { packages: _, ...rest } = grown;
    const digest = inventoryDigest(grown, sha256);
    const message = {
      ...{ protocol: 1, form: 'delta', base: inventoryDigest(before, sha256), digest, rest },
      ...packageDeltaOf(before.packages, grown.packages),
    };
    const parsed = parseInventoryMessage(JSON.parse(JSON.stringify(message)));
    if (!parsed.ok || parsed.value.form !== 'delta') throw new Error(JSON.stringify(parsed));
    const whole = { ...parsed.value.rest, packages: applyPackageDelta(before.packages, parsed.value) };
    expect(inventoryDigest(whole, sha256)).toBe(digest);
  });

  it('is read without all of it from an earlier agent, and as unknown where nobody could look', () => {
    const { origins: _, unmanaged: __, ...earlier } = grown;
    expect(full(earlier)).toMatchObject({ ok: true });
    const unknown = { kind: 'unknown', detail: 'the repositories were never read' };
    expect(full({ ...grown, origins: unknown, unmanaged: unknown })).toMatchObject({ ok: true });
  });

  const first = { ...A_MAKER, uri: null, packages: [], others: [], newer: [] };
  it.each<[string, object]>([
    ['more origins than a host can have', { origins: { ...grown.origins, origins: Array(1001).fill(first) } }],
    ['a place that is none', { origins: { ...grown.origins, none: [-1] } }],
    ['a place beyond every list', { origins: { ...grown.origins, none: [50_001] } }],
    ['a field of tomorrow', { origins: { ...grown.origins, more: [] } }],
    [
      'more programs than an agent lists',
      { unmanaged: { ...grown.unmanaged, programs: { kind: 'known', total: null, items: Array(2001).fill(program) } } },
    ],
    [
      'an engine that nobody knows',
      {
        unmanaged: {
          ...grown.unmanaged,
          containers: { kind: 'known', total: 1, items: [{ engine: 'x', name: 'a', image: null }] },
        },
      },
    ],
    [
      'a share above all',
      {
        updates: {
          ...grown.updates,
          keptBack: [{ name: 'a', architecture: 'all', cause: 'phased', phasedPercent: 101 }],
        },
      },
    ],
  ])('is refused with %s', (_case, change) => {
    expect(full({ ...grown, ...change })).toMatchObject({ ok: false, reason: { code: 'document-malformed' } });
  });
});
