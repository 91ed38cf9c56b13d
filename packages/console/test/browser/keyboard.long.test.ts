// The console with a keyboard alone: the morning after and approving production, and every page from its first stop to its last.
// What has the focus is always seen, marked and named, and nothing keeps it.

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { PASSWORD } from '../world/index.ts';
import { go, settled, signIn, visit } from './browser.ts';
import { pagesOf } from './journeys.ts';
import { isOn, tabTo, walked } from './keyboard.ts';
import { openStage, PATIENCE_MS } from './stage.ts';

/** Each page has some fifty stops, and each is looked at. */
const WALK_MS = 600_000;
const HOSTS = 12;

const stage = openStage({ hosts: HOSTS });

const PAGE = /^main "The page"/;

const press = async (page: Page, ...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};

const signsIn = async (page: Page, name: string): Promise<void> => {
  await go(page, '/');
  await page.getByRole('heading', { name: 'Sign in to Slipway' }).waitFor();
  await tabTo(page, /^textbox "Name"/);
  await page.keyboard.type(name);
  await tabTo(page, /^textbox "Password"/);
  await page.keyboard.type(PASSWORD);
  await tabTo(page, /^button "Sign in"/);
  await press(page, 'Enter');
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  await settled(page);
  // What was pressed is gone with its page, here and wherever a link leads.
  await isOn(page, PAGE);
};

const isAt = async (page: Page, title: string): Promise<void> => {
  await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
  await settled(page);
};

it('the morning after: from what is due to the host and why it waits', { timeout: PATIENCE_MS }, async () => {
  const { page, context, refused } = await visit(stage.browser, stage.world.url);
  await signsIn(page, 'vera');
  await tabTo(page, /^link "Skip to the page"/, 'Shift+Tab');
  await press(page, 'Enter');
  await tabTo(page, /^link "\d+ all open"/);
  await press(page, 'Enter');
  await isAt(page, 'Exposures');
  await isOn(page, PAGE);
  await tabTo(page, /^button "Details/);
  await press(page, 'Enter');
  const hosts = page.getByRole('list', { name: /^Hosts exposed by/ });
  await hosts.waitFor();
  await tabTo(page, /^tab ".* hosts"/);
  await tabTo(page, /^tab ".* vulnerabilit/);
  await press(page, 'Enter');
  await page.getByRole('grid', { name: /^Vulnerabilities that an update/ }).waitFor();
  await isOn(page, /^tab ".* vulnerabilit/);
  await tabTo(page, /^tab ".* hosts"/, 'Shift+Tab');
  await press(page, 'Enter');
  await hosts.waitFor();
  await tabTo(page, /^link "web-004"/);
  await press(page, 'Enter');
  await isAt(page, 'web-004');
  await isOn(page, PAGE);
  await tabTo(page, /^tab "Exposures"/);
  await press(page, 'Enter');
  await page.getByRole('grid', { name: 'What it is exposed to, by update' }).waitFor();
  await tabTo(page, /^tab "Why not patched\?"/, 'Shift+Tab');
  await press(page, 'Enter');
  await page.getByText('The plan is not approved: 1 more name of operations wanted.').waitFor();
  await tabTo(page, /^button "Reason code waiting-for-approval"/);
  await press(page, 'Enter');
  const code = page.getByRole('dialog');
  await code.getByText('waiting-for-approval').waitFor();
  await press(page, 'Escape');
  await code.waitFor({ state: 'detached' });
  await isOn(page, /^button "Reason code waiting-for-approval"/);
  await tabTo(page, /^link "plan"/);
  await press(page, 'Enter');
  await isAt(page, 'Plan for prod');
  await isOn(page, PAGE);
  expect(refused).toEqual([]);
  await context.close();
});

it('approves production', { timeout: PATIENCE_MS }, async () => {
  const { page, context, refused } = await visit(stage.browser, stage.world.url);
  await signsIn(page, 'anton');
  await tabTo(page, new RegExp(`^link "prod: ${HOSTS} hosts"`));
  await press(page, 'Enter');
  await isAt(page, 'Plan for prod');
  await isOn(page, PAGE);
  await tabTo(page, /^button "Approve"/);
  await press(page, 'Enter');
  const dialog = page.getByRole('dialog', { name: 'Approve' });
  await dialog.getByText(stage.world.planDigest).waitFor();
  // A dialog keeps the focus, both ways round, until it is left.
  for (const key of ['Tab', 'Shift+Tab'] as const) {
    await tabTo(page, /^button "Close"/, key);
    await tabTo(page, /^button "Leave it"/, key);
    await tabTo(page, /^button "Close"/, key);
  }
  await press(page, 'Escape');
  await dialog.waitFor({ state: 'detached' });
  await isOn(page, /^button "Approve"/);
  await press(page, 'Enter');
  await dialog.waitFor();
  await tabTo(page, /^button "Approve"/);
  await press(page, 'Enter');
  await page.getByText('approved', { exact: true }).waitFor();
  await dialog.waitFor({ state: 'detached' });
  await isOn(page, /^(button "Approve"|main "The page")/);
  await page.getByRole('list', { name: 'Names under it' }).getByText('anton').waitFor();
  expect(refused).toEqual([]);
  await context.close();
});

it('every page is walked through and left again', { timeout: WALK_MS }, async () => {
  const { page, context, refused } = await visit(stage.browser, stage.world.url);
  await signIn(page, 'ada');
  for (const [name, path] of pagesOf(stage.world)) {
    await go(page, path);
    await settled(page);
    const stops = await walked(page, name);
    expect(stops.slice(0, 2), name).toEqual(['link "Skip to the page"', 'button "Navigation" [expanded]']);
    expect(stops, name).toContain('main "The page"');
  }
  expect(refused).toEqual([]);
  await context.close();
});
