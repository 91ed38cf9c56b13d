import { expect, it } from 'vitest';
import { replacedModules } from './interpreted.ts';

const changed = (...names: readonly string[]) => names.map((name) => ({ name, from: '1' }));

it('are told by the names of both families', () => {
  expect(
    replacedModules(
      changed(
        'python3-requests',
        'python3.11-minimal',
        'libpython3-stdlib',
        'libdbi-perl',
        'perl-base',
        'perl-DBI',
        'ruby-rack',
        'rubygem-rack',
      ),
    ),
  ).toEqual(
    new Map([
      ['python', ['python3-requests', 'python3.11-minimal', 'libpython3-stdlib']],
      ['perl', ['libdbi-perl', 'perl-base', 'perl-DBI']],
      ['ruby', ['ruby-rack', 'rubygem-rack']],
    ]),
  );
});

it('are none of other packages, nor of what is installed anew', () => {
  expect(replacedModules(changed('openssl', 'libperl5.36', 'pythonic', 'nginx', 'rubber')).size).toBe(0);
  expect(replacedModules([{ name: 'python3-requests', from: null }]).size).toBe(0);
});
