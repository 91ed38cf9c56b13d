import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { buildConsole } from '../../build/index.ts';
import { openWorld, type World } from '../world/index.ts';
import { openBrowser } from './browser.ts';

const ROOT = join(import.meta.dirname, '../..');
/** A browser, a build and a fleet at once, on a machine that may be doing something else. */
export const PATIENCE_MS = 300_000;

interface OpenStage {
  readonly world: World;
  readonly browser: Browser;
}

/** The console as its sources are, a world behind it and a browser before it: for all tests of a file, and within them alone. */
export const openStage = (options: Omit<Parameters<typeof openWorld>[0], 'built'>): OpenStage => {
  let world: World | undefined;
  let browser: Browser | undefined;
  beforeAll(async () => {
    const { folder: built } = await buildConsole({ root: ROOT, when: 'changed' });
    world = await openWorld({ ...options, built });
    browser = await openBrowser();
  }, PATIENCE_MS);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  }, PATIENCE_MS);
  const open = <T>(one: T | undefined): T => {
    if (one === undefined) throw new Error('asked for outside of the tests');
    return one;
  };
  return {
    get world() {
      return open(world);
    },
    get browser() {
      return open(browser);
    },
  };
};
