// What the two loops do when they look, and when they want to look again.

import { addMs, asInstant, type Instant, msBetween } from '@slipway/core/time';
import type { StoreView } from '../../ports/index.ts';
import type { App } from '../context.ts';
import { LOOK_EVERY_MS, untilNext } from '../waits.ts';
import { assessPending } from './assess.ts';
import { importFeed } from './import-feed.ts';
import { tellNews } from './news.ts';
import { noteRulesEntered } from './rules.ts';

/** How far back can be asked: a year's audit and the month in which it is done. Closed knowledge older than this is deleted. */
const RETENTION_DAYS = 400;
const DAY_MS = 86_400_000;
const FORGET_MAX = 5000;
/** Support ends at a day, not at a minute. */
const SUPPORT_EVERY_MS = 600_000;

/** Raised where `judgePackage` or `neededSubjects` would answer otherwise for what is stored: everything is judged again. */
const JUDGE = '1';

export const lookAtFeeds = async (app: App): Promise<number> => {
  const { clock, log, store } = app.ports;
  const feeds = await store.read(async ({ knowledge }) => await knowledge.feeds());
  const now = clock.now();
  for (const { value } of feeds.filter((feed) => feed.value.nextLookAt <= now)) {
    try {
      await importFeed(app, value.spec.name);
    } catch (error) {
      // One feed that cannot be looked at must not keep the others from being read; it is due again at the next look.
      log.error('feed not looked at', { feed: value.spec.name, error });
    }
  }
  const after = await store.read(async ({ knowledge }) => await knowledge.feeds());
  return untilNext(
    clock.now(),
    after.map(({ value }) => value.nextLookAt),
  );
};

export const lookAtKnowledge = async (app: App): Promise<number> => {
  if ((await assessPending(app)) > 0) return 0;
  if (await keepUp(app)) return 0;
  return (await tellNews(app)) === 'changed' ? 0 : LOOK_EVERY_MS;
};

/** What time alone changes: a new judge, support that has ended, rules that now apply, history that is too old. */
const keepUp = async (app: App): Promise<boolean> => {
  const { clock, store } = app.ports;
  const now = clock.now();
  const due = await store.read(async (view) => await dueOf(view, now));
  if (!due.judge && !due.support && !due.rules) return false;
  return await store.write(async (change) => {
    const { access, knowledge } = change;
    const again = due.judge || (due.support && (await hasSupportEnded(change, now)));
    if (again) await knowledge.judgeEverythingAgain();
    await access.setSetting('judge', JUDGE);
    await access.setSetting('support-judged-at', now);
    if (due.rules) {
      await noteRulesEntered(change, await exposedVulnerabilities(change), now);
      // What was imported may be facts, and what was replaced the rules: deadlines follow.
      await change.exposures.countEverythingAgain();
      await access.setSetting('rules-noted', now);
      await knowledge.forgetClosedBefore(addMs(now, -RETENTION_DAYS * DAY_MS), FORGET_MAX);
    }
    return again;
  });
};

const dueOf = async ({ access, knowledge }: StoreView, now: Instant) => {
  const supportAt = await access.setting('support-judged-at');
  const rulesAt = (await access.setting('rules-noted')) ?? '';
  const imports = (await knowledge.feeds()).flatMap(({ value }) => value.lastImport?.at ?? []);
  return {
    judge: (await access.setting('judge')) !== JUDGE,
    support: imports.length > 0 && (supportAt === null || msBetween(asInstant(supportAt), now) >= SUPPORT_EVERY_MS),
    rules: imports.some((at) => at > rulesAt),
  };
};

const hasSupportEnded = async ({ access, knowledge }: StoreView, now: Instant): Promise<boolean> => {
  const before = (await access.setting('support-judged-at')) ?? '';
  const ends = (await knowledge.support(null)).flatMap(({ record }) => record.endsAt ?? []);
  return ends.some((end) => end <= now && end > before);
};

const exposedVulnerabilities = async ({ knowledge }: StoreView): Promise<readonly string[]> => {
  const found = new Set<string>();
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof knowledge.exposedUpdates>> = await knowledge.exposedUpdates(
      { after, limit: 1000 },
      null,
    );
    for (const { vulnerabilities } of page.items) for (const one of vulnerabilities) found.add(one);
    after = page.next;
  } while (after !== null);
  return [...found];
};
