// Every page in each state that its answers can have: on their way, not given, not for this person, old, and nothing there.
// Answers are held or replaced on their way to the browser; the controller behind them is real. By role and accessible name,
// in both themes and as narrow as a phone.

import { join } from 'node:path';
import type { Browser, BrowserContext, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildConsole } from '../../build/index.ts';
import { openWorld, type World } from '../world/index.ts';
import { fits, go, inBothThemes, openBrowser, PHONE, picture, seen, settled, signIn, visit } from './browser.ts';

const ROOT = join(import.meta.dirname, '../..');
const PATIENCE_MS = 300_000;
const HOSTS = 6;
/** Of Web Vitals: what is below is good. Summed over all that moves, which is stricter than their worst five seconds. */
const SHIFT_MAX = 0.1;
/** Longer than what is shown counts as fresh (`STALE_MS` of its queries). */
const STALE = '00:31';
/** Chromium puts what moves within half a second of a change of the window's size down to that; by then the page has taken its place. */
const RESIZED_MS = 600;
/** The page begins beyond it where there is room for both. */
const NAVIGATION_PX = 200;
/** What comes a moment after the first answer, which it depends on. */
const SETTLE_MS = 300;

interface Shift {
  readonly value: number;
  /** The beginning of what moved. */
  readonly what: string;
}

/** In the page: all that moved by itself since it was opened. */
const KEEP_SHIFTS = `
  globalThis.shifts = [];
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries()) {
      const what = sources.map(({ node }) => node?.outerHTML?.slice(0, 120) ?? '').join(' | ');
      if (!hadRecentInput) shifts.push({ value, what });
    }
  }).observe({ type: 'layout-shift', buffered: true });`;

let world: World;
let empty: World;
let browser: Browser;
beforeAll(async () => {
  const { folder: built } = await buildConsole({ root: ROOT, when: 'changed' });
  world = await openWorld({ hosts: HOSTS, built });
  empty = await openWorld({ hosts: 1, built, before: 'nothing' });
  browser = await openBrowser();
}, PATIENCE_MS);
afterAll(async () => {
  await browser?.close();
  await world?.close();
  await empty?.close();
}, PATIENCE_MS);

const hostId = (): string => world.scene.hosts[2]?.hostId ?? 'no host';

interface Place {
  readonly name: string;
  readonly path: () => string;
  /** What it says where nobody has begun. */
  readonly nothing: string;
}
const NOT_HERE = 'Not here';
const PAGES: readonly Place[] = [
  { name: 'overview', path: () => '/', nothing: 'No host is enrolled yet' },
  { name: 'hosts', path: () => '/hosts', nothing: 'No host is here yet' },
  { name: 'host', path: () => `/hosts/${hostId()}`, nothing: NOT_HERE },
  { name: 'host-exposures', path: () => `/hosts/${hostId()}?tab=exposure`, nothing: NOT_HERE },
  { name: 'host-pending', path: () => `/hosts/${hostId()}?tab=pending`, nothing: NOT_HERE },
  { name: 'host-packages', path: () => `/hosts/${hostId()}?tab=packages`, nothing: NOT_HERE },
  { name: 'host-facts', path: () => `/hosts/${hostId()}?tab=facts`, nothing: NOT_HERE },
  { name: 'host-history', path: () => `/hosts/${hostId()}?tab=history`, nothing: NOT_HERE },
  { name: 'exposures', path: () => '/exposures', nothing: 'Nothing is known of this kind' },
  { name: 'software', path: () => '/software', nothing: 'No host has reported yet' },
  { name: 'package', path: () => '/software/openssl', nothing: 'There is no package openssl.' },
  { name: 'advisories', path: () => '/advisories', nothing: 'No advisory affects a host here' },
  { name: 'advisory', path: () => '/advisories/DSA-6001-1', nothing: NOT_HERE },
  { name: 'promotion', path: () => '/promotion', nothing: 'There is no tier yet' },
  { name: 'patch-set', path: () => `/patch-sets/${world.patchSetDigest}`, nothing: NOT_HERE },
  { name: 'plans', path: () => '/plans', nothing: 'There is no plan yet' },
  { name: 'plan', path: () => `/plans/${world.planDigest}`, nothing: NOT_HERE },
  { name: 'approvals', path: () => '/approvals', nothing: 'No plan waits for anybody' },
  { name: 'rollouts', path: () => '/rollouts', nothing: 'Nothing was rolled out yet' },
  { name: 'rollout', path: () => '/rollouts/rollout-0001', nothing: NOT_HERE },
  { name: 'calendar', path: () => '/calendar', nothing: 'March 2026' },
  { name: 'reports', path: () => '/reports', nothing: 'No host was enrolled then' },
  { name: 'reports-sla', path: () => '/reports?tab=sla', nothing: 'Records begin with the first look at each host' },
  { name: 'reports-time', path: () => '/reports?tab=time', nothing: 'Records begin with the first look at each host' },
  { name: 'reports-exceptions', path: () => '/reports?tab=exceptions', nothing: 'No exception stood in these days' },
  { name: 'reports-changes', path: () => '/reports?tab=changes', nothing: 'Nothing changed that anybody saw' },
  { name: 'policies', path: () => '/policies', nothing: 'There is no policy yet' },
  { name: 'policies-change', path: () => '/policies?tab=change', nothing: 'There is no policy yet' },
  { name: 'policies-history', path: () => '/policies?tab=history', nothing: 'There is no policy yet' },
  { name: 'exceptions', path: () => '/exceptions', nothing: 'There is no policy yet' },
  { name: 'audit', path: () => '/audit', nothing: 'The chain is whole' },
  { name: 'settings-people', path: () => '/settings?tab=people', nothing: 'Add a person' },
  { name: 'settings-tokens', path: () => '/settings?tab=tokens', nothing: 'There is no token.' },
  { name: 'settings-enrolment', path: () => '/settings?tab=enrolment', nothing: 'There is no enrolment token.' },
  { name: 'settings-feeds', path: () => '/settings?tab=feeds', nothing: 'No feed is read' },
  {
    name: 'settings-notifications',
    path: () => '/settings?tab=notifications',
    nothing: 'There is no audience: nobody is told anything.',
  },
];

