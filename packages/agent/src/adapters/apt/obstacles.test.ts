// What the real apt of this machine would do and may not, and why a target cannot come, in the packages' own words.

import type { DebHost } from '@slipway/testkit/deb-host';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AptOnHost, aptOnHost, target } from '../../../test/made-apt-host.ts';

let apt: AptOnHost;
let deb: DebHost;
beforeEach((context) => {
  apt = aptOnHost(context);
  deb = apt.deb;
});
afterEach(() => deb?.dispose());

const names = (changes: readonly { readonly name: string }[]) => changes.map(({ name }) => name);

describe('what is not to change', () => {
  it('stays, with every target that would need it, and the rest goes on', async () => {
    deb.install([
      deb.make({ name: 'app', version: '1.0', fields: { Depends: 'lib' } }),
      deb.make({ name: 'lib', version: '1.0' }),
      deb.make({ name: 'other', version: '1.0' }),
    ]);
    const index = [
      deb.make({ name: 'app', version: '1.1', fields: { Depends: 'lib (>= 1.1)' } }),
      deb.make({ name: 'lib', version: '1.1' }),
      deb.make({ name: 'other', version: '1.1' }),
    ];
    const wished = [target('app', '1.1'), target('other', '1.1')];
    const proposal = await apt.propose(index, wished, { avoid: ['lib'], mayRemove: [] });
    expect(names(proposal.changes)).toEqual(['other']);
    expect(proposal.refused).toEqual([
      {
        ...target('app', '1.1'),
        cause: 'dependency',
        against: { kind: 'avoided', name: 'lib', architecture: 'all', version: '1.0', relation: '' },
      },
    ]);
    expect(names((await apt.propose(index, wished)).changes)).toEqual(['app', 'lib', 'other']);
  });

  it('is not newly installed either', async () => {
    deb.install([deb.make({ name: 'app', version: '1.0' })]);
    const index = [
      deb.make({ name: 'app', version: '1.1', fields: { Depends: 'fresh' } }),
      deb.make({ name: 'fresh', version: '3' }),
    ];
    const proposal = await apt.propose(index, [target('app', '1.1')], { avoid: ['fresh'], mayRemove: [] });
    expect(proposal.changes).toEqual([]);
    expect(proposal.refused).toMatchObject([{ against: { kind: 'avoided', name: 'fresh', version: null } }]);
  });
});

describe("a package of another repository's, against an update of the distribution's", () => {
  const update = (fields: Readonly<Record<string, string>> = {}) => [
    deb.make({ name: 'libfoo', version: '1.1', fields }),
    deb.make({ name: 'other', version: '1.1' }),
  ];
  const wished = [target('libfoo', '1.1'), target('other', '1.1')];
  const installed = (fields: Readonly<Record<string, string>>) =>
    deb.install([
      deb.make({ name: 'libfoo', version: '1.0' }),
      deb.make({ name: 'other', version: '1.0' }),
      deb.make({ name: 'vendor-app', version: '7', fields }),
    ]);

  it.each([
    ['an exact version', { Depends: 'libfoo (= 1.0)' }, {}, 'vendor-app Depends: libfoo (= 1.0)'],
    ['what it breaks', { Breaks: 'libfoo (>> 1.0)' }, {}, 'vendor-app Breaks: libfoo (>> 1.0)'],
    ['what it conflicts with', { Conflicts: 'libfoo (>= 1.1)' }, {}, 'vendor-app Conflicts: libfoo (>= 1.1)'],
    ['what the update breaks', {}, { Breaks: 'vendor-app (<< 8)' }, 'libfoo Breaks: vendor-app (<< 8)'],
  ])('is named with its relation, and kept: %s', async (_what, its, new_, relation) => {
    installed(its);
    const proposal = await apt.propose(update(new_), wished, { mayRemove: [] });
    expect(names(proposal.changes)).toEqual(['other']);
    const against = { kind: 'removal', name: 'vendor-app', architecture: 'all', version: '7', relation };
    expect(proposal.refused).toEqual([{ ...target('libfoo', '1.1'), cause: 'dependency', against }]);
  });

  it('goes where its removal was named', async () => {
    installed({ Depends: 'libfoo (= 1.0)' });
    const proposal = await apt.propose(update(), wished, { mayRemove: ['vendor-app'] });
    expect(proposal.changes.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'upgrade libfoo',
      'upgrade other',
      'remove vendor-app',
    ]);
  });

  it('that the update needs in a version of nobody here is named, too', async () => {
    installed({});
    const proposal = await apt.propose(update({ Depends: 'vendor-app (>= 8)' }), wished, { mayRemove: [] });
    const against = {
      kind: 'relation',
      name: 'vendor-app',
      architecture: 'all',
      version: '7',
      relation: 'libfoo Depends: vendor-app (>= 8)',
    };
    expect(proposal.refused).toEqual([{ ...target('libfoo', '1.1'), cause: 'dependency', against }]);
  });

  it('is not told to whoever says nothing of removals: an earlier controller would not read it', async () => {
    installed({});
    const proposal = await apt.propose(update({ Depends: 'vendor-app (>= 8)' }), wished);
    expect(proposal.refused).toEqual([{ ...target('libfoo', '1.1'), cause: 'dependency' }]);
  });

  it('is no obstacle where a newer one comes along', async () => {
    installed({ Depends: 'libfoo (= 1.0)' });
    const newer = deb.make({ name: 'vendor-app', version: '8', fields: { Depends: 'libfoo (= 1.1)' } });
    const proposal = await apt.propose([...update(), newer], wished, { mayRemove: [] });
    expect(names(proposal.changes)).toEqual(['libfoo', 'other', 'vendor-app']);
  });
});
