// What may be the matter with one host: every single-host condition that a planner must survive. Each changes a sound
// host that has answered with a well-behaved proposal.

import type { InstalledPackage, Inventory } from '@slipway/core/inventory';
import type { Proposal, ProposedChange, RefusedTarget } from '@slipway/core/patch-set';
import type { HostForPlanning } from '@slipway/core/plan';
import { reason } from '@slipway/core/reasons';
import { digestOfText } from '../builders/index.ts';
import { DEPENDENCY, NEW_VERSION, OLD_VERSION, REMOVED } from './catalogue.ts';

export type Condition = (host: HostForPlanning) => HostForPlanning;

const withInventory =
  (change: (inventory: Inventory) => Partial<Inventory>): Condition =>
  (host) =>
    host.inventory === null ? host : { ...host, inventory: { ...host.inventory, ...change(host.inventory) } };

const withProposal =
  (change: (proposal: Proposal) => Partial<Proposal>): Condition =>
  (host) =>
    host.proposal === null || 'unable' in host.proposal
      ? host
      : { ...host, proposal: { ...host.proposal, ...change(host.proposal) } };

const withChange = (change: ProposedChange): Condition =>
  withProposal(({ changes }) => ({ changes: [...changes, change] }));

const refusing = (cause: RefusedTarget['cause']): Condition =>
  withProposal(({ changes }) => {
    const [first, ...rest] = changes;
    if (first === undefined) return {};
    const { name, architecture, to } = first;
    return { changes: rest, refused: [{ name, architecture, version: to ?? NEW_VERSION, cause }] };
  });

const firstPackage = (change: Partial<InstalledPackage>): Condition =>
  withInventory(({ packages: [first, ...rest] }) => ({
    packages: first === undefined ? [] : [{ ...first, ...change }, ...rest],
  }));

const UNMET = { name: 'app', architecture: 'amd64', version: '1.0', relation: 'Depends: lib (>= 2)' } as const;

/** A value that no type allows, as a bug or a hand-made row would bring it. */
const broken = (value: unknown): never => value as never;

const STANDING: Readonly<Record<string, Condition>> = {
  sound: (host) => host,
  observed: (host) => ({ ...host, mode: 'observed' }),
  'never reported': (host) => ({ ...host, inventory: null, inventoryReceivedAt: null, proposal: null }),
  unreachable: (host) => ({ ...host, busy: reason('host-unreachable', { since: '2026-11-20T08:00:00.000Z' }) }),
  'in another rollout': (host) => ({ ...host, busy: reason('host-busy', { rollout: 'r1' }) }),
  'old agent': (host) => ({ ...host, capabilities: ['apt/1'] }),
  'database interrupted': withInventory(({ packageDatabase }) => ({
    packageDatabase: { ...packageDatabase, state: 'interrupted' },
  })),
  'dependencies unmet': withInventory(({ packageDatabase: { fingerprint } }) => ({
    packageDatabase: { fingerprint, state: 'unmet', unmet: { items: [UNMET], total: 1 } },
  })),
  'half-installed package': firstPackage({ state: 'half-installed' }),
  'other distribution': withInventory(({ system }) => ({ system: { ...system, distribution: 'plan9' } })),
  'no packages': withInventory(() => ({ packages: [] })),
  'repositories of another origin': withInventory(({ repositories }) => ({
    repositories: repositories.map((one) => ({ ...one, origin: 'Vendor' })),
  })),
  'repositories that were never read': withInventory(({ repositories }) => ({
    repositories: repositories.map((one) => ({ ...one, origin: '', label: '', codename: '' })),
  })),
};

const PROPOSAL: Readonly<Record<string, Condition>> = {
  'no proposal': (host) => ({ ...host, proposal: null }),
  unable: (host) => ({ ...host, proposal: { unable: reason('proposal-unable', { detail: 'no space left' }) } }),
  'proposal for another patch set': withProposal(() => ({ patchSetDigest: digestOfText('another') })),
  'proposal on another package database': withProposal(() => ({ fingerprint: digestOfText('before') })),
  'empty proposal': withProposal(() => ({ changes: [] })),
  'held package': refusing('held'),
  'broken dependency': refusing('dependency'),
  'conffile changed': withProposal(() => ({ conffiles: [{ package: 'alpha', path: '/etc/alpha.conf' }] })),
  'named twice': withProposal(({ changes }) => ({ changes: [...changes, ...changes] })),
  'new dependency': withChange(change('install', DEPENDENCY, null, NEW_VERSION)),
  'dependency outside the patch set': withChange(change('install', 'stranger', null, '1-1')),
  removal: (host) =>
    withChange(change('remove', REMOVED, OLD_VERSION, null))(
      withInventory(({ packages }) => ({ packages: [...packages, packageToRemove] }))(host),
    ),
  'removal of what is not there': withChange(change('remove', REMOVED, OLD_VERSION, null)),
  downgrade: withProposal(({ changes }) => ({ changes: changes.map((one) => ({ ...one, kind: 'downgrade' })) })),
  'fall that is called upgrade': withProposal(({ changes }) => ({
    changes: changes.map((one) => ({ ...one, from: one.to, to: one.from })),
  })),
  'version from nowhere': withProposal(({ changes }) => ({
    changes: changes.map((one) => ({ ...one, from: '0.9-1' })),
  })),
};

const SURPRISE: Readonly<Record<string, Condition>> = {
  'version that is none': firstPackage({ version: ' not a version:: ' }),
  'empty version': firstPackage({ version: '' }),
  'newer than the target': firstPackage({ version: '99:1' }),
  'name of an object property': firstPackage({ name: '__proto__' }),
  'path that is no text': withProposal(() => ({ conffiles: [{ package: 'alpha', path: '/etc/\ud800' }] })),
  'mark that is missing': withProposal(({ changes }) => ({
    changes: changes.map((one) => ({ ...one, automatic: broken(undefined) })),
  })),
  'changes that are no list': withProposal(() => ({ changes: broken(null) })),
  'change that is null': withProposal(() => ({ changes: [broken(null)] })),
  'packages that are no list': withInventory(() => ({ packages: broken(undefined) })),
  'system that is missing': withInventory(() => ({ system: broken(undefined) })),
  'agent that reads no labels': (host) => ({ ...host, capabilities: ['apt/1', 'hooks/1', 'steps/1'] }),
};

function change(kind: ProposedChange['kind'], name: string, from: string | null, to: string | null): ProposedChange {
  return { kind, name, architecture: 'amd64', from, to, automatic: true };
}

const packageToRemove: InstalledPackage = {
  name: REMOVED,
  architecture: 'amd64',
  version: OLD_VERSION,
  sourceName: REMOVED,
  sourceVersion: OLD_VERSION,
  state: 'installed',
  automatic: true,
  held: false,
};

/** By name, so that a counter-example says what was the matter. */
export const CONDITIONS: Readonly<Record<string, Condition>> = { ...STANDING, ...PROPOSAL, ...SURPRISE };
