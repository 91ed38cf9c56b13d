import { asDigest } from '@slipway/core/ids';
import type { PlannedChange } from '@slipway/core/plan';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StagedFiles } from '../../ports/index.ts';
import { transactionCommand, wayBackCommand } from './transaction-command.ts';

const context = { directory: '/var/lib/slipway/executor/apt' };
const staged: StagedFiles = {
  directory: '/var/lib/slipway/executor/staging',
  index: {
    platform: { distribution: 'debian', release: 'bookworm', architecture: 'amd64' },
    digest: asDigest(`sha256:${'a'.repeat(64)}`),
    sizeBytes: 1,
  },
  files: [],
};
const change = (kind: PlannedChange['kind'], name: string, to: string | null): PlannedChange => ({
  kind,
  name,
  architecture: 'amd64',
  from: '1',
  to,
  file: null,
  automatic: false,
});
const decided = (...decisions: readonly ('keep' | 'replace' | 'block')[]) =>
  decisions.map((decision, number) => ({ package: 'a', path: `/etc/${number}`, decision }));
const forcesOf = (command: readonly string[]): readonly string[] => command.filter((one) => one.includes('--force-'));

const kinds = fc.constantFrom<PlannedChange['kind']>('upgrade', 'install', 'remove', 'downgrade');
const anyChange = fc
  .tuple(kinds, fc.stringMatching(/^[a-z][a-z0-9+.-]{1,12}$/), fc.stringMatching(/^([0-9]:)?[0-9][0-9a-z.+~-]{0,8}$/))
  .map(([kind, name, version]) => change(kind, name, kind === 'remove' ? null : version));

describe('transactionCommand', () => {
  it('is whole in itself: program, environment, sources, exact versions', () => {
    const command = transactionCommand(context, {
      staged,
      changes: [change('upgrade', 'openssl', '3.0.17-1'), change('install', 'g++', '4:12')],
      conffiles: [],
    });
    expect(command[0]).toBe('/usr/bin/env');
    expect(command).toEqual(
      expect.arrayContaining([
        'DEBIAN_FRONTEND=noninteractive',
        'LC_ALL=C.UTF-8',
        'NEEDRESTART_SUSPEND=1',
        'APT_LISTCHANGES_FRONTEND=none',
        `APT_CONFIG=${context.directory}/index-${'a'.repeat(64)}/apt.conf`,
        '/usr/bin/apt-get',
        '-y',
        '--no-remove',
      ]),
    );
    expect(command.slice(command.indexOf('install'))).toEqual([
      'install',
      '--',
      'openssl:amd64=3.0.17-1',
      'g++:amd64=4:12',
    ]);
  });

  it('allows to apt exactly what the plan names, for any plan', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { minLength: 1, maxLength: 20 }), (changes) => {
        const command = transactionCommand(context, { staged, changes, conffiles: [] });
        expect(command.includes('--no-remove')).toBe(!changes.some(({ kind }) => kind === 'remove'));
        expect(command.includes('--allow-downgrades')).toBe(changes.some(({ kind }) => kind === 'downgrade'));
        for (const never of [
          '--allow-change-held-packages',
          '--allow-remove-essential',
          '--purge',
          '--force-yes',
          '-f',
        ]) {
          expect(command).not.toContain(never);
        }
        const named = command.slice(command.indexOf('--') + 1);
        expect(named).toHaveLength(changes.length);
        for (const argument of named) expect(argument).toMatch(/^[a-z][a-z0-9+.-]*:amd64(=.+|-)$/);
      }),
    );
  });

  it.each([
    ['nothing was changed on the host', decided(), ['--force-confdef', '--force-confold']],
    ['everything is kept', decided('keep', 'keep'), ['--force-confdef', '--force-confold']],
    ['everything is replaced', decided('replace', 'replace'), ['--force-confnew']],
    ['some of each: keeping loses nothing', decided('replace', 'keep'), ['--force-confdef', '--force-confold']],
  ])('tells dpkg one decision about configuration files: %s', (_case, conffiles, forces) => {
    const command = transactionCommand(context, { staged, changes: [change('upgrade', 'a', '2')], conffiles });
    expect(forcesOf(command)).toEqual(forces.map((force) => `DPkg::Options::=${force}`));
  });
});

describe('wayBackCommand', () => {
  it('may go down, and removes only what was not there before', () => {
    const previous = { name: 'a', architecture: 'all', version: '1', file: null };
    const back = wayBackCommand(context, { staged, previous: [previous] });
    expect(back).toEqual(expect.arrayContaining(['--no-remove', '--allow-downgrades', 'a:all=1']));
    const removing = wayBackCommand(context, {
      staged,
      previous: [previous, { ...previous, name: 'b', version: null }],
    });
    expect(removing).toContain('b:all-');
    expect(removing).not.toContain('--no-remove');
  });
});
