import type { Store } from '@slipway/controller/ports';
import type { LeftOut } from '@slipway/core/patch-set';
import { addMs } from '@slipway/core/time';
import { describe, expect, it } from 'vitest';
import { anInventory, aProposal, THE_MORNING } from '../../builders/index.ts';
import { aCutRequest, aHostRecord, aStoredPatchSet, aStoredProposal, hostIdOf } from '../../store-rows/index.ts';
import { byPages, FIRST } from './pages.ts';

export const patchSetContract = (open: () => Store): void => {
  describe('patch sets', () => {
    cutRequests(open);
    sets(open);
    proposals(open);
    indexes(open);
  });
};

const cutRequests = (open: () => Store): void => {
  it('hands open cut requests over, oldest first, until they are saved as cut or failed', async () => {
    const store = open();
    const names = ['cut-b', 'cut-a', 'cut-c'];
    await store.write(async (change) => {
      for (const cutId of names) await change.patchSets.addCutRequest(aCutRequest({ cutId }));
    });
    const openOnes = () => store.read((view) => view.patchSets.openCutRequests());
    expect(await openOnes()).toEqual(names.map((cutId) => ({ revision: 1, value: aCutRequest({ cutId }) })));

    const { digest } = aStoredPatchSet();
    const cut = aCutRequest({ cutId: 'cut-b', state: 'cut', patchSetDigest: digest });
    const failed = aCutRequest({
      cutId: 'cut-c',
      state: 'failed',
      reason: { code: 'feed-failed', facts: { source: 'archive', detail: 'timed out' } },
    });
    expect(await store.write((change) => change.patchSets.saveCutRequest({ revision: 1, value: cut }))).toBe(true);
    expect(await store.write((change) => change.patchSets.saveCutRequest({ revision: 1, value: failed }))).toBe(true);
    expect((await openOnes()).map(({ value }) => value.cutId)).toEqual(['cut-a']);
    const read = await store.read((view) => view.patchSets.cutRequest('cut-c'));
    expect(read).toEqual({ revision: 2, value: failed });
  });

  it('refuses a second saver, knows nobody else, and throws at the same id twice', async () => {
    const store = open();
    const request = aCutRequest({ cutId: 'cut-1' });
    await store.write((change) => change.patchSets.addCutRequest(request));
    const save = () => store.write((change) => change.patchSets.saveCutRequest({ revision: 1, value: request }));
    expect(await Promise.all([save(), save()])).toEqual([true, false]);
    expect(await store.read((view) => view.patchSets.cutRequest('cut-2'))).toBeNull();
    await expect(store.write((change) => change.patchSets.addCutRequest(request))).rejects.toThrow('exists already');
  });
};

const sets = (open: () => Store): void => {
  it('stores a patch set once, whoever cuts it again', async () => {
    const store = open();
    const first = aStoredPatchSet();
    const again = { ...first, author: 'ben', cutAt: addMs(THE_MORNING, 60_000) };
    await store.write((change) => change.patchSets.addPatchSet(first));
    await store.write((change) => change.patchSets.addPatchSet(again));
    expect(await store.read((view) => view.patchSets.patchSets(FIRST))).toEqual({ items: [first], next: null });
    expect(await store.read((view) => view.patchSets.patchSet(first.digest))).toEqual(first);
    expect(await store.read((view) => view.patchSets.patchSet(aStoredPatchSet('9').digest))).toBeNull();
  });

  it('notes what the newest cut of a patch set left out, and of one that is not there nothing', async () => {
    const store = open();
    const first = aStoredPatchSet();
    const leftOut: LeftOut = {
      count: 3,
      updates: first.patchSet.targets.slice(0, 1).map(({ platform, name, architecture, origin }) => ({
        ...{ platform, name, architecture, version: '9', origin, hosts: 2 },
        reason: { code: 'update-unlisted', facts: { package: name, version: '9', origin: 'Debian' } },
      })),
    };
    const { digest } = first;
    await store.write((change) => change.patchSets.addPatchSet(first));
    await store.write((change) => change.patchSets.noteLeftOut(digest, leftOut));
    expect(await store.read((view) => view.patchSets.patchSet(digest))).toEqual({ ...first, leftOut });
    expect(await store.read((view) => view.patchSets.patchSets(FIRST))).toMatchObject({ items: [{ leftOut }] });
    await store.write((change) => change.patchSets.noteLeftOut(digest, null));
    expect(await store.read((view) => view.patchSets.patchSet(digest))).toEqual(first);
    const other = aStoredPatchSet('9').digest;
    await store.write((change) => change.patchSets.noteLeftOut(other, leftOut));
    expect(await store.read((view) => view.patchSets.patchSet(other))).toBeNull();
  });

  it('lists patch sets newest first', async () => {
    const store = open();
    const cuts = ['1', '2', '3', '4', '5'].map(aStoredPatchSet);
    for (const cut of cuts) await store.write((change) => change.patchSets.addPatchSet(cut));
    const pages = await byPages((request) => store.read((view) => view.patchSets.patchSets(request)), 2);
    expect(pages.flat()).toEqual(cuts.toReversed());
    expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
  });
};

