import type { RestorePoint } from './types.ts';

/** `btrfs of / and /var, kept 48 h, at most 2` */
export const restorePointText = (point: RestorePoint): string => {
  const { volumes, keepHours, keepMax } = point;
  const kept = keepHours === 0 ? 'kept until the attempt is over' : `kept ${keepHours} h`;
  return `${meansText(point)} of ${volumes.join(' and ')}, ${kept}, at most ${keepMax}`;
};

const meansText = (point: RestorePoint): string => {
  switch (point.kind) {
    case 'btrfs':
      return `btrfs (${point.freePercentMin} % free or more)`;
    case 'lvm':
      return `lvm (${point.sizePercent} % of their size set aside)`;
    case 'hook': {
      const options = Object.entries(point.parameters).map(([name, value]) => ` --${name} ${value}`);
      return `hook ${point.hook}${options.join('')} (${point.timeoutSeconds} s)`;
    }
    default:
      return point satisfies never;
  }
};

/** What is lost by going back: said on every plan before somebody approves it. */
export const restorePointScope = ({ volumes }: Pick<RestorePoint, 'volumes'>): string =>
  `${volumes.join(' and ')} as before the change, all that was written there since is lost, nothing else is touched`;
