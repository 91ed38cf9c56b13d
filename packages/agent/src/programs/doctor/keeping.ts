// What the agent keeps and reads on this host: its ledger, room for it, the package database, and root's own word to stop.

import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { reasonAgainstDatabase } from '@slipway/core/inventory';
import { explain } from '@slipway/core/reasons';
import type { Examined } from '@slipway/core/soundness';
import type { Layout } from '../../layout/index.ts';
import type { LedgerReader, PackageObserver } from '../../ports/index.ts';

/** The ledger of an attempt and its manifest; what packages need is asked before each transaction. */
const FREE_BYTES_MIN = 100_000_000;

export const examineKeeping = async (
  layout: Pick<Layout, 'executor' | 'stop'>,
  ledger: Pick<LedgerReader, 'broken'>,
  packages: Pick<PackageObserver, 'readPackages'>,
): Promise<readonly Examined[]> => [
  await examineLedger(ledger, layout.executor.ledger),
  await examineRoom(layout.executor.directory),
  await examinePackages(packages),
  examineStop(layout.stop),
];

const examineLedger = async (ledger: Pick<LedgerReader, 'broken'>, path: string): Promise<Examined> => {
  const broken = await ledger.broken();
  if (broken === null) return { part: 'ledger', is: 'well', says: 'whole, as far as it was written', next: null };
  return {
    part: 'ledger',
    is: 'wrong',
    says: `${path} is broken: ${explain(broken.reason)}`,
    next: 'see what the host was doing, put the file right from a backup or move it away, then `slipway host free HOST`',
  };
};

const examineRoom = async (path: string): Promise<Examined> => {
  const part = 'room';
  try {
    const { bavail, bsize, ffree, files } = await statfs(path);
    const freeBytes = bavail * bsize;
    const says = `${Math.floor(freeBytes / 1e6)} MB are free at ${path}`;
    // Some file systems (btrfs) have no fixed number of inodes and say 0 of 0.
    const short = freeBytes < FREE_BYTES_MIN || (files > 0 && ffree === 0);
    return short ? { part, is: 'wrong', says, next: 'make room there' } : { part, is: 'well', says, next: null };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return {
      part,
      is: 'unknown',
      says: `how much room ${path} has cannot be told: ${error.message}`,
      next: 'ask as root',
    };
  }
};

const PUT_RIGHT = 'put the package database right';

const examinePackages = async (packages: Pick<PackageObserver, 'readPackages'>): Promise<Examined> => {
  const part = 'packages';
  const read = await packages.readPackages();
  if (!read.ok) return { part, is: 'wrong', says: explain(read.reason).replace(/\.$/, ''), next: PUT_RIGHT };
  const against = reasonAgainstDatabase(read.value.database);
  if (against !== null) return { part, is: 'wrong', says: explain(against).replace(/\.$/, ''), next: PUT_RIGHT };
  return {
    part,
    is: 'well',
    says: `${read.value.packages.length} are installed, their database can be read`,
    next: null,
  };
};

const examineStop = (path: string): Examined =>
  existsSync(path)
    ? {
        part: 'stop',
        is: 'wrong',
        says: `${path} stands: nothing begins on this host`,
        next: `remove it once that is over`,
      }
    : { part: 'stop', is: 'well', says: 'root has not stopped this host', next: null };
