import { sha256 } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import { asHostId, type Digest } from '../ids/index.ts';
import { carriedHosts, tieGuests } from './ties.ts';
import type { GuestState } from './types.ts';

const id = (text: string): Digest => sha256(new TextEncoder().encode(text));
const host = (name: string, ...ids: readonly string[]) => ({ hostId: asHostId(name), ids: ids.map(id) });
const guest = (name: string, its: string | null, state: GuestState = 'running') => ({
  ...({ kind: 'libvirt', name, state, machineIdDigest: its === null ? null : id(its) } as const),
});
const carrier = (name: string, ...guests: readonly ReturnType<typeof guest>[]) => ({ hostId: asHostId(name), guests });
const shown = (...of: Parameters<typeof tieGuests>) =>
  tieGuests(...of).map(({ carrier: from, guest: to, isOnly }) => `${from} ${to}${isOnly ? '' : '?'}`);

describe('which guest is which host', () => {
  it('is told by its machine id or the UUID of its machine', () => {
    const hosts = [host('db1', 'machine', 'uuid'), host('web1', 'other'), host('far', 'elsewhere')];
    expect(shown(hosts, [carrier('kvm', guest('a', 'uuid'), guest('b', 'other'))])).toEqual(['kvm db1', 'kvm web1']);
  });

  it('is told of none that is down, unseen, or nobody of ours', () => {
    const guests = [guest('a', 'one', 'stopped'), guest('b', null), guest('c', 'two')];
    expect(shown([host('db1', 'one')], [carrier('kvm', ...guests)])).toEqual([]);
  });

  it('is open where two hosts have the same id, or two carriers tell the same: each of them counts', () => {
    const clones = [host('db1', 'same'), host('db2', 'same')];
    expect(shown(clones, [carrier('kvm', guest('a', 'same'))])).toEqual(['kvm db1?', 'kvm db2?']);
    const moving = [carrier('kvm1', guest('a', 'one')), carrier('kvm2', guest('a', 'one'))];
    expect(shown([host('db1', 'one')], moving)).toEqual(['kvm1 db1?', 'kvm2 db1?']);
  });

  it('is not the carrier itself, whose root a container may be a copy of', () => {
    expect(shown([host('kvm', 'own')], [carrier('kvm', guest('copy', 'own'))])).toEqual([]);
  });
});

describe('what a carrier takes along', () => {
  const tie = (from: string, to: string) => ({ carrier: asHostId(from), guest: asHostId(to) });

  it('is its guests and theirs', () => {
    expect([...carriedHosts([tie('kvm', 'vm'), tie('vm', 'pod'), tie('vm', 'db')])]).toEqual([
      ['kvm', ['db', 'pod', 'vm']],
      ['vm', ['db', 'pod']],
    ]);
  });

  it('ends where two say to carry each other', () => {
    expect([...carriedHosts([tie('a', 'b'), tie('b', 'a')])]).toEqual([
      ['a', ['b']],
      ['b', ['a']],
    ]);
  });
});
