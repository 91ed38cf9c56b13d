// The pages Hosts and Reports in Debian's Chromium, by somebody who types, scrolls and reads. Times are taken inside of the page.

import type { ControllerProcess } from '@slipway/testkit/controller-process';
import { chromium, type Page } from 'playwright-core';
import { openLine } from '../knowledge/index.ts';
import { median } from '../quantile.ts';
import type { BrowserMeasures, FilterMeasures, PageMeasures, ScrollMeasures } from './measures.ts';

export const CHROMIUM = '/usr/bin/chromium';
const ACCOUNT = { name: 'bench', password: 'a long and quiet night' };
/** Rare and common ones, of labels, of facts, of packages; each answers with some host. */
const SELECTORS = [
  'hostname = host-000007',
  'facing = public',
  'facing = public and hostname != host-000001',
  'not package("nothing-like-it")',
  'reboot = not-needed and not facing = internal',
  'environment = prod and mode = adopted and distribution = debian',
];
/** Each with the list that is longest behind one of its numbers. */
const REPORTS = [
  ['compliance', '/reports'],
  ['hosts overdue', '/reports?standing=overdue'],
  ['deadlines', '/reports?tab=sla'],
  ['exposures in time', '/reports?tab=sla&which=due&outcome=in-time'],
  ['time to patch', '/reports?tab=time'],
] as const;
const TIMES = 5;
const SCROLL_SECONDS = 15;
/** Of each frame: some thirty rows, faster than anybody reads. */
const STEP_PX = 1600;
const PATIENCE_MS = 180_000;

