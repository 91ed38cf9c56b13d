import {
  addAudience,
  deliverDue,
  exposureSubject,
  listAudiences,
  listFeeds,
  lookAtKnowledge,
  lookAtNotices,
  removeAudience,
  replaceRules,
  ruleSubject,
} from '@slipway/controller/app';
import { addSeconds } from '@slipway/core/time';
import { anAdvisoryRecord, aStatement, aSupportStatus, OF_BOOKWORM, someFacts } from '@slipway/testkit/store-rows';
import { describe, expect, it } from 'vitest';
import { ADA, FIXED, LIBSSL, OPENSSL, world } from './world.ts';

const ADVISORY = anAdvisoryRecord({ recordId: 'DSA-1', vulnerabilities: ['CVE-2026-1', 'CVE-2026-2'] });

describe('an import', () => {
  it('judges what hosts carry, once per distinct version, and forgets nothing of before', async () => {
    const { report, says, affected, now, closed } = world();
    await report('a', [OPENSSL, LIBSSL]);
    await report('b', [FIXED]);
    expect(await says([ADVISORY])).toBe('imported');
    const since = now.at;
    const both = ['CVE-2026-1 openssl 3.0.17-1', 'CVE-2026-2 openssl 3.0.17-1'];
    expect(await affected()).toEqual(both);
    expect(closed).toEqual(['debian']);
    await says([anAdvisoryRecord({ recordId: 'DSA-1', vulnerabilities: ['CVE-2026-1'] })]);
    expect(await affected()).toEqual(both.slice(0, 1));
    await says([{ ...ADVISORY, record: { ...ADVISORY.record, withdrawnAt: now.at } }]);
    expect(await affected()).toEqual([]);
    expect(await affected(since)).toEqual(both);
  });

  it('is about hosts that come later, too', async () => {
    const { report, says, affected, events } = world();
    await says([ADVISORY]);
    expect(await affected()).toEqual([]);
    await report('a', [OPENSSL]);
    expect(await affected()).toHaveLength(2);
    await report('a', [FIXED]);
    expect(await affected()).toEqual([]);
    // A host that brings old software is no news; its owner knows what was installed.
    expect(await events()).toEqual([]);
  });

  it('takes more than one portion whole', async () => {
    const { report, says, affected, app } = world();
    await report('a', [OPENSSL]);
    const many = Array.from({ length: 1203 }, (_, at) =>
      anAdvisoryRecord({ recordId: `DSA-${at}`, vulnerabilities: [`CVE-2026-${at}`] }),
    );
    expect(await says(many)).toBe('imported');
    expect(await affected()).toHaveLength(1203);
    const [feed] = await listFeeds(app);
    expect(feed?.lastImport).toMatchObject({
      records: 1203,
      opened: 1203,
      closed: 0,
      problems: 2,
      releases: [OF_BOOKWORM],
    });
  });

  it('notes when a vulnerability and its fix were first known, and keeps it', async () => {
    const { report, says, now, store } = world();
    await report('a', [OPENSSL]);
    const unfixed = anAdvisoryRecord({
      recordId: 'CVE-2026-1',
      statements: [aStatement({ source: 'openssl', fixed: null })],
    });
    await says([unfixed]);
    const first = now.at;
    await says([anAdvisoryRecord({ recordId: 'CVE-2026-1' })]);
    const fixed = now.at;
    await says([]);
    await says([anAdvisoryRecord({ recordId: 'CVE-2026-1' })]);
    const subject = exposureSubject(OF_BOOKWORM, { vulnerability: 'CVE-2026-1', sourcePackage: 'openssl' });
    const starts = await store.read(async ({ knowledge }) => [
      (await knowledge.starts('first-known', [subject])).get(subject),
      (await knowledge.starts('fix-known', [subject])).get(subject),
    ]);
    expect(starts).toEqual([first, fixed]);
  });

  it('notes when a vulnerability fell under a rule', async () => {
    const { app, report, says, now, store } = world();
    await report('a', [OPENSSL]);
    await says([ADVISORY]);
    const entered = (rule: string) =>
      store.read(async ({ knowledge }) => {
        const subject = ruleSubject('CVE-2026-1', rule);
        return (await knowledge.starts('rule-entered', [subject])).get(subject) ?? null;
      });
    await says([someFacts({ vulnerability: 'CVE-2026-1' })], 'scores');
    expect(await entered('cvss-critical')).not.toBeNull();
    expect(await entered('nothing')).toBeNull();
    const row = { when: { cvssTenthsMin: 50 }, outcome: { lane: 'scheduled', withinDays: 30, forensicTriage: false } };
    const rule = { name: 'house', title: 'ours', rows: [row], clock: ['rule-entered'] };
    expect(await replaceRules(app, ADA, { schema: 'slipway.urgency/1', rules: [{ ...rule, name: '' }] })).toMatchObject(
      {
        ok: false,
      },
    );
    const replaced = await replaceRules(app, ADA, { schema: 'slipway.urgency/1', rules: [rule] });
    expect(replaced.ok).toBe(true);
    await says([someFacts({ vulnerability: 'CVE-2026-1' })], 'scores');
    expect(await entered('house')).toBe(now.at);
  });

  it('judges again when support ends, though nobody said anything', async () => {
    const { app, report, says, later, settle, now, store } = world();
    await report('a', [OPENSSL]);
    await says([ADVISORY, aSupportStatus({ kind: 'standard', endsAt: addSeconds(now.at, 86_400) })]);
    const pending = async () => (await store.read(({ knowledge }) => knowledge.pendingPackages(9))).length;
    later(3600);
    await lookAtKnowledge(app);
    expect(await pending()).toBe(0);
    later(86_400);
    await lookAtKnowledge(app);
    expect(await pending()).toBe(1);
    await settle();
    later(3600);
    await lookAtKnowledge(app);
    expect(await pending()).toBe(0);
  });
});

