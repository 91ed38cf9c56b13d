// Hosts that are guests of other hosts, on their way into waves.

import {
  aHost,
  anEnvironment,
  anInventory,
  anOpensslPatchSet,
  aPlanningInput,
  aPolicy,
  digestOfText,
  sha256,
  withProposal,
} from '@slipway/testkit/builders';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resealed } from '../../test/plan/mutation.ts';
import type { GuestRules, GuestState } from '../guest/index.ts';
import { asHostId } from '../ids/index.ts';
import { reason } from '../reasons/index.ts';
import { asInstant } from '../time/index.ts';
import { checkPlan, makePlan, type Wave } from './index.ts';

const STOP: GuestRules = { choice: 'stop', guestSeconds: 120 };
const MOVE: GuestRules = { choice: 'move', hook: 'migrate', parameters: {}, timeoutSeconds: 60 };

interface Machine {
  readonly name: string;
  readonly carries?: readonly string[];
  readonly guests?: GuestState;
  readonly labels?: Readonly<Record<string, string>>;
  /** Instead of its own. */
  readonly id?: string;
  readonly isAway?: boolean;
}
interface Given {
  readonly rules?: GuestRules;
  readonly percentMax?: number;
  readonly awayMax?: number;
  readonly canaryHosts?: number;
  readonly clusterOfOne?: 'allowed' | 'refused';
  readonly reboot?: 'never' | 'if-needed';
}

const ofMachine = ({ name, carries, guests = 'running', labels = {}, id = name, isAway = false }: Machine) => {
  const inventory = {
    ...anInventory({ system: { hostname: name, machineIdDigest: digestOfText(id) } }),
    ...(carries === undefined
      ? {}
      : {
          guests: {
            kind: 'known' as const,
            asOf: asInstant('2026-11-22T04:00:00.000Z'),
            guests: carries.map((guest) => ({
              ...({ kind: 'libvirt', name: guest, state: guests } as const),
              machineIdDigest: digestOfText(guest),
            })),
          },
        }),
  };
  const busy = isAway ? reason('host-unreachable', { since: 'then' }) : null;
  const host = aHost({ hostId: name, labels: { environment: 'prod', ...labels }, inventory, busy });
  return withProposal(host, anOpensslPatchSet());
};

const planned = (machines: readonly Machine[], given: Given = {}) => {
  const { rules = STOP, percentMax = 100, awayMax = 1, canaryHosts = 0, clusterOfOne = 'allowed' } = given;
  const input = aPlanningInput({
    policy: aPolicy({
      clusters: [{ name: 'db', members: 'service = db', awayMax }],
      environments: [
        anEnvironment({ name: 'dev' }),
        anEnvironment({
          ...{ waves: { canaryHosts, percentMax }, wayBackProof: 'wanted', guests: rules, clusterOfOne },
          reboot: given.reboot ?? 'if-needed',
        }),
      ],
    }),
    hosts: machines.map(ofMachine),
  });
  const { plan, report } = makePlan(input, sha256);
  const errors = (changed = plan): readonly string[] =>
    changed === null
      ? []
      : checkPlan({ plan: changed, report, input, sha256 }).flatMap(({ severity, reason: { code, facts } }) =>
          severity === 'error' ? [`${code} ${facts['what'] ?? ''}`.trim()] : [],
        );
  return {
    plan,
    waves: plan?.header.waves.map(({ hosts }) => hosts.join(' ')) ?? [],
    limits: plan?.header.bounds.clusterLimits.map(({ cluster }) => cluster) ?? [],
    leftOut: report.leftOut.map(({ hostId, reason: { code } }) => `${hostId} ${code}`),
    carried: report.carried?.map(({ carrier, guests }) => `${carrier} ${guests.join(' ')}`),
    notes: report.notes.map(({ code, facts }) => `${code} ${facts['guests'] ?? facts['host'] ?? ''}`.trim()),
    errors,
  };
};
const DB = { service: 'db' };

