import { addAudience, explainHost, reportRollout, showHost, showRollout } from '@slipway/controller/app';
import type { OwnCause } from '@slipway/controller/ports';
import type { Outcome } from '@slipway/core/reasons';
import type { FailureAnswer } from '@slipway/protocol/api';
import { expect, test } from 'vitest';
import { ADMINISTRATOR } from '../src/people/index.ts';
import { idOf, NEW, openScene, type Scene, scenePolicy } from '../src/scene/index.ts';
import { ends, untilTold } from './judge.ts';

// M29: a failed step comes with the lines of the host's own logs, the known cause and the next step: on every page that shows
// the failure, in what people are told, and by rows that were written after it.

const read = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new Error(outcome.reason.code);
  return outcome.value;
};

/** A new nginx that does not come up, on a host that was told of something else an hour before. */
const failing = async (scene: Scene) => {
  const { host, people } = scene;
  host.condition.badVersions.add(`nginx ${NEW}`);
  await people.setPolicy(scenePolicy({ wayBack: 'asked' }));
  await addAudience(scene.controller.app, ADMINISTRATOR, {
    name: 'night',
    kind: 'slack',
    url: 'https://chat.invalid/night',
  });
  await scene.takeOn();
  host.condition.journal.push({
    at: scene.time.now(),
    text: 'ancient.service: Start request repeated too quickly.',
    priority: 4,
  });
  await scene.time.sleep(3600_000);
  const { rolloutId } = await scene.start();
  await people.eventually('a failed host', async () =>
    (await people.rollout(rolloutId)).hosts.some(({ phase }) => phase === 'failed') ? true : null,
  );
  await untilTold(scene);
  return rolloutId;
};

test('M29: the failure of a step is told with what the logs say, its cause and the next step', async () => {
  const scene = await openScene();
  const { app, notify } = scene.controller;
  const rolloutId = await scene.play(async () => await failing(scene));
  const hostId = idOf(scene.host);
  expect(ends(await scene.host.executor.ledger.read())).toEqual(['isolated']);

  const shown = read(await showRollout(app, rolloutId, 'told'));
  const [failure] = shown.failures ?? [];
  expect(shown.failures).toHaveLength(1);
  expect(failure).toMatchObject({
    hostId,
    step: 'restart',
    reason: { code: 'unit-not-active' },
    causes: [
      {
        code: 'service-exited',
        what: 'A process of nginx.service ended with status 1/FAILURE.',
        evidence: [{ log: 'journal', unit: 'nginx.service', by: 'systemd' }],
      },
      { code: 'service-not-started', what: 'nginx.service did not start.' },
      { code: 'unit-went-down' },
    ],
    lastLines: [],
  });
  expect(failure?.logs.map(({ log, found }) => [log, found])).toContainEqual(['dpkg', 'absent']);
  // The same on every page, and none where it is asked for every few seconds.
  const everywhere: readonly (readonly FailureAnswer[] | undefined)[] = [
    read(await showHost(app, hostId)).failures,
    read(await explainHost(app, hostId, null)).failures,
    read(await reportRollout(app, rolloutId)).hosts[0]?.attempt?.failures,
  ];
  for (const failures of everywhere) expect(failures).toEqual(shown.failures);
  expect(read(await showRollout(app, rolloutId, 'left-out'))).not.toHaveProperty('failures');
  // What people are told has the first cause.
  await scene.play(async () => {
    await scene.people.eventually('a notice', async () =>
      notify.arrived.some(({ letter }) => letter.kind === 'host-failed') ? true : null,
    );
  });
  const letter = notify.arrived.find((one) => one.letter.kind === 'host-failed')?.letter;
  expect(JSON.stringify(letter)).toContain('Likely cause: A process of nginx.service ended with status 1/FAILURE.');
  scene.close();
});

test('M29: a row that was written afterwards explains an old failure, and is told first', async () => {
  const rows: { causes: readonly OwnCause[] } = { causes: [] };
  const scene = await openScene({ ownCauses: { read: async () => ({ causes: rows.causes, refused: [] }) } });
  const { app } = scene.controller;
  const rolloutId = await scene.play(async () => await failing(scene));
  rows.causes = [
    {
      file: 'nginx.yaml',
      cause: {
        code: 'nginx-new-status',
        family: 'any',
        what: '{unit} of ours ends so where its licence ran out.',
        next: 'Renew the licence.',
        signs: [
          {
            logs: ['journal'],
            pattern: '{unit}: Main process exited, code=exited, status=1/FAILURE',
            example: 'nginx.service: Main process exited, code=exited, status=1/FAILURE',
          },
        ],
      },
    },
  ];
  const [failure] = read(await showRollout(app, rolloutId, 'told')).failures ?? [];
  expect(failure?.causes[0]).toMatchObject({ code: 'nginx-new-status', next: 'Renew the licence.' });
  scene.close();
});

test('M29: an agent of before sends no lines, and the failure is told by what it said itself', async () => {
  const scene = await openScene({ capabilitiesWithout: 'failure-logs/1' });
  const rolloutId = await scene.play(async () => await failing(scene));
  const ledger = await scene.host.executor.ledger.read();
  expect(JSON.stringify(ledger)).not.toContain('"logs"');
  const [failure] = read(await showRollout(scene.controller.app, rolloutId, 'told')).failures ?? [];
  expect(failure).toMatchObject({ logs: [], causes: [{ code: 'unit-went-down' }] });
  scene.close();
});
