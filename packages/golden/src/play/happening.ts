// What somebody who stands beside a host would see of it, as a line. To the minute: a second more or less shows nothing.

import type { Happening } from '@slipway/sim/host';

/** `null`: nothing that people notice. */
export const happeningText = (hostname: string, what: Happening): string | null => {
  const text = noticed(what);
  return text === null ? null : `                  ${what.at.slice(11, 16)}  ${hostname} ${text}`;
};

const noticed = (what: Happening): string | null => {
  switch (what.kind) {
    case 'hook':
      if (what.phase === 'called') return null;
      if (what.hook === 'drain') return 'is out of its service';
      return what.hook === 'undrain' ? 'is back in its service' : null;
    case 'transaction':
      return what.phase === 'ended' ? 'has its packages changed' : null;
    case 'users-told':
      return 'tells people who are logged in that it reboots';
    case 'booted':
      return 'has booted';
    case 'guest':
      return `has its guest ${what.guest} ${what.what.replace('-', ' ')}`;
    case 'restore-point':
      return { made: 'has a restore point', back: 'is back at its restore point', removed: null }[what.what];
    case 'restarted':
    case 'reboot-asked':
      return null;
    default:
      return what satisfies never;
  }
};
