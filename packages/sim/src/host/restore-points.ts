// Restore points of a simulated host: its packages as they were. The ledger lies outside, as the real kinds see to that. Held to what
// those do by the contract suite that all pass.

import type { RestorePointLook, RestorePointRecord, RestorePointRecords, RestorePoints } from '@slipway/agent/ports';
import type { InstalledPackage } from '@slipway/core/inventory';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { RestorePoint, RestorePointState } from '@slipway/core/restore-point';
import { never } from '../mortal/index.ts';
import type { Surroundings } from './surroundings.ts';

export interface SimulatedRestorePoints extends RestorePoints {
  /** The host comes up: into one, where that was asked for. */
  boot(): void;
}

interface Kept {
  readonly packages: readonly InstalledPackage[];
  state: Exclude<RestorePointState, 'gone'>;
}

/** Made of volumes that hold gigabytes, without copying them. */
const SECONDS = { low: 1, high: 10 };

export const simulatedRestorePoints = (around: Surroundings): SimulatedRestorePoints => {
  const { condition, happened, packages, power, random, time } = around;
  const standing = new Map<string, Kept>();
  const lookOf = (point: RestorePoint, id: string): RestorePointLook => {
    const kept = standing.get(id);
    const isFull = kept?.state === 'standing' && condition.restorePoints === 'full';
    const usedPercent = point.kind === 'lvm' && kept !== undefined ? (isFull ? 100 : 10) : null;
    return { state: isFull ? 'full' : (kept?.state ?? 'gone'), usedPercent, holdsLedger: false };
  };
  const working = async (): Promise<void> => {
    const begun = power();
    await time.sleep(random.between(SECONDS.low, SECONDS.high) * 1000);
    if (power() !== begun) await never();
  };
  const against = ({ kind, volumes: [volume = '/'] }: RestorePoint): Outcome<never> | null => {
    switch (condition.restorePoints) {
      case 'no-room':
        return refuse('restore-point-no-room', { volume, detail: 'simulated' });
      case 'not-bootable':
        return refuse('restore-point-not-bootable', { volume, detail: 'simulated' });
      case 'unfit':
        return refuse('restore-point-unfit', { volume, kind, detail: 'simulated' });
      case 'well':
      case 'full':
        return null;
      default:
        return condition.restorePoints satisfies never;
    }
  };
  return {
    make: async (point, { id }) => {
      await working();
      const refused = against(point);
      if (refused !== null) return refused;
      if (!standing.has(id)) {
        standing.set(id, { packages: packages.installed(), state: 'standing' });
        happened({ kind: 'restore-point', what: 'made' });
      }
      return ok(lookOf(point, id));
    },
    look: async (point, id) => ok(lookOf(point, id)),
    goBack: async (point, id) => {
      await working();
      const kept = standing.get(id);
      if (kept === undefined) return refuse('restore-point-gone', { volumes: point.volumes.join(' and ') });
      if (lookOf(point, id).state === 'full') {
        return refuse('restore-point-failed', { what: 'taken', detail: 'simulated' });
      }
      if (kept.state === 'standing') kept.state = 'boot-due';
      return ok(undefined);
    },
    remove: async (_point, id) => {
      await working();
      if (standing.get(id)?.state === 'boot-due') {
        return refuse('restore-point-failed', { what: 'removed', detail: 'the host waits for the boot into it' });
      }
      if (standing.delete(id)) happened({ kind: 'restore-point', what: 'removed' });
      return ok(undefined);
    },
    boot: () => {
      for (const kept of standing.values()) {
        if (kept.state !== 'boot-due') continue;
        packages.putBack(kept.packages);
        condition.spoilt.clear();
        kept.state = 'back';
        happened({ kind: 'restore-point', what: 'back' });
      }
    },
  };
};

/** Root's list, over crashes and boots. */
export const simulatedRestorePointRecords = (): RestorePointRecords => {
  let kept: readonly RestorePointRecord[] = [];
  return {
    all: async () => ok(structuredClone(kept)),
    keep: async (records) => {
      kept = structuredClone(records);
    },
  };
};
