// The console as administrators, managers and those who look after a night use it: a policy tried and taken back, an exception
// made and ended, a host enrolled, the audit, and the morning after a rollout that did not go well. By role and accessible name.

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { approveProduction, PASSWORD, spoil, startOf } from '../world/index.ts';
import { findsNothing, go, picture, seen, settled, signIn, visit } from './browser.ts';
import { enrolsHost, morningAfter } from './journeys.ts';
import { openStage, PATIENCE_MS } from './stage.ts';

const HOSTS = 20;

const stage = openStage({ hosts: HOSTS });

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const dialog = (page: Page, name: string) => page.getByRole('dialog', { name });

it('tries a change of the policy, applies it, and takes it back', { timeout: PATIENCE_MS }, async () => {
  const { page, context, refused } = await visit(stage.browser, stage.world.url);
  await signIn(page, 'ada');
  await go(page, '/policies?tab=change');
  const file = page.getByRole('textbox', { name: 'Policy as YAML' });
  const text = await file.inputValue();
  await file.fill(text.replace('scope: security', 'scope: securty').replace('awayMax', 'awayMost'));
  const problems = page.getByRole('list', { name: 'Problems of the file' });
  await problems.getByText('"securty"').first().waitFor();
  expect(await problems.getByRole('listitem').count()).toBeGreaterThan(0);
  expect(await button(page, 'What would it change?').isDisabled()).toBe(true);
  await findsNothing(page);
  await picture(page, 'light-policy-problems');
  await file.fill(text.replace(/percentMax: 20(?![\s\S]*percentMax: 20)/, 'percentMax: 7'));
  await page.getByText('No problem in the file.').waitFor();
  await button(page, 'What would it change?').click();
  const effect = page.getByRole('region', { name: 'What it would change' });
  await effect
    .getByText(/waves\.percentMax/)
    .first()
    .waitFor();
  await effect.getByRole('grid', { name: 'Plans and rollouts of these environments' }).waitFor();
  await findsNothing(page);
  await picture(page, 'light-policy-effect');
  await button(page, 'Apply this policy').click();
  await dialog(page, 'Apply this policy').getByRole('button', { name: 'Apply this policy' }).click();
  await page.getByText(/Revision 2 holds, saved by ada/).waitFor();
  await page.getByRole('tab', { name: 'History' }).click();
  await page.getByRole('link', { name: 'Revision 1', exact: true }).click();
  await button(page, 'Take the policy back to revision 1').click();
  await picture(page, 'light-policy-history');
  await dialog(page, 'Take the policy back to revision 1')
    .getByRole('button', { name: 'Take the policy back to revision 1' })
    .click();
  await page.getByText(/Revision 3 holds, saved by ada/).waitFor();
  expect(refused).toEqual([]);
  await context.close();
});

it('makes an exception, which is counted apart, and ends it', { timeout: PATIENCE_MS }, async () => {
  const { page, context } = await visit(stage.browser, stage.world.url);
  await signIn(page, 'ada');
  await page.getByRole('link', { name: 'Exceptions', exact: true }).click();
  await page.getByRole('heading', { name: 'Nothing is left out on purpose' }).waitFor();
  await button(page, 'Make an exception').click();
  const form = dialog(page, 'Make an exception');
  for (const [label, value] of [
    ['Name', 'billing-tls'],
    ['Hosts', 'role = db'],
    ['Package', 'openssl'],
    ['Owner', 'ada'],
    ['Why', 'The billing appliance cannot speak to the new one. FIN-123.'],
    ['What protects these hosts meanwhile', 'Reachable from the bastion alone.'],
  ] as const) {
    await form.getByRole('textbox', { name: label, exact: true }).fill(value);
  }
  // Their own agreement does not count.
  await form.getByText('Not its owner: somebody else must agree').waitFor();
  expect(await form.getByRole('button', { name: 'Make an exception' }).isDisabled()).toBe(true);
  await form.getByRole('textbox', { name: 'Owner', exact: true }).fill('team-billing');
  await form
    .getByText(/with exception/)
    .first()
    .waitFor();
  await findsNothing(page);
  await picture(page, 'light-exception-made');
  await form.getByRole('button', { name: 'Make an exception' }).click();
  await page.getByRole('button', { name: 'In force 1' }).waitFor();
  await page.getByText('Reachable from the bastion alone.').waitFor();
  await findsNothing(page);
  await picture(page, 'light-exceptions');
  await button(page, 'End billing-tls').click();
  await dialog(page, 'End billing-tls').getByRole('button', { name: 'End billing-tls' }).click();
  await page.getByRole('heading', { name: 'Nothing is left out on purpose' }).waitFor();
  await context.close();
});

it('enrols a host with the line that it shows once', { timeout: PATIENCE_MS }, async () => {
  expect(await enrolsHost({ ...stage, look: seen })).toContain('--trust sha256:');
});

