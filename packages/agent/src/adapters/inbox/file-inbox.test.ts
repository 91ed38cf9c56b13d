import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Envelope } from '@slipway/core/document';
import { asDigest, asKeyId } from '@slipway/core/ids';
import { describeInbox } from '@slipway/testkit/contracts';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { durableFiles } from '../durable-files/index.ts';
import { createFileInbox, createFileTrustStore } from './index.ts';

const GRANT: Envelope = {
  payloadType: 'application/vnd.slipway.start-grant+json;version=1',
  payload: 'Z3JhbnQ=',
  signatures: [{ keyid: asKeyId(`sha256:${'b'.repeat(64)}`), sig: 'c2ln' }],
};

describeInbox('a folder', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'inbox-'));
  return {
    reporter: createFileInbox({ directory, files: durableFiles }),
    executor: createFileInbox({ directory, files: durableFiles }),
    dispose: async () => await rm(directory, { recursive: true }),
  };
});

describe('createFileInbox', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'inbox-'));
  });
  afterEach(async () => await rm(directory, { recursive: true }));

  it('takes whatever a less trusted user may lay there for nothing, and still reads the rest', async () => {
    const inbox = createFileInbox({ directory, files: durableFiles });
    await inbox.putGrant(GRANT);
    await writeFile(join(directory, 'elsewhere'), JSON.stringify(GRANT));
    await symlink('elsewhere', join(directory, 'adoption.json'));
    execFileSync('/usr/bin/mkfifo', [join(directory, 'host-plan.json')]);
    await writeFile(join(directory, 'trust-roots.json'), '[1]');
    await writeFile(join(directory, 'isolation.json'), '{"order":1,"hostPlan":2}');
    await writeFile(join(directory, 'contact.json'), '{"at":"yesterday"}');
    const nothing = { trustRoots: [], hostPlan: null, adoption: null, isolation: null };
    expect(await inbox.read()).toEqual({ ...nothing, grant: GRANT });
    expect(await inbox.contactAt()).toBeNull();
  });

  it('never throws, whatever the files hold', async () => {
    const inbox = createFileInbox({ directory, files: durableFiles });
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fc.string()), async (text) => {
        for (const name of ['trust-roots', 'host-plan', 'grant', 'adoption', 'isolation', 'contact']) {
          await writeFile(join(directory, `${name}.json`), text);
        }
        expect((await inbox.read()).hostPlan).toBeNull();
        await inbox.contactAt();
      }),
      { numRuns: 50 },
    );
  });
});

describe('createFileTrustStore', () => {
  it('keeps the chain, and is empty where it cannot be read', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'trust-'));
    const path = join(directory, 'trust-roots.json');
    const pinnedDigest = asDigest(`sha256:${'d'.repeat(64)}`);
    const store = createFileTrustStore({ path, pinnedDigest, files: durableFiles });
    expect(await store.read()).toEqual([]);
    await store.write([GRANT, GRANT]);
    expect(await createFileTrustStore({ path, pinnedDigest, files: durableFiles }).read()).toEqual([GRANT, GRANT]);
    await writeFile(path, '[{"payload":1}]');
    expect(await store.read()).toEqual([]);
    await rm(directory, { recursive: true });
  });
});