export async function measureInBrowser(controller: ControllerProcess): Promise<BrowserMeasures> {
  await addAccount(controller);
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
  try {
    const context = await browser.newContext({
      ignoreHTTPSErrors: true,
      baseURL: `https://127.0.0.1:${controller.port}`,
      viewport: { width: 1360, height: 900 },
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    await untilBuilt(page);
    await page.getByLabel('Name').fill(ACCOUNT.name);
    await page.getByLabel('Password').fill(ACCOUNT.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Hosts' }).waitFor();
    await page.getByText(/of \d+ hosts so far/).waitFor();
    const filters: FilterMeasures[] = [];
    for (const selector of SELECTORS) filters.push(await measureFilter(page, selector));
    await filterBy(page, '');
    const words = await page.getByText(/of \d+ hosts so far/).textContent();
    const counted = Number(/of (\d+) hosts/.exec(words ?? '')?.[1] ?? 0);
    const scroll = await measureScroll(page);
    const reports: PageMeasures[] = [];
    for (const [name, path] of REPORTS) reports.push(await measureReport(page, name, path));
    return { filters, counted, scroll, reports };
  } finally {
    await browser.close();
  }
}

const addAccount = async (controller: ControllerProcess): Promise<void> => {
  const line = await openLine(controller);
  const body = JSON.stringify({ ...ACCOUNT, roles: ['viewer'], teams: [] });
  const { status, body: said } = await line.ask({
    method: 'POST',
    path: '/api/v1/accounts',
    token: controller.token,
    body,
  });
  line.close();
  if (status >= 300) throw new Error(said);
};

/** A controller that starts builds its console first, and says so meanwhile. */
const untilBuilt = async (page: Page): Promise<void> => {
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until) {
    await page.goto('/hosts');
    if ((await page.locator('script[type=module]').count()) > 0) return;
    await page.waitForTimeout(1000);
  }
  throw new Error('the console was not built');
};

const measureFilter = async (page: Page, selector: string): Promise<FilterMeasures> => {
  const took: number[] = [];
  for (let time = 0; time < TIMES; time += 1) {
    await filterBy(page, '');
    // Not what was kept of the time before: somebody else's next selector is new, too.
    took.push(await filterBy(page, `${selector} and hostname != none-${String(time)}`));
  }
  return { selector, medianMs: median(took), slowestMs: Math.max(...took) };
};

/** From the last key until the table answers this selector and has been drawn. */
const filterBy = async (page: Page, selector: string): Promise<number> =>
  await page.evaluate(
    async ([wanted, patience]) => {
      const { document, location, performance, requestAnimationFrame } = globalThis as unknown as Browserlike;
      const frame = async (): Promise<void> => await new Promise((resolve) => requestAnimationFrame(() => resolve()));
      const input = document.querySelector('input[role=combobox]');
      if (input === null) throw new Error('there is no selector to type into');
      const value = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(input), 'value');
      const began = performance.now();
      value?.set?.call(input, wanted);
      input.dispatchEvent(new Event('input', { bubbles: true }));
      const isThere = (): boolean => {
        const asked = new URLSearchParams(location.search).get('selector') ?? '';
        const table = document.querySelector('section.slw-scroll');
        return asked === wanted && table !== null && table.getAttribute('aria-busy') !== 'true';
      };
      while (!isThere()) {
        if (performance.now() - began > patience) throw new Error(`no answer to ${wanted}`);
        await frame();
      }
      await frame();
      return performance.now() - began;
    },
    [selector, PATIENCE_MS] as const,
  );

const measureScroll = async (page: Page): Promise<ScrollMeasures> =>
  await page.evaluate(
    async ([seconds, step]) => {
      const { document, performance, requestAnimationFrame } = globalThis as unknown as Browserlike;
      const frame = async (): Promise<void> => await new Promise((resolve) => requestAnimationFrame(() => resolve()));
      const box = document.querySelector('section.slw-scroll');
      if (box === null) throw new Error('there is no table to scroll');
      const isEmpty = (): boolean => {
        const { top, bottom } = box.getBoundingClientRect();
        return ![...box.querySelectorAll('tbody tr a')].some((row) => {
          const its = row.getBoundingClientRect();
          return its.bottom > top && its.top < bottom;
        });
      };
      const began = performance.now();
      let [last, filledAt, longestFrameMs, longestEmptyMs] = [began, began, 0, 0];
      while (last - began < seconds * 1000) {
        box.scrollTop += step;
        await frame();
        const now = performance.now();
        longestFrameMs = Math.max(longestFrameMs, now - last);
        if (!isEmpty()) filledAt = now;
        longestEmptyMs = Math.max(longestEmptyMs, now - filledAt);
        last = now;
      }
      const rows = [...box.querySelectorAll('tbody tr[aria-rowindex]')].map((row) =>
        Number(row.getAttribute('aria-rowindex')),
      );
      return { rows: Math.max(...rows), seconds: (last - began) / 1000, longestFrameMs, longestEmptyMs };
    },
    [SCROLL_SECONDS, STEP_PX] as const,
  );

/** From opening the address, with the scripts kept from before, until all that it shows is there. */
const measureReport = async (page: Page, name: string, path: string): Promise<PageMeasures> => {
  const took: number[] = [];
  for (let time = 0; time < TIMES; time += 1) {
    await page.goto(path);
    await page.locator('table').first().waitFor();
    await page.locator('.slw-loading').first().waitFor({ state: 'detached' });
    took.push(await page.evaluate(() => (globalThis as unknown as Browserlike).performance.now()));
  }
  return { page: name, medianMs: median(took), slowestMs: Math.max(...took) };
};

/** What of a browser the functions above use, which run there: this program itself knows no page. */
interface Browserlike {
  readonly document: { readonly querySelector: (selector: string) => Elementlike | null };
  readonly location: { readonly search: string };
  readonly performance: { readonly now: () => number };
  readonly requestAnimationFrame: (run: () => void) => number;
}

interface Elementlike {
  scrollTop: number;
  readonly getAttribute: (name: string) => string | null;
  readonly dispatchEvent: (event: Event) => boolean;
  readonly getBoundingClientRect: () => { readonly top: number; readonly bottom: number };
  readonly querySelectorAll: (selector: string) => Iterable<Elementlike>;
}