describe('news', () => {
  it('is one event that says which hosts newly need what', async () => {
    const { report, says, events } = world();
    await report('a', [OPENSSL, LIBSSL]);
    await report('b', [OPENSSL]);
    await report('c', [FIXED]);
    await says([ADVISORY]);
    const [event, ...others] = await events();
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      kind: 'newly-affected',
      content: {
        updates: [
          {
            sourcePackage: 'openssl',
            fixedVersion: '3.0.17-1',
            vulnerabilities: ['CVE-2026-1', 'CVE-2026-2'],
            hosts: ['a', 'b'],
            hostsInAll: 2,
          },
        ],
        updatesInAll: 1,
      },
    });
  });

  it('is not that another record says the same', async () => {
    const { report, says, events } = world();
    await report('a', [OPENSSL]);
    await says([ADVISORY]);
    await says([anAdvisoryRecord({ recordId: 'DSA-9', vulnerabilities: ['CVE-2026-1', 'CVE-2026-2'] })]);
    expect(await events()).toHaveLength(1);
  });

  it('is that a fix has come', async () => {
    const { report, says, events } = world();
    await report('a', [OPENSSL]);
    await says([anAdvisoryRecord({ recordId: 'DSA-1', statements: [aStatement({ source: 'openssl', fixed: null })] })]);
    await says([ADVISORY]);
    expect((await events())[0]).toMatchObject({ content: { updates: [{ fixedVersion: '3.0.17-1' }] } });
    expect(await events()).toHaveLength(2);
  });
});

describe('an audience', () => {
  const CHAT = { name: 'chat', kind: 'webhook', url: 'https://hooks.invalid/in' } as const;

  it('is told until it takes the event, always under the same id, with growing waits', async () => {
    const { app, answers, told, later, report, says, store } = world({ taken: false });
    await addAudience(app, ADA, CHAT);
    await report('a', [OPENSSL]);
    await says([ADVISORY]);
    expect(await lookAtNotices(app)).toBe(0);
    expect(await lookAtNotices(app)).toBeGreaterThan(0);
    expect(told).toHaveLength(1);
    const waits: number[] = [];
    for (let second = 0; told.length < 4 && second < 3600; second++) {
      later(1);
      const before = told.length;
      await deliverDue(app);
      if (told.length > before) waits.push(second);
    }
    expect(waits[0]).toBeGreaterThanOrEqual(29);
    expect((waits[2] ?? 0) - (waits[1] ?? 0)).toBeGreaterThan((waits[1] ?? 0) - (waits[0] ?? 0));
    answers.taken = true;
    later(3600);
    await deliverDue(app);
    later(90_000);
    expect(await deliverDue(app)).toBe(0);
    expect(told).toHaveLength(5);
    expect(new Set(told.map(({ letter }) => letter.letterId)).size).toBe(1);
    const [delivery] = await store.read(({ outbox }) => outbox.deliveriesOf(told[0]?.letter.letterId ?? ''));
    expect(delivery).toMatchObject({ state: 'delivered', attempts: 5, lastReason: null });
  });

  it('that never takes anything is given up after days, with the reason', async () => {
    const { app, told, later, report, says, store } = world({ taken: false });
    await addAudience(app, ADA, CHAT);
    await report('a', [OPENSSL]);
    await says([ADVISORY]);
    for (let hour = 0; hour < 24 * 10; hour++) {
      await deliverDue(app);
      later(3600);
    }
    const [delivery] = await store.read(({ outbox }) => outbox.deliveriesOf(told[0]?.letter.letterId ?? ''));
    expect(delivery).toMatchObject({ state: 'given-up', attempts: 28, lastReason: { code: 'notice-given-up' } });
    expect(told).toHaveLength(28);
  });

  it('has a key that is shown once, and is listed without it', async () => {
    const { app, told, report, says } = world();
    const added = await addAudience(app, ADA, CHAT);
    const key = added.ok ? added.value.key : null;
    expect(key).toMatch(/^secret-/);
    expect(await listAudiences(app)).toEqual([CHAT]);
    expect(await addAudience(app, ADA, CHAT)).toMatchObject({ ok: false, reason: { code: 'name-taken' } });
    await report('a', [OPENSSL]);
    await says([ADVISORY]);
    await deliverDue(app);
    expect(told[0]?.audience).toEqual({ ...CHAT, key });
    expect(await removeAudience(app, ADA, 'chat')).toEqual({ ok: true, value: undefined });
    expect(await removeAudience(app, ADA, 'chat')).toMatchObject({ ok: false });
  });

  it.each([
    { ...CHAT, url: 'http://hooks.invalid/in' },
    { ...CHAT, url: 'https://user:word@hooks.invalid/in' },
    { ...CHAT, url: 'file:///etc/passwd' },
    { ...CHAT, name: 'No Name' },
    { name: 'mail', kind: 'mail', to: [] },
    { name: 'mail', kind: 'mail', to: ['ada@example.invalid\nBcc: eve@example.invalid'] },
    { name: 'mail', kind: 'mail', to: ['Ada <ada@example.invalid>'] },
  ] as const)('is not %j', async (wish) => {
    expect(await addAudience(world().app, ADA, wish)).toMatchObject({ ok: false, reason: { code: 'input-invalid' } });
  });
});