/** Without these nothing is around a page: who is signed in, the line for events, the switch. */
const AROUND = /^\/api\/v1\/(session|events|switch)\b/;
const isAsked = (url: URL): boolean => url.pathname.startsWith('/api/v1/') && !AROUND.test(url.pathname);

const problem = (status: number, code: string, title: string) => async (route: Route) =>
  await route.fulfill({
    status,
    contentType: 'application/problem+json',
    body: JSON.stringify({ type: 'about:blank', status, code, title }),
  });
const away = problem(503, 'store-unreachable', 'The store cannot be reached.');
const forbidden = problem(403, 'role-missing', 'This needs a role that you do not have.');

/** A tab of an administrator's for all pages of one state: `page()` once it is open. */
const administrator = (of: () => World, prepare: (page: Page) => Promise<unknown> = async () => undefined) => {
  let opened: { readonly page: Page; readonly context: BrowserContext; readonly refused: readonly string[] };
  beforeAll(async () => {
    opened = await visit(browser, of().url);
    await signIn(opened.page, 'ada');
    await prepare(opened.page);
  }, PATIENCE_MS);
  afterAll(async () => {
    await opened?.context.close();
    expect(opened.refused).toEqual([]);
  });
  return () => opened.page;
};

/** Where a person on call has a phone. */
const asPhone = async (page: Page, name: string): Promise<void> => {
  const before = page.viewportSize();
  if (before === null) throw new Error('a page without a size');
  await page.setViewportSize({ width: PHONE, height: before.height });
  // PatternFly looks at its width a quarter of a second later, and its navigation slides out.
  await page.waitForTimeout(RESIZED_MS);
  await fits(page, name);
  await picture(page, `phone-${name}`);
  await page.setViewportSize(before);
};

const lookAt = async (page: Page, name: string): Promise<void> => {
  await inBothThemes(page, name);
  await asPhone(page, name);
};

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name });

const moved = async (page: Page): Promise<{ readonly sum: number; readonly shifts: readonly Shift[] }> => {
  const shifts = (await page.evaluate('shifts')) as readonly Shift[];
  return { sum: shifts.reduce((all, { value }) => all + value, 0), shifts };
};

/**
 * But for those, since what moved while the window was another one is no answer's doing: the navigation slides out a quarter of a
 * second later, and on a busy machine later than Chromium still puts down to that.
 */
const forgetShifts = async (page: Page, but: readonly Shift[]): Promise<void> => {
  const main = page.locator('.pf-v6-c-page__main-container');
  await expect.poll(async () => (await main.boundingBox())?.x ?? 0).toBeGreaterThan(NAVIGATION_PX);
  await page.waitForTimeout(RESIZED_MS);
  await page.evaluate(`globalThis.shifts = ${JSON.stringify(but)}`);
};

