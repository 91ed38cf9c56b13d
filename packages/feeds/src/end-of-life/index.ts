// Until when whole releases are given fixes: `debian.csv` and `ubuntu.csv` of distro-info-data.
// Not here: single packages whose support ends earlier (debian-support).
// May import: core, the frame's contract, reading.

export { endOfLife } from './end-of-life.ts';
