import { describe, expect, it } from 'vitest';
import { aHostPlan, at, EVENING, runs, USUAL_STEPS } from '../../test/plans.ts';
import { aRollout, asked, IN_WAVES, PLANS, phases, why } from '../../test/told-rollout.ts';
import { asHostId } from '../ids/index.ts';
import { reason } from '../reasons/index.ts';
import { excuseHost } from './index.ts';
import { SILENCE_SECONDS_MAX } from './limits.ts';

describe('silence', () => {
  it('is never read as an end: the host is lost, its lease kept, the budget told, and its late word counts', () => {
    const { look, attempt, ends, heldBy } = aRollout({ header: IN_WAVES });
    look(EVENING);
    attempt('a', { step: 'apply' }, at(60));
    look(at(60));
    expect(phases(look(at(60 + SILENCE_SECONDS_MAX - 1)))).toBe('a:away b:waiting c:waiting');
    const lost = look(at(60 + SILENCE_SECONDS_MAX));
    expect([phases(lost), asked(lost), lost.rollout.state]).toEqual([
      'a:lost b:waiting c:waiting',
      'mark-lost a',
      'stopped',
    ]);
    expect(asked(look(at(4000)))).toBe('');
    expect(heldBy()).toEqual(['a']);
    ends('a', 'done', at(5000));
    const back = look(at(5000));
    expect([phases(back), asked(back)]).toEqual(['a:done b:waiting c:waiting', 'free-leases a']);
    // Stopped is stopped, until a person has looked.
    expect(back.rollout.state).toBe('stopped');
  });

  it('of a host that comes back at work is over; it goes on', () => {
    const { look, attempt } = aRollout({ plans: [PLANS[0]!] });
    look(EVENING);
    attempt('a', { step: 'apply' }, at(60));
    look(at(2000));
    attempt('a', { step: 'verify' }, at(2100));
    expect(phases(look(at(2100)))).toBe('a:away');
  });

  it('of a host that holds a grant begins to count at the end of the grant', () => {
    const { look } = aRollout({ plans: [PLANS[0]!] });
    look(EVENING);
    expect(phases(look(at(SILENCE_SECONDS_MAX - 1)))).toBe('a:granted');
    expect(phases(look(at(SILENCE_SECONDS_MAX)))).toBe('a:lost');
  });

  it('that a planned reboot explains is borne for as long as the reboot may take', () => {
    const plan = aHostPlan({ hostId: 'a', steps: USUAL_STEPS.toSpliced(8, 0, runs('reboot')) });
    const { look, attempt } = aRollout({ plans: [plan] });
    look(EVENING);
    attempt('a', { step: 'reboot' }, at(60));
    look(at(60));
    expect(phases(look(at(60 + SILENCE_SECONDS_MAX + 299)))).toBe('a:away');
    expect(phases(look(at(60 + SILENCE_SECONDS_MAX + 300)))).toBe('a:lost');
  });

  it('a host that forgot what it began is lost, not free', () => {
    const { look, attempt, hear } = aRollout({ plans: [PLANS[0]!] });
    look(EVENING);
    attempt('a', { step: 'apply' }, at(60));
    look(at(60));
    hear('a', { lastSeenAt: at(120), attempt: null });
    const lost = look(at(120));
    expect([phases(lost), why(lost, 'a')]).toEqual(['a:lost', 'host-restored']);
    hear('a', { lastSeenAt: at(5000) });
    expect(asked(look(at(5000)))).toBe('');
  });

  it('a host that is barred at its work is lost, however often it is heard; what it then tells of an end counts', () => {
    const { look, attempt, ends, hear } = aRollout({ plans: [PLANS[0]!] });
    look(EVENING);
    attempt('a', { step: 'apply' }, at(60));
    look(at(60));
    hear('a', { lastSeenAt: at(120), refusal: reason('host-identity-doubled') });
    const lost = look(at(120));
    expect([phases(lost), why(lost, 'a')]).toEqual(['a:lost', 'host-identity-doubled']);
    hear('a', { lastSeenAt: at(500) });
    expect([phases(look(at(500))), asked(look(at(501)))]).toEqual(['a:lost', '']);
    ends('a', 'done', at(600));
    expect(phases(look(at(600)))).toBe('a:done');
  });

  it('a restored host that says "nothing begun" of its grant is not believed', () => {
    const { look, hear } = aRollout({ plans: [PLANS[0]!] });
    look(EVENING);
    hear('a', { lastSeenAt: at(1000), refusal: reason('host-restored') });
    expect(phases(look(at(1000)))).toBe('a:lost');
  });
});

describe('a host that is left out after it was lost', () => {
  const lostAndLeftOut = (began: boolean) => {
    const night = aRollout({ plans: [PLANS[0]!] });
    night.look(EVENING);
    if (began) {
      night.attempt('a', { step: 'apply' }, at(60));
      night.look(at(60));
    }
    night.look(at(2000));
    night.steer((rollout) => {
      const excused = excuseHost(rollout, { hostId: asHostId('a'), why: 'unplugged', now: at(2000) });
      return excused.ok ? excused.value : rollout;
    });
    return night;
  };

  it('lets its rollout end, and keeps its lease: nobody knows what it is doing', () => {
    const { look, heldBy } = lostAndLeftOut(true);
    const over = look(at(3000));
    expect([over.rollout.state, phases(over), heldBy()]).toEqual(['completed', 'a:excused', ['a']]);
  });

  it('gives it back when its end is heard at last, and shows that end', () => {
    const { look, ends, heldBy } = lostAndLeftOut(true);
    ends('a', 'done', at(9000));
    expect([phases(look(at(9000))), heldBy()]).toEqual(['a:done', []]);
  });

  it('keeps it where that end is isolation', () => {
    const { look, ends, heldBy } = lostAndLeftOut(true);
    ends('a', 'isolated', at(9000));
    expect([phases(look(at(9000))), heldBy()]).toEqual(['a:failed', ['a']]);
  });

  it('keeps it where the host is heard, began, and knows nothing of it', () => {
    const { look, hear, heldBy } = lostAndLeftOut(true);
    hear('a', { lastSeenAt: at(9000), attempt: null });
    look(at(9000));
    expect(heldBy()).toEqual(['a']);
  });

  it('gives it back where the host never began and is heard to say so, unless it was restored', () => {
    const never = lostAndLeftOut(false);
    never.look(at(3000));
    expect(never.heldBy()).toEqual(['a']);
    never.hear('a', { lastSeenAt: at(9000), refusal: reason('host-restored') });
    never.look(at(9000));
    expect(never.heldBy()).toEqual(['a']);
    never.hear('a', { lastSeenAt: at(9001), refusal: null });
    never.look(at(9001));
    expect(never.heldBy()).toEqual([]);
  });
});
