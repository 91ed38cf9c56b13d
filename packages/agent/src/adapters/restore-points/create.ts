import { readFile, stat } from 'node:fs/promises';
import { release } from 'node:os';
import type { RestorePoint } from '@slipway/core/restore-point';
import type { DurableFiles, Hooks, RestorePoints, RunCommand } from '../../ports/index.ts';
import { btrfs } from './btrfs/index.ts';
import { hook } from './hook/index.ts';
import { lvm } from './lvm/index.ts';
import type { Means, Variant } from './means/index.ts';

export interface RestorePointsOptions {
  readonly run: RunCommand;
  readonly files: DurableFiles;
  readonly hooks: Hooks;
  /** `/`, but for tests. */
  readonly root: string;
  /** `/var/lib/slipway`, below the root. */
  readonly state: string;
  /** A folder of root's that is gone with the boot. */
  readonly work: string;
  /** Left out: as the host itself says. */
  readonly kernel?: Means['kernel'];
}

export const createRestorePoints = ({ kernel = kernelOfHost, ...options }: RestorePointsOptions): RestorePoints => {
  const means: Means = { ...options, kernel };
  const of = variants(means);
  return {
    make: async (point, wish) => await of(point).make(wish),
    look: async (point, id) => await of(point).look(id),
    goBack: async (point, id) => await of(point).goBack(id),
    remove: async (point, id) => await of(point).remove(id),
  };
};

const variants = (means: Means) => {
  const [ofBtrfs, ofLvm, ofHook] = [btrfs(means), lvm(means), hook(means)];
  return (point: RestorePoint) => {
    switch (point.kind) {
      case 'btrfs':
        return bound(ofBtrfs, point);
      case 'lvm':
        return bound(ofLvm, point);
      case 'hook':
        return bound(ofHook, point);
      default:
        return point satisfies never;
    }
  };
};

const bound = <P extends RestorePoint>(variant: Variant<P>, point: P) => ({
  make: async (wish: Parameters<Variant<P>['make']>[1]) => await variant.make(point, wish),
  look: async (id: Parameters<Variant<P>['look']>[1]) => await variant.look(point, id),
  goBack: async (id: Parameters<Variant<P>['goBack']>[1]) => await variant.goBack(point, id),
  remove: async (id: Parameters<Variant<P>['remove']>[1]) => await variant.remove(point, id),
});

/** systemd's word for what kind of container it runs in; on anything else there is no such file (systemd-detect-virt(1)). */
const CONTAINER = '/run/systemd/container';

const kernelOfHost = async (): Promise<string | null> => {
  try {
    return (await stat(CONTAINER)).isFile() && (await readFile(CONTAINER, 'utf8')) !== '' ? null : release();
  } catch {
    return release();
  }
};