const proposals = (open: () => Store): void => {
  it('asks a host until it has answered, in the order of asking', async () => {
    const store = open();
    const [first, second] = [aStoredPatchSet(), aStoredPatchSet('9')];
    const asked = [first, second].map(({ digest }) => aStoredProposal({ hostId: 'host-1', patchSetDigest: digest }));
    await store.write(async (change) => {
      for (const proposal of asked) await change.patchSets.putProposal(proposal);
      await change.patchSets.putProposal(aStoredProposal({ hostId: 'host-2' }));
    });
    const unanswered = () => store.read((view) => view.patchSets.unansweredProposals(hostIdOf('host-1')));
    expect(await unanswered()).toEqual(asked);

    const answer = aProposal({ patchSet: first.patchSet, patchSetDigest: first.digest, inventory: anInventory() });
    const answered = { ...asked[0]!, answeredAt: addMs(THE_MORNING, 1000), answer };
    await store.write((change) => change.patchSets.putProposal(answered));
    expect(await unanswered()).toEqual([asked[1]]);
    expect(await store.read((view) => view.patchSets.proposal(hostIdOf('host-1'), first.digest))).toEqual(answered);
    expect(await store.read((view) => view.patchSets.proposal(hostIdOf('host-3'), first.digest))).toBeNull();
  });

  it('knows whether anybody has still to answer for a patch set, retired hosts left out', async () => {
    const store = open();
    const { digest } = aStoredPatchSet();
    const isAwaited = () => store.read((view) => view.patchSets.isAnyAwaited(digest));
    const put = (hostId: string, answeredAt: typeof THE_MORNING | null) =>
      store.write((change) =>
        change.patchSets.putProposal(aStoredProposal({ hostId, patchSetDigest: digest, answeredAt })),
      );
    await store.write(async (change) => {
      await change.fleet.addHost(aHostRecord({ hostId: 'host-1' }));
      await change.fleet.addHost(aHostRecord({ hostId: 'host-2', retiredAt: THE_MORNING }));
      await change.patchSets.putProposal(
        aStoredProposal({ hostId: 'host-1', patchSetDigest: aStoredPatchSet('9').digest }),
      );
    });
    await put('host-2', null);
    expect(await isAwaited()).toBe(false);
    await put('host-1', null);
    expect(await isAwaited()).toBe(true);
    await put('host-1', THE_MORNING);
    expect(await isAwaited()).toBe(false);
  });

  it('keeps "unable" as an answer, and asks again when told to', async () => {
    const store = open();
    const asked = aStoredProposal({ hostId: 'host-1' });
    const reason = { code: 'proposal-unable', facts: { detail: 'the archive is away' } } as const;
    const unable = { ...asked, answeredAt: THE_MORNING, answer: { unable: reason } };
    const put = (proposal: typeof asked) => store.write((change) => change.patchSets.putProposal(proposal));
    const unanswered = () => store.read((view) => view.patchSets.unansweredProposals(asked.hostId));
    await put(unable);
    expect(await unanswered()).toEqual([]);
    expect(await store.read((view) => view.patchSets.proposal(asked.hostId, asked.patchSetDigest))).toEqual(unable);
    await put(asked);
    expect(await unanswered()).toEqual([asked]);
  });
};

const indexes = (open: () => Store): void => {
  it('remembers the newest signed index of each repository, whatever comes later', async () => {
    const store = open();
    const later = addMs(THE_MORNING, 1);
    const note = (repository: string, at: typeof later) =>
      store.write((change) => change.patchSets.noteIndex(repository, at));
    const newest = (repository: string) => store.read((view) => view.patchSets.newestIndex(repository));
    expect(await newest('bookworm')).toBeNull();
    await note('bookworm', THE_MORNING);
    await note('bookworm', later);
    await note('bookworm', THE_MORNING);
    await note('trixie', THE_MORNING);
    expect(await newest('bookworm')).toBe(later);
    expect(await newest('trixie')).toBe(THE_MORNING);
  });
};