it('keeps a view of hosts, and forgets it', { timeout: PATIENCE_MS }, async () => {
  const { page, context, refused } = await visit(stage.browser, stage.world.url);
  await signIn(page, 'vera');
  await go(page, '/hosts?selector=role+%3D+db');
  const selector = page.getByRole('combobox', { name: 'Selector' });
  const view = page.getByRole('menuitem', { name: 'role = db' });
  await button(page, 'Keep this view').click();
  await button(page, 'Views').click();
  await page.getByRole('menuitem', { name: 'All hosts' }).click();
  await expect.poll(async () => await selector.inputValue()).toBe('');
  await page.reload();
  await button(page, 'Views').click();
  await seen(page, 'hosts-views');
  await view.click();
  await expect.poll(async () => await selector.inputValue()).toBe('role = db');
  await button(page, 'Forget this view').click();
  await button(page, 'Views').click();
  await page.getByRole('menuitem', { name: 'reboot = needed' }).waitFor();
  expect(await view.count()).toBe(0);
  expect(refused).toEqual([]);
  await context.close();
});

it('asks the audit for what somebody did, and follows an entry to what it is about', {
  timeout: PATIENCE_MS,
}, async () => {
  const { page, context } = await visit(stage.browser, stage.world.url);
  await signIn(page, 'vera');
  await page.getByRole('link', { name: 'Audit', exact: true }).click();
  await page.getByRole('heading', { name: /The chain is whole: \d+ events/ }).waitFor();
  await page.getByRole('textbox', { name: 'What' }).fill('plan');
  await button(page, 'Show').click();
  const events = page.getByRole('grid', { name: 'Audit events, newest first' });
  await picture(page, 'light-audit-plans');
  await events
    .getByRole('link', { name: /^plan\./ })
    .first()
    .waitFor();
  expect(await events.getByRole('link', { name: 'session.begin' }).count()).toBe(0);
  await picture(page, 'light-audit-plans');
  await events
    .getByRole('link', { name: /^plan [0-9a-f]/ })
    .first()
    .click();
  await page.getByRole('heading', { level: 1, name: /^Plan for/ }).waitFor();
  await page.goBack();
  await button(page, 'All events').click();
  await expect.poll(async () => await events.getByRole('row').count()).toBe(51);
  await button(page, 'Older').click();
  await button(page, 'Newest').waitFor();
  await context.close();
});

it('changes their own password, and keeps a secret to one look', { timeout: PATIENCE_MS }, async () => {
  const { page, context } = await visit(stage.browser, stage.world.url);
  await signIn(page, 'ada');
  await go(page, '/settings');
  await page.getByLabel('Current password').fill('not that one');
  await page.getByLabel(/^New password\s*\*?$/).fill('another long and quiet night');
  await page.getByLabel('New password, once more').fill('another long and quiet night');
  await button(page, 'Change the password').click();
  await page.getByText('The password is not taken: the one that holds now is another.').waitFor();
  await page.getByLabel('Current password').fill(PASSWORD);
  await button(page, 'Change the password').click();
  await page.getByText('The password is changed. Every other browser is signed out.').waitFor();
  // The new session carries on where the old one ended.
  await page.getByRole('tab', { name: 'Tokens' }).click();
  await button(page, 'Make a token').click();
  const form = dialog(page, 'Make a token');
  await form.getByRole('textbox', { name: 'Person or program' }).fill('inventory-export');
  await form.getByRole('button', { name: 'Make a token' }).click();
  const secret = (await form.locator('.slw-secret').innerText()).trim();
  expect(secret.length).toBeGreaterThan(20);
  await picture(page, 'light-token-made');
  await form.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('gridcell', { name: 'inventory-export' }).waitFor();
  expect(await page.content()).not.toContain(secret);
  await button(page, /^Revoke token-/)
    .first()
    .click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Revoke token-/ })
    .click();
  await page.getByText('revoked', { exact: true }).first().waitFor();
  await context.close();
});

it('offers a viewer nothing that a viewer may not do', { timeout: PATIENCE_MS }, async () => {
  const { page, context } = await visit(stage.browser, stage.world.url);
  await signIn(page, 'vera');
  const FORBIDDEN =
    /^(Apply|Take the policy back|Make|End |Add|Remove|Revoke|Disable|Enable|Rights of|New password for|Look at|Test )/;
  for (const path of [
    '/policies',
    '/policies?tab=change',
    '/policies?tab=history&revision=1',
    '/exceptions',
    '/audit',
    '/settings',
    '/settings?tab=people',
    '/settings?tab=tokens',
    '/settings?tab=enrolment',
    '/settings?tab=feeds',
    '/settings?tab=notifications',
  ]) {
    await go(page, path);
    await settled(page);
    expect([path, await page.getByRole('button', { name: FORBIDDEN }).allInnerTexts()]).toEqual([path, []]);
  }
  expect(await page.getByRole('tab').allInnerTexts()).toEqual(['Your account', 'Feeds', 'Notifications']);
  await go(page, '/policies?tab=change');
  const file = page.getByRole('textbox', { name: 'Policy as YAML' });
  await file.fill((await file.inputValue()).replace(/percentMax: \d+/, 'percentMax: 9'));
  await button(page, 'What would it change?').click();
  await page.getByText('An administrator applies it.').waitFor();
  await context.close();
});

it('the morning after: from the overview to what failed, what waits, and what is due', {
  timeout: PATIENCE_MS,
}, async () => {
  await approveProduction(stage.world);
  spoil(stage.world, 'web-004');
  const rollout = await startOf(stage.world);
  await stage.world.pass(11 * 3600);
  expect(await morningAfter({ ...stage, look: seen }, { rollout, bad: 'web-004' })).toContain('last rollout');
});
