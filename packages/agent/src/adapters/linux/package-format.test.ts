import { expect, it } from 'vitest';
import { packageFormatOf } from './package-format.ts';

const DEBIAN = 'ID=debian\nVERSION_ID="12"\n';
const ALMA = 'ID="almalinux"\nID_LIKE="rhel centos fedora"\nVERSION_ID="9.4"\n';

it.each([
  ['Debian', DEBIAN, 600, null, 'deb'],
  ['Debian with an rpm that has nothing', DEBIAN, 600, 0, 'deb'],
  ['Ubuntu', 'ID=ubuntu\nID_LIKE=debian\n', 600, null, 'deb'],
  ['AlmaLinux', ALMA, null, 400, 'rpm'],
  ['AlmaLinux with a dpkg that has nothing', ALMA, 0, 400, 'rpm'],
  ['one that nobody knows, by what it has', 'ID=houselinux\n', null, 400, 'rpm'],
  ['one that is like another', 'ID=houselinux\nID_LIKE=debian\n', 600, null, 'deb'],
])('%s is told by os-release and by what is installed', (_which, osRelease, deb, rpm, format) => {
  expect(packageFormatOf({ osRelease, packages: { deb, rpm } })).toEqual({ ok: true, value: format });
});

it.each([
  ['C21: Red Hat with packages of dpkg alone', ALMA, 600, 0],
  ['Debian with packages of rpm alone', DEBIAN, null, 12],
  ['packages of both', DEBIAN, 600, 12],
  ['packages of neither', DEBIAN, null, null],
  ['a file that names both families', 'ID=debian\nID_LIKE=rhel\n', 600, null],
])('%s is no guess', (_which, osRelease, deb, rpm) => {
  expect(packageFormatOf({ osRelease, packages: { deb, rpm } })).toMatchObject({
    ok: false,
    reason: { code: 'package-format-unclear' },
  });
});
