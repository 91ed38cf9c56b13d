import type { Envelope } from '@slipway/core/document';
import { beforeAll, describe, expect, test } from 'vitest';
import { ROOT_TYPE, rootOf, type SigningKey, seededKey, signedBy } from '../src/controller/index.ts';
import { randomFrom } from '../src/random/index.ts';
import { openScene, scenePolicy } from '../src/scene/index.ts';
import { type Granted, granted, verdictOn } from './granted.ts';
import { brokenRules, ends, untilTold } from './judge.ts';

// Which keys a host believes: a chain from the digest of its enrolment line on, each root signed by the one before.

const ROOTS = '/inbox/trust-roots.json';
const OWN_ROOTS = '/executor/trust.json';

describe('the controller takes a new key', () => {
  test.each([
    ['once, before the executor has ever run', 1],
    ['three times, before the executor has ever run', 3],
  ])('%s: the host follows, and is patched', async (_name, times) => {
    const scene = await openScene({ needsReboot: false });
    await scene.play(async () => {
      await scene.people.setPolicy(scenePolicy());
      scene.host.begin(await scene.people.enrol(scene.host.spec.hostname, scene.host.spec.labels));
      await scene.people.allReported();
      for (let time = 0; time < times; time += 1) {
        scene.controller.signing.rotate();
        // Each is delivered before the next one is made.
        await scene.time.sleep(180_000);
      }
      const [host] = await scene.people.hosts();
      if (host === undefined) throw new Error('no host');
      await scene.people.setMode(host.hostId, 'adopted');
      await scene.people.allAdopted();
      await scene.rollOut();
      await untilTold(scene);
    });
    expect(await brokenRules(scene)).toEqual([]);
    expect(ends(await scene.host.executor.ledger.read())).toEqual(['done']);
    expect(await scene.host.executor.trust.read()).toHaveLength(1 + times);
  });

  test('twice between two rollouts: the executor, which ran in neither time, follows both', async () => {
    const scene = await openScene({ needsReboot: false });
    await scene.play(async () => {
      await scene.open();
      await scene.rollOut();
      for (const _time of [1, 2]) {
        scene.controller.signing.rotate();
        await scene.time.sleep(600_000);
      }
      scene.archive.publish('curl', '1.0-1+deb12u2');
      await scene.time.sleep(600_000);
      await scene.rollOut();
      await untilTold(scene);
    });
    expect(await brokenRules(scene)).toEqual([]);
    expect(ends(await scene.host.executor.ledger.read())).toEqual(['done', 'done']);
    expect(scene.host.packages.versionOf('curl')).toBe('1.0-1+deb12u2');
  });

  test('and a host that is enrolled afterwards begins with the root of its line, and follows from there', async () => {
    const scene = await openScene({ needsReboot: false, rotations: 2 });
    await scene.play(async () => {
      await scene.open();
      scene.controller.signing.rotate();
      await scene.rollOut();
      await untilTold(scene);
    });
    expect(await brokenRules(scene)).toEqual([]);
    expect(ends(await scene.host.executor.ledger.read())).toEqual(['done']);
    // Versions 3 and 4: nothing that the keys of 1 and 2 could show it is in between.
    expect(await scene.host.executor.trust.read()).toHaveLength(2);
    expect(await scene.host.reporter.trust.read()).toHaveLength(2);
    const writes = scene.host.files.writes.filter((path) => path === ROOTS);
    expect(writes).toHaveLength(2);
  });

  test('and says so once: the roots are not sent again with every check-in', async () => {
    const scene = await openScene();
    await scene.play(async () => {
      await scene.open();
      scene.controller.signing.rotate();
      await scene.time.sleep(300_000);
    });
    expect(await scene.host.reporter.trust.read()).toHaveLength(2);
    const writes = scene.host.files.writes.filter((path) => path === ROOTS);
    expect(writes).toHaveLength(2);
  });
});

describe('a root', () => {
  let story: Granted;
  let stranger: SigningKey;
  beforeAll(async () => {
    story = await granted();
    stranger = seededKey(randomFrom(666));
  });
  const judged = async (roots: readonly Envelope[], own: readonly Envelope[] | null = story.roots) =>
    await verdictOn(story.host, {
      files: { [ROOTS]: JSON.stringify(roots), [OWN_ROOTS]: own === null ? null : JSON.stringify(own) },
    });
  const strangersRoot = (version: number, keys: readonly SigningKey[] = [stranger]): Envelope =>
    signedBy(keys, ROOT_TYPE, rootOf(stranger, version, story.scene.time));

  test('that is not the one of the enrolment line is refused where the host knows none', async () => {
    const verdict = await judged([strangersRoot(1)], null);
    expect(verdict).toMatchObject({
      reason: { code: 'document-malformed' },
      text: 'The trust root cannot be read: it is not the one that the enrolment line names. Nothing was changed.',
    });
  });

  test('that is missing altogether is said to be missing', async () => {
    expect(await judged([], null)).toMatchObject({
      reason: { code: 'not-found' },
      text: 'There is no trust root on this host.',
    });
  });

  test('that the one before has not signed changes nothing: what was believed before is believed still', async () => {
    expect(await judged([...story.roots, strangersRoot(2)])).toEqual({ kind: 'began' });
    expect(await judged([strangersRoot(2)])).toEqual({ kind: 'began' });
    expect(await judged([strangersRoot(7)])).toEqual({ kind: 'began' });
  });

  test('that is older than what the host knows does not bring its keys back', async () => {
    // The host has followed to version 2; the plan in the inbox is signed by the key of version 1.
    story.scene.controller.signing.rotate();
    const { envelopes } = await story.scene.controller.signing.trustRoots();
    expect(await judged(envelopes.slice(0, 1), envelopes)).toMatchObject({ reason: { code: 'signature-missing' } });
    expect(await judged([], envelopes)).toMatchObject({ reason: { code: 'signature-missing' } });
    expect(await judged(envelopes, envelopes.slice(0, 1))).toMatchObject({ reason: { code: 'signature-missing' } });
  });
});
