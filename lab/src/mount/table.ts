import { readFileSync } from 'node:fs';

/** Mount points in mount order, from /proc/self/mountinfo (proc(5)), where space, tab, newline and \ are octal. */
export function parseMountPoints(mountInfo: string): readonly string[] {
  return mountInfo
    .split('\n')
    .map((line) => line.split(' ')[4])
    .filter((path) => path !== undefined)
    .map((path) =>
      path.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8))),
    );
}

/** Read anew each time: another process of the lab may have mounted since. */
function mountPoints(): readonly string[] {
  return parseMountPoints(readFileSync('/proc/self/mountinfo', 'utf8'));
}

export function isMountPoint(path: string): boolean {
  return mountPoints().includes(path);
}

/** The directory itself counts too. Last mounted first: the order in which they can be unmounted. */
export function mountPointsBelow(directory: string): readonly string[] {
  return mountPoints()
    .filter((path) => path === directory || path.startsWith(`${directory}/`))
    .reverse();
}