describe('a host that is a guest of another one', () => {
  it.each([STOP, MOVE])('never goes in its wave: $choice', (rules) => {
    const { waves, notes, errors } = planned([{ name: 'kvm', carries: ['db1', 'x'] }, { name: 'db1' }], { rules });
    expect(waves).toHaveLength(2);
    expect(notes).toContain(`${rules === STOP ? 'carrier-takes-guests' : 'carrier-spares-guests'} db1`);
    expect(errors()).toEqual([]);
  });

  it('is noted with its carrier, for whoever judges a start', () => {
    const machines = [
      { name: 'kvm', carries: ['vm'] },
      { name: 'vm', carries: ['db1'] },
      { name: 'db1' },
      { name: 'x' },
    ];
    expect(planned(machines).carried).toEqual(['kvm db1 vm', 'vm db1']);
    expect(planned([{ name: 'x', carries: ['nobody'] }]).carried).toBeUndefined();
  });

  it('is not known by a guest that is down', () => {
    const { waves } = planned([{ name: 'kvm', carries: ['db1'], guests: 'stopped' }, { name: 'db1' }]);
    expect(waves).toEqual(['db1 kvm']);
  });

  it("takes its place in its clusters when its carrier goes, whose plan names those clusters' limits", () => {
    const machines = [
      { name: 'kvm1', carries: ['db1'] },
      { name: 'kvm2', carries: ['db2'] },
      { name: 'db1', labels: { ...DB, environment: 'dev' } },
      { name: 'db2', labels: { ...DB, environment: 'dev' } },
    ];
    expect(planned(machines)).toMatchObject({ waves: ['kvm1', 'kvm2'], limits: ['db'] });
    expect(planned(machines, { awayMax: 2 }).waves).toEqual(['kvm1 kvm2']);
    expect(planned(machines, { rules: MOVE })).toMatchObject({ waves: ['kvm1 kvm2'], limits: [] });
    for (const given of [{}, { awayMax: 2 }, { rules: MOVE }]) expect(planned(machines, given).errors()).toEqual([]);
  });

  it('leaves its carrier out where too many of a cluster would go with it, or two groups', () => {
    const both = { name: 'kvm', carries: ['db1', 'db2'] };
    const members = ['db1', 'db2', 'db3'].map((name) => ({ name, labels: DB }));
    expect(planned([both, ...members]).leftOut).toEqual(['kvm carrier-takes-too-many']);
    expect(planned([both, ...members], { awayMax: 2 }).leftOut).toEqual([]);
    expect(planned([both, ...members], { rules: MOVE }).leftOut).toEqual([]);
    const grouped = [both, { name: 'db1', labels: { group: '1' } }, { name: 'db2', labels: { group: '2' } }];
    expect(planned(grouped).leftOut).toEqual(['kvm carrier-takes-groups']);
    expect(
      planned(
        [
          { name: 'kvm', carries: ['db1'] },
          { name: 'db1', labels: DB },
        ],
        { clusterOfOne: 'refused' },
      ),
    ).toMatchObject({ leftOut: ['db1 cluster-of-one', 'kvm cluster-of-one'] });
  });

  it('that is away already takes its place once', () => {
    const machines = [
      { name: 'kvm', carries: ['db1'] },
      { name: 'db1', labels: DB, isAway: true },
      { name: 'db2', labels: { ...DB, environment: 'dev' } },
    ];
    const { waves, leftOut, errors } = planned(machines);
    expect([waves, leftOut, errors()]).toEqual([['kvm'], ['db1 host-unreachable'], []]);
  });

  it('gives its group to its carrier, so that groups still take turns', () => {
    const machines = [
      { name: 'kvm', carries: ['db1'] },
      { name: 'db1', labels: { group: '1' } },
      { name: 'db2', labels: { group: '2' } },
    ];
    const { plan, errors } = planned(machines);
    const groupOf = (host: string) => plan?.header.waves.find(({ hosts }) => hosts.includes(asHostId(host)))?.group;
    expect(['kvm', 'db1', 'db2'].map(groupOf)).toEqual(['1', '1', '2']);
    expect(errors()).toEqual([]);
  });

  it('counts in the wave of its carrier; one with more guests than may be away goes alone', () => {
    const machines = [{ name: 'kvm', carries: ['a', 'b'] }, ...['a', 'b', 'c', 'd'].map((name) => ({ name }))];
    const { waves, errors } = planned(machines, { percentMax: 40 });
    expect(waves.map((hosts) => hosts.split(' ').length).toSorted((a, b) => a - b)).toEqual([1, 2, 2]);
    expect(waves).toContain('kvm');
    expect(errors()).toEqual([]);
  });

  it('is the last to be tried on where it carries others', () => {
    const machines = [{ name: 'a-kvm', carries: ['db1'] }, { name: 'db1' }, { name: 'z' }];
    expect(planned(machines, { canaryHosts: 1 }).waves[0]).toBe('db1');
  });

  it('counts as each host that it may be, and that is said', () => {
    const clones = [{ name: 'kvm', carries: ['db1'] }, { name: 'db1' }, { name: 'copy', id: 'db1' }];
    const { waves, notes, errors } = planned(clones);
    expect(waves.filter((hosts) => hosts.includes('kvm'))).toEqual(['kvm']);
    expect(notes).toEqual(expect.arrayContaining(['guest-unclear db1', 'guest-unclear copy']));
    expect(errors()).toEqual([]);
  });

  it('is held against the plan by the checker', () => {
    const { plan, errors } = planned([
      { name: 'kvm', carries: ['db1'] },
      { name: 'db1', labels: DB },
    ]);
    const [wave] = plan?.header.waves ?? [];
    if (plan === null || wave === undefined) throw new Error('there is no plan');
    const together: Wave = { ...wave, hosts: [asHostId('db1'), asHostId('kvm')] };
    const changed = (header: Partial<typeof plan.header>) =>
      errors(resealed({ ...plan, header: { ...plan.header, ...header } }));
    expect(changed({ waves: [together] })).toContain('check-carrier-with-guest');
    const bounds = { ...plan.header.bounds, clusterLimits: [] };
    expect(changed({ bounds })).toContain('check-differs-from-policy list of cluster limits');
  });

  it('whatever carries whom: planner and checker agree, and nobody goes with whom it carries', () => {
    const names = Array.from({ length: 8 }, (_, at) => `h${at}`);
    const machine = (name: string) =>
      fc.record({
        name: fc.constant(name),
        carries: fc.option(fc.subarray(names), { nil: undefined }),
        labels: fc.constantFrom({}, DB, { ...DB, group: '1' }, { group: '2' }, { ...DB, environment: 'dev' }),
        isAway: fc.boolean(),
      });
    const given = fc.record({
      rules: fc.constantFrom(STOP, MOVE),
      percentMax: fc.constantFrom(20, 50, 100),
      awayMax: fc.constantFrom(1, 2, 3),
      canaryHosts: fc.constantFrom(0, 1),
    });
    fc.assert(
      fc.property(fc.tuple(...names.map(machine)), given, (machines, rules) => {
        const { waves, errors } = planned(
          machines.map(({ carries, ...one }) => (carries === undefined ? one : { ...one, carries })),
          rules,
        );
        expect(errors()).toEqual([]);
        for (const wave of waves.map((hosts) => hosts.split(' '))) {
          const together = machines
            .filter(({ name }) => wave.includes(name))
            .flatMap(({ name, carries = [] }) => carries.filter((guest) => guest !== name && wave.includes(guest)));
          expect(together).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });
});
