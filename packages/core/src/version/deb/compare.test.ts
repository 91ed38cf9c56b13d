import { expect, test } from 'vitest';
import { wrongInRising } from '../../../test/rising.ts';
import { compareDeb } from './compare.ts';

// Each line is in rising order, and `=` joins what dpkg sees no difference between.
const RISING = [
  // deb-version(7): the tilde sorts before the end of a part, the end before letters, letters before the rest.
  ['1~~', '1~~a', '1~', '1', '1a'],
  ['1.0~~', '1.0~~a', '1.0~', '1.0~rc1', '1.0', '1.0-1', '1.0a', '1.0+b', '1.0.1'],
  ['0:1.0A', '0:1.0Z', '0:1.0a', '0:1.0z', '0:1.0+', '0:1.0.', '0:1.0:'],
  // Numbers are numbers, of any length.
  ['1.2', '1.10', '1.20240131123456'],
  ['1.9007199254740992', '1.9007199254740993', '1.90071992547409920'],
  ['1.00009=1.9', '1.10'],
  // The epoch outweighs all, and an absent one is zero.
  ['0:9.9=9.9=00:9.9', '1:0.1=01:0.1', '2:0.0', '10:0'],
  ['999999999999999999999:1', '1000000000000000000000:1'],
  // An absent revision is zero, and the revision starts after the last hyphen.
  ['1.0~1', '1.0=1.0-0=1.0-=1.0-00', '1.0-0.1', '1.0-1', '1.0-1-1'],
  ['1-1', '1-2', '1-1-1', '1-2-1'],
  // What an archive holds: security updates, backports, rebuilds, repackaged and reverted upstreams.
  ['1.1.1w-0+deb11u1', '1.1.1w-0+deb11u8', '1.1.1w-0+deb11u10', '1.1.1w-1'],
  ['3.0.22-1~bpo12+1', '3.0.22-1~deb12u2', '3.0.22-1', '3.0.22-1+b6', '3.0.22-1+deb12u1', '3.5.7'],
  ['3.0.2-0ubuntu1', '3.0.2-0ubuntu1.9', '3.0.2-0ubuntu1.10', '3.0.2-0ubuntu1.10+esm1', '3.0.2-1'],
  ['2.03.16-2', '2:1.02.185-2'],
  ['1.2.3+dfsg-1', '1.2.3+ds-1', '1.2.3+really1.0-1', '1.2.4-1'],
  ['5.74-481', '4:5.74-1'],
  // dpkg warns about these and compares them.
  ['1.0', 'abc', 'abd', 'b'],
  ['2024_1', '2024_2'],
  // Colons after the first belong to the upstream version.
  ['1:1:1-1', '1:1:2-1', '1:2'],
  // Blanks around a version do not count.
  ['1.0', ' \t2.0=2.0 =2.0', '3.0'],
];

test.each(RISING.map((line) => [line] as const))('%j', (line) => expect(wrongInRising(compareDeb, line)).toEqual([]));
