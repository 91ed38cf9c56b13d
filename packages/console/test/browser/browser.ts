import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { PASSWORD } from '../world/index.ts';

/** Debian's own, as tools/debian-packages.txt installs it. */
const CHROMIUM = '/usr/bin/chromium';
/** Artefacts: one picture of each page in each theme. */
const PICTURES = join(import.meta.dirname, '../../../../.slipway/console-pictures');
/** WCAG 2.2 AA. Which elements pass nobody reads: only those that do not are named. */
const LOOK_FOR = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  resultTypes: ['violations'],
};
/** Tells a page that hangs from one on a machine that has other work. */
const WAIT_MS = 120_000;
/** Of a picture: what is further down is more of the same. */
const HEIGHT_MAX = 4000;

/** Nobody listens there. Chromium aborts when a message bus that it did reach goes away, as the machine's own may meanwhile. */
const NO_BUS = 'unix:path=/nonexistent';

export const openBrowser = async (): Promise<Browser> =>
  await chromium.launch({
    executablePath: CHROMIUM,
    // Tests run as root in a container, where the sandbox has no namespaces to make.
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
    env: { ...process.env, DBUS_SYSTEM_BUS_ADDRESS: NO_BUS, DBUS_SESSION_BUS_ADDRESS: NO_BUS },
  });

export const visit = async (
  browser: Browser,
  url: string,
  options: { readonly theme?: 'light' | 'dark'; readonly width?: number } = {},
): Promise<{ readonly page: Page; readonly context: BrowserContext; readonly refused: readonly string[] }> => {
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    baseURL: url,
    colorScheme: options.theme ?? 'light',
    viewport: { width: options.width ?? 1360, height: 900 },
    timezoneId: 'Europe/Berlin',
    locale: 'en-GB',
  });
  context.setDefaultTimeout(WAIT_MS);
  const page = await context.newPage();
  const refused: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) refused.push(message.text());
  });
  page.on('pageerror', (error) => refused.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) refused.push(`outside: ${request.url()}`);
  });
  return { page, context, refused };
};

/** Where an address of the machine comes or goes meanwhile (a bridge of the lab), Chromium gives up what it was asking. */
const NETWORK_CHANGED = 'ERR_NETWORK_CHANGED';
const TRIES = 5;

export const go = async (page: Page, path: string): Promise<void> => {
  for (let tried = 1; ; tried += 1) {
    try {
      await page.goto(path);
      return;
    } catch (error) {
      if (tried === TRIES || !String(error).includes(NETWORK_CHANGED)) throw error;
    }
  }
};

export const signIn = async (page: Page, name: string): Promise<void> => {
  await go(page, '/');
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
};

/** Nothing is being asked any more. */
export const settled = async (page: Page): Promise<void> => {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.locator('.slw-loading').first().waitFor({ state: 'detached' });
  await page.evaluate('document.fonts.ready.then(() => undefined)');
};

/** A page or dialog with all its answers, in both themes: accessible, with a picture of each. */
export const seen = async (page: Page, name: string): Promise<void> => {
  await settled(page);
  await inBothThemes(page, name);
};

/** As it stands, answers on their way included. */
export const inBothThemes = async (page: Page, name: string): Promise<void> => {
  for (const theme of ['light', 'dark'] as const) {
    // As the button of the page does, which a dialog covers.
    await page.evaluate(`document.documentElement.classList.toggle('pf-v6-theme-dark', ${theme === 'dark'})`);
    await findsNothing(page);
    await picture(page, `${theme}-${name}`);
  }
  await page.evaluate(`document.documentElement.classList.remove('pf-v6-theme-dark')`);
};

/** The width of a narrow phone, in CSS pixels. */
export const PHONE = 360;

/** In the page: what is cut off, but for what scrolls by itself in its own place (tabs, code) or is for no eyes. */
const CUT_OFF = `[...document.querySelectorAll('body *')]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
  .filter((one) => getComputedStyle(one).visibility !== 'hidden')
  .filter((one) => one.closest('.pf-v6-c-page__sidebar, .pf-v6-screen-reader, .pf-v6-c-tabs__list, .slw-file, pre, code') === null)
  .slice(0, 5)
  .map((one) => one.outerHTML.slice(0, 160))`;

/** On a phone nothing is cut off: the page scrolls down and not aside. */
export const fits = async (page: Page, name: string): Promise<void> => {
  expect(await page.evaluate('innerWidth'), name).toBe(PHONE);
  // Tabs learn a moment later that they have become narrow.
  await expect.poll(async () => await page.evaluate(CUT_OFF), { message: name }).toEqual([]);
  const scrolled = 'Math.max(...[document.documentElement, document.body].map((one) => one.scrollWidth))';
  expect(await page.evaluate(scrolled), name).toBeLessThanOrEqual(PHONE);
};

/** As an operator does it in Settings, up to the dialog that shows the line this once. */
export const makeEnrolmentLine = async (
  page: Page,
  labels: string,
): Promise<{ readonly dialog: Locator; readonly line: string }> => {
  // An overview without hosts has a link of that name, too.
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('tab', { name: 'Enrolment' }).click();
  await page.getByRole('button', { name: 'Make an enrolment line', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Make an enrolment line' });
  await dialog.getByRole('textbox', { name: 'Labels' }).fill(labels);
  await dialog.getByRole('button', { name: 'Make an enrolment line' }).click();
  const line = await dialog
    .getByText(/^slipway-agent enrol/)
    .first()
    .innerText();
  return { dialog, line };
};

/**
 * Colours on their way from one to the other are neither, nor is what fades in: both are put at their end, until nothing moves. What
 * turns for ever goes on. No end is waited for: an animation of what is gone meanwhile never comes to it.
 */
const unmoved = async (page: Page): Promise<void> => {
  await expect.poll(async () => await page.evaluate(PUT_AT_END)).toBe(0);
};

/** How many were found on their way. */
const PUT_AT_END = `(() => {
  const moving = document
    .getAnimations()
    .filter((one) => one.playState !== 'finished' && one.effect.getComputedTiming().endTime !== Infinity);
  for (const one of moving) one.finish();
  return moving.length;
})()`;

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

export const findsNothing = async (page: Page): Promise<void> => {
  await unmoved(page);
  // Past the page's own policy, which lets no foreign script in.
  if ((await page.evaluate(`'axe' in globalThis`)) === false) await page.evaluate(axe.source);
  const violations = await page.evaluate(
    async (options) =>
      (
        await (
          globalThis as unknown as {
            axe: { run: (of: unknown, options: unknown) => Promise<{ violations: Violation[] }> };
          }
        ).axe.run({ exclude: [] }, options)
      ).violations,
    LOOK_FOR,
  );
  const found = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join('\n')}`);
  expect(found, found.join('\n')).toEqual([]);
};

export const picture = async (page: Page, name: string): Promise<void> => {
  mkdirSync(PICTURES, { recursive: true });
  // The page scrolls inside its frame: as high as all of it, so that nothing is left out.
  const before = page.viewportSize();
  const height = await page.evaluate(
    `(document.querySelector('.pf-v6-c-page__main')?.scrollHeight ?? 0) - (document.querySelector('.pf-v6-c-page__main')?.clientHeight ?? 0)`,
  );
  if (before !== null && typeof height === 'number' && height > 0) {
    await page.setViewportSize({ ...before, height: Math.min(HEIGHT_MAX, before.height + height) });
  }
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
  if (before !== null) await page.setViewportSize(before);
};