/** Answers do not arrive until they are let go; then nobody stands in their way any more. */
const held = async (page: Page): Promise<() => Promise<void>> => {
  const { promise, resolve: release } = Promise.withResolvers<void>();
  await page.route(isAsked, async (route) => {
    await promise;
    await route.continue();
  });
  return async () => {
    release();
    // A handler that is taken away in the middle of an answer keeps it for ever.
    await page.unrouteAll({ behavior: 'wait' });
  };
};

describe('on their way', () => {
  const page = administrator(
    () => world,
    async (tab) => await tab.addInitScript({ content: KEEP_SHIFTS }),
  );
  it.each(PAGES)('$name says so, and nothing jumps when they are there', { timeout: PATIENCE_MS }, async (place) => {
    const letGo = await held(page());
    try {
      await go(page(), place.path());
      await heading(page(), /./).first().waitFor();
      await page()
        .getByRole('status')
        .getByText(/^Loading /)
        .first()
        .waitFor({ state: 'attached' });
      await page().waitForTimeout(SETTLE_MS);
      const before = await moved(page());
      expect(before.sum, JSON.stringify(before.shifts)).toBeLessThan(SHIFT_MAX);
      await lookAt(page(), `states-${place.name}-loading`);
      await forgetShifts(page(), before.shifts);
    } finally {
      await letGo();
    }
    await settled(page());
    await page().waitForTimeout(SETTLE_MS);
    const { sum, shifts } = await moved(page());
    expect(sum, JSON.stringify(shifts)).toBeLessThan(SHIFT_MAX);
  });

  it('notices what does jump', { timeout: PATIENCE_MS }, async () => {
    await go(page(), '/');
    await settled(page());
    await page().waitForTimeout(RESIZED_MS);
    // Half of the window's height: what goes out of it has not moved in anybody's eyes.
    await page().evaluate(`document.querySelector('main').style.paddingBlockStart = '50vh'`);
    await expect.poll(async () => (await moved(page())).sum).toBeGreaterThan(SHIFT_MAX);
  });
});

describe('not given', () => {
  const page = administrator(() => world);
  it.each(PAGES)('$name says so, and asks again', { timeout: PATIENCE_MS }, async ({ name, path }) => {
    await page().route(isAsked, away);
    try {
      await go(page(), path());
      await heading(page(), /^No answer: /)
        .first()
        .waitFor();
      await settled(page());
      await page().getByText('The store cannot be reached.').first().waitFor();
      await lookAt(page(), `states-${name}-error`);
    } finally {
      await page().unrouteAll({ behavior: 'wait' });
    }
    // Each answer has a button of its own, and behind one that comes may stand one that did not.
    const unanswered = async (): Promise<number> => {
      await page()
        .getByRole('button', { name: 'Ask again' })
        .evaluateAll((buttons) => {
          for (const one of buttons) one.click();
        });
      return await heading(page(), /^No answer: /).count();
    };
    await expect.poll(unanswered, { timeout: 60_000, interval: 500 }).toBe(0);
  });
});

describe('not for this person', () => {
  const page = administrator(
    () => world,
    async (tab) => await tab.route(isAsked, forbidden),
  );
  it.each(PAGES)('$name says so, and offers no second try', { timeout: PATIENCE_MS }, async ({ name, path }) => {
    await go(page(), path());
    await heading(page(), /^Not yours to see$/)
      .first()
      .waitFor();
    await settled(page());
    expect(await page().getByRole('button', { name: 'Ask again' }).count()).toBe(0);
    await lookAt(page(), `states-${name}-forbidden`);
  });
});

describe('old', () => {
  const page = administrator(
    () => world,
    async (tab) => await tab.clock.install(),
  );
  it.each(PAGES)('$name keeps what it knew, and says of when it is', { timeout: PATIENCE_MS }, async (place) => {
    await go(page(), place.path());
    await settled(page());
    await page().route(isAsked, away);
    try {
      await page().clock.fastForward(STALE);
      await page()
        .getByText(/As it was at .*: asking again failed\./)
        .first()
        .waitFor();
      expect(await heading(page(), /^No answer: /).count()).toBe(0);
      await lookAt(page(), `states-${place.name}-stale`);
    } finally {
      await page().unrouteAll({ behavior: 'wait' });
    }
  });
});

describe('nothing there', () => {
  const page = administrator(() => empty);
  it.each(PAGES)('$name says what that means', { timeout: PATIENCE_MS }, async ({ name, path, nothing }) => {
    await go(page(), path());
    await settled(page());
    await page().getByRole('main').getByText(nothing).first().waitFor();
    expect(await heading(page(), /^No answer: /).count()).toBe(0);
    await seen(page(), `states-${name}-empty`);
    await asPhone(page(), `states-${name}-empty`);
  });
});
