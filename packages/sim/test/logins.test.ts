import { reportRollout } from '@slipway/controller/app';
import { explain } from '@slipway/core/reasons';
import { expect, test } from 'vitest';
import { NEW } from '../src/scene/index.ts';
import { brokenRules, ends } from './judge.ts';
import { tell, versions } from './story.ts';

test('a person who is logged in keeps no update from its host, and the report says what still runs old code', async () => {
  const { scene, rollout } = await tell({ needsReboot: false }, ({ host }) => {
    host.condition.logins.add('/usr/bin/less');
  });
  expect(ends(await scene.host.executor.ledger.read())).toEqual(['done']);
  expect(versions(scene)).toEqual([NEW, NEW, NEW]);
  expect(await brokenRules(scene)).toEqual([]);
  const report = await reportRollout(scene.controller.app, rollout.rolloutId);
  if (!report.ok) throw new Error(explain(report.reason));
  const [host] = report.value.hosts;
  expect(host?.staleProcesses).toBe(1);
  const verify = host?.attempt?.steps.findLast(({ step }) => step === 'verify');
  expect(verify?.reason && explain(verify.reason)).toBe(
    '1 processes outside of any service, such as logins, run old code until they end: /usr/bin/less (9000).',
  );
});
