// What was asked for is taken back: a change request withdrawn, and a rollout rolled back. By role and accessible name.

import { expect, it } from 'vitest';
import { requestedPolicy } from '../world/index.ts';
import { go, seen, signIn, visit } from './browser.ts';
import { openStage, PATIENCE_MS } from './stage.ts';

const HOSTS = 6;
const NUMBER = 'CHG-000001';

const stage = openStage({ hosts: HOSTS, policy: requestedPolicy() });

it('closes the change request of a plan, under which nothing begins any more', { timeout: PATIENCE_MS }, async () => {
  const viewer = await visit(stage.browser, stage.world.url);
  await signIn(viewer.page, 'vera');
  await go(viewer.page, `/plans/${stage.world.planDigest}`);
  await viewer.page
    .locator('summary')
    .filter({ hasText: `Change request ${NUMBER}` })
    .click();
  await viewer.page.getByText('open', { exact: true }).waitFor();
  expect(await viewer.page.getByRole('button', { name: `Close ${NUMBER}` }).count()).toBe(0);
  await viewer.context.close();

  const { page, context, refused } = await visit(stage.browser, stage.world.url);
  await signIn(page, 'olga');
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Approvals' }).click();
  await page.getByText(`change request ${NUMBER}`).waitFor();
  await page.getByRole('link', { name: 'Read the plan of prod' }).click();
  await page.getByRole('heading', { level: 1, name: 'Plan for prod' }).waitFor();
  await page
    .locator('summary')
    .filter({ hasText: `Change request ${NUMBER}` })
    .click();
  await page.getByRole('button', { name: `Close ${NUMBER}` }).click();
  const dialog = page.getByRole('dialog', { name: `Close ${NUMBER}` });
  await dialog.getByText('under it nothing begins any more').waitFor();
  const close = dialog.getByRole('button', { name: `Close ${NUMBER}` });
  expect(await close.isDisabled()).toBe(true);
  await dialog.getByLabel('Why').fill('the audit is on that night');
  await seen(page, 'change-request-close');
  await close.click();
  await page.getByText('closed', { exact: true }).waitFor();
  await page.getByText('withdrawn', { exact: true }).waitFor();
  await page.getByText('the audit is on that night').first().waitFor();
  expect(await page.getByRole('button', { name: `Close ${NUMBER}` }).count()).toBe(0);
  await seen(page, 'change-request-closed');
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Approvals' }).click();
  await page.getByRole('heading', { name: 'No plan waits for anybody' }).waitFor();
  expect(refused).toEqual([]);
  await context.close();
});

it('rolls a rollout back, after it was said what that means', { timeout: PATIENCE_MS }, async () => {
  const viewer = await visit(stage.browser, stage.world.url);
  await signIn(viewer.page, 'vera');
  await go(viewer.page, '/rollouts/rollout-0001');
  await viewer.page.getByRole('heading', { level: 1, name: 'Rollout of dev' }).waitFor();
  expect(await viewer.page.getByRole('button', { name: 'Roll back' }).count()).toBe(0);
  await viewer.context.close();

  const { page, context, refused } = await visit(stage.browser, stage.world.url);
  await signIn(page, 'olga');
  await go(page, '/rollouts/rollout-0001');
  await page.getByRole('button', { name: 'Roll back' }).click();
  const dialog = page.getByRole('dialog', { name: 'Roll back' });
  const act = dialog.getByRole('button', { name: 'Roll back' });
  const meaning = dialog.getByRole('region', { name: 'What it would take back' });
  await meaning.getByText('2 hosts').waitFor();
  await meaning.getByText(/nginx 1\.0-1\+deb12u1/).waitFor();
  await dialog.getByRole('textbox', { name: 'Hosts' }).fill('role = db');
  await meaning.getByText('1 host', { exact: true }).waitFor();
  expect(await act.isDisabled()).toBe(true);
  await dialog.getByRole('textbox', { name: 'Why' }).fill('the database does not take it');
  await dialog.getByRole('textbox', { name: 'Within hours' }).fill('0');
  expect(await act.isDisabled()).toBe(true);
  await dialog.getByRole('textbox', { name: 'Within hours' }).fill('2');
  expect(await dialog.getByRole('checkbox', { name: /^Keep what it brought/ }).isChecked()).toBe(true);
  await seen(page, 'roll-back');
  await act.click();
  await page.getByRole('heading', { level: 1, name: 'Plans' }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Rollout of dev' }).waitFor();
  await page.getByText('1 host, the database does not take it (olga)').waitFor();
  // Its hosts are asked what they would do, and the plan is there.
  await page.getByRole('link', { name: 'its plan' }).click();
  await page.getByRole('heading', { level: 1, name: 'Plan for dev' }).waitFor();
  await seen(page, 'roll-back-plan');
  expect(refused).toEqual([]);
  await context.close();
});
