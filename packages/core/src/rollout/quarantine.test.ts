import { describe, expect, it } from 'vitest';
import { at, EVENING } from '../../test/plans.ts';
import { aRollout, phases, why } from '../../test/told-rollout.ts';
import { asHostId } from '../ids/index.ts';
import { reason } from '../reasons/index.ts';

const kept = reason('version-quarantined', { package: 'curl', version: '8.1', quarantine: 'q-1', why: 'it breaks' });
const quarantined = new Map([[asHostId('b'), kept]]);

describe('a host whose transaction carries a version that is kept from hosts', () => {
  it('begins nothing, and the others do', () => {
    const { look } = aRollout();
    const decision = look(EVENING, { quarantined });
    expect([phases(decision), why(decision, 'b')]).toEqual(['a:granted b:waiting c:granted', 'version-quarantined']);
    expect(phases(look(at(1), { quarantined: new Map() }))).toBe('a:granted b:granted c:granted');
  });

  it('is given its grant no more where it had one, and goes on where it has begun', () => {
    const { look, attempt } = aRollout();
    look(EVENING);
    attempt('a', { step: 'apply' }, at(5));
    const all = new Map(['a', 'b', 'c'].map((host) => [asHostId(host), kept]));
    const decision = look(at(10), { quarantined: all });
    expect(decision.commands.map(({ kind, hostId }) => `${kind} ${hostId}`)).toEqual([
      'withdraw-grant b',
      'withdraw-grant c',
    ]);
    expect(phases(decision)).toBe('a:away b:granted c:granted');
  });
});
