import { describe, expect, it } from 'vitest';
import { parseCommand, type Surroundings } from './arguments.ts';

const AROUND: Surroundings = { dataVariable: undefined, isRoot: false, workingDirectory: '/home/ada' };

const parsed = (...args: readonly string[]) => parseCommand(args, AROUND);

describe('the command line', () => {
  it('serves with what was said, and with sound values for what was not', () => {
    expect(parsed('serve')).toEqual({
      kind: 'serve',
      dataDirectory: '/home/ada/.slipway/controller',
      address: '0.0.0.0',
      port: 8443,
      metrics: null,
      names: [],
      keyrings: [],
      database: null,
      checkInSeconds: 60,
      proposalWaitSeconds: 120,
    });
    const said = parsed(
      'serve',
      '--listen',
      '[::1]:0',
      '--name',
      'a.example',
      '--name',
      'b.example',
      '--check-in',
      '5',
    );
    expect(said).toMatchObject({ address: '::1', port: 0, names: ['a.example', 'b.example'], checkInSeconds: 5 });
  });

  it('waits for proposals until an idle host must have heard of the wish', () => {
    expect(parsed('serve', '--check-in', '5')).toMatchObject({ proposalWaitSeconds: 120 });
    expect(parsed('serve', '--check-in', '300')).toMatchObject({ proposalWaitSeconds: 600 });
    expect(parsed('serve', '--check-in', '300', '--proposal-wait', '60')).toMatchObject({ proposalWaitSeconds: 60 });
  });

  it.each([
    ['an option', ['--data', '/srv/x'], {}, '/srv/x'],
    ['an option, from where one is', ['--data', 'x'], {}, '/home/ada/x'],
    ['an option over the variable', ['--data', '/srv/x'], { dataVariable: '/srv/y' }, '/srv/x'],
    ['the variable', [], { dataVariable: '/srv/y' }, '/srv/y'],
    ['an empty variable, which is none', [], { dataVariable: '' }, '/home/ada/.slipway/controller'],
    ['who root is', [], { isRoot: true }, '/var/lib/slipway/controller'],
  ])('finds the data directory by %s', (_by, args, around, dataDirectory) => {
    expect(parseCommand(['serve', ...args], { ...AROUND, ...around })).toMatchObject({ dataDirectory });
  });

  it('tells figures without a token to this machine alone', () => {
    expect(parsed('serve', '--metrics', '[::1]:9464')).toMatchObject({ metrics: { address: '::1', port: 9464 } });
    for (const address of ['0.0.0.0:9464', '[::]:9464', '10.0.0.5:9464', '127.0.0.1.example:9464', '9464']) {
      expect(parsed('serve', '--metrics', address)).toMatchObject({ kind: 'wrong' });
    }
  });

  it('backs up and restores', () => {
    const backup = parsed('backup', '--data', '/d', '--to', '/b.tar', '--without-content');
    expect(backup).toEqual({
      kind: 'backup',
      dataDirectory: '/d',
      to: { kind: 'file', path: '/b.tar' },
      content: 'left-out',
    });
    expect(parsed('backup', '--to', '/b.tar')).toMatchObject({ content: 'copied' });
    expect(parsed('backup', '--into', '/b')).toMatchObject({ to: { kind: 'folder', path: '/b', keep: null } });
    expect(parsed('backup', '--into', '/b', '--keep', '14')).toMatchObject({ to: { path: '/b', keep: 14 } });
    expect(parsed('restore', '--data', '/d', '--from', '/b.tar')).toMatchObject({ kind: 'restore', from: '/b.tar' });
  });

  it('moves a store, and settles one that was restored', () => {
    const options = ['--data', '/d', '--database', 'postgres://db/slipway', '--database-password', '/p'];
    const database = { url: 'postgres://db/slipway', passwordFile: '/p' };
    expect(parsed('migrate-store', ...options)).toEqual({ kind: 'migrate-store', dataDirectory: '/d', database });
    expect(parsed('settle-restored', ...options)).toMatchObject({ kind: 'settle-restored', database });
    expect(parsed('serve', ...options)).toMatchObject({ database });
  });

  it.each([
    ['a word that is none', ['bla'], 'there is no "bla"'],
    ['a word that every object has', ['constructor'], 'there is no "constructor"'],
    ['no word', [], 'a word is missing'],
    ['two words', ['serve', 'now'], '"now" is one word too many'],
    ['an option that is none', ['serve', '--bla'], "Unknown option '--bla'"],
    ['an option of another word', ['serve', '--to', 'x'], 'serve takes no --to'],
    ['an address that is none', ['serve', '--listen', '8443'], 'ADDRESS:PORT is expected'],
    ['a port that is none', ['serve', '--listen', '127.0.0.1:99999'], 'ADDRESS:PORT is expected'],
    ['seconds that are none', ['serve', '--check-in', '0'], '--check-in: 1 to 300 seconds'],
    ['seconds that are none', ['serve', '--proposal-wait', '1e3'], '--proposal-wait: 1 to 3600 seconds'],
    ['a password for no database', ['serve', '--database-password', 'x'], 'belongs to --database'],
    ['a store that moves nowhere', ['migrate-store'], 'migrate-store needs --database URL'],
    ['a backup to nowhere', ['backup'], 'backup needs --to FILE, or --into DIR'],
    ['a backup to two places', ['backup', '--to', 'a', '--into', 'b'], 'backup needs --to FILE, or --into DIR'],
    ['a file of which many stay', ['backup', '--to', 'a', '--keep', '2'], '--keep belongs to --into DIR'],
    ['none that stay', ['backup', '--into', 'b', '--keep', '0'], '--keep 0: 1 to 999 backups'],
    ['a restore from nowhere', ['restore'], 'restore needs --from FILE'],
  ])('says what is wrong with %s', (_what, args, says) => {
    expect(parsed(...args)).toEqual({ kind: 'wrong', says: expect.stringContaining(says) });
  });

  it('knows when somebody asks for help', () => {
    expect(parsed('--help')).toEqual({ kind: 'help' });
    expect(parsed('serve', '-h')).toEqual({ kind: 'help' });
    expect(parsed('version')).toEqual({ kind: 'version' });
  });
});
