import type { AuditWanted, Store } from '@slipway/controller/ports';
import { AUDIT_START, verifyAuditChain } from '@slipway/core/audit';
import { addMs } from '@slipway/core/time';
import { describe, expect, it } from 'vitest';
import { digestOfText, sha256, THE_MORNING } from '../../builders/index.ts';
import { anApiToken, anAuditFact, anEnrolmentToken } from '../../store-rows/index.ts';
import { accountsContract } from './accounts.ts';
import { byPages, FIRST } from './pages.ts';

export const accessContract = (open: () => Store): void => {
  describe('access', () => {
    apiTokens(open);
    enrolmentTokens(open);
    accountsContract(open);
    audit(open);
    settings(open);
  });
};

const apiTokens = (open: () => Store): void => {
  const token = anApiToken({ tokenId: 'token-1', expiresAt: addMs(THE_MORNING, 1000) });

  it('finds a token by the digest of its secret and lists them by id', async () => {
    const store = open();
    const tokens = ['c', 'a', 'b'].map((tokenId) => anApiToken({ tokenId }));
    await store.write(async (change) => {
      for (const one of tokens) await change.access.addToken(one);
    });
    expect(await store.read((view) => view.access.tokenByDigest(digestOfText('secret a')))).toEqual(tokens[1]);
    expect(await store.read((view) => view.access.tokenByDigest(digestOfText('secret d')))).toBeNull();
    const pages = await byPages((request) => store.read((view) => view.access.tokens(request)), 2);
    expect(pages.map((page) => page.map(({ tokenId }) => tokenId))).toEqual([['a', 'b'], ['c']]);
  });

  it('revokes once, and shows the revoked one to who judges it', async () => {
    const store = open();
    await store.write((change) => change.access.addToken(token));
    const revoke = (tokenId: string, ms: number) =>
      store.write((change) => change.access.revokeToken(tokenId, addMs(THE_MORNING, ms)));
    expect(await revoke('token-1', 10)).toBe(true);
    expect(await revoke('token-1', 20)).toBe(false);
    expect(await revoke('nobody', 20)).toBe(false);
    const stored = await store.read((view) => view.access.tokenByDigest(token.secretDigest));
    expect(stored).toEqual({ ...token, revokedAt: addMs(THE_MORNING, 10) });
  });

  it('throws at a second token with the same id or secret', async () => {
    const store = open();
    await store.write((change) => change.access.addToken(token));
    const sameSecret = { ...token, tokenId: 'token-2' };
    const sameId = { ...token, secretDigest: digestOfText('another') };
    await expect(store.write((change) => change.access.addToken(sameSecret))).rejects.toThrow('exists already');
    await expect(store.write((change) => change.access.addToken(sameId))).rejects.toThrow('exists already');
    expect((await store.read((view) => view.access.tokens(FIRST))).items).toEqual([token]);
  });
};

const enrolmentTokens = (open: () => Store): void => {
  const token = anEnrolmentToken({ tokenId: 'enrol-1', usesLeft: 3 });
  const use = (store: Store, secretDigest = token.secretDigest, now = THE_MORNING) =>
    store.write((change) => change.access.useEnrolmentToken(secretDigest, now));

  it('is used as often as it says and not once more, however many come at once', async () => {
    const store = open();
    await store.write((change) => change.access.addEnrolmentToken(token));
    const answers = await Promise.all(Array.from({ length: 10 }, () => use(store)));
    expect(answers.filter((answer) => answer !== null)).toEqual([2, 1, 0].map((usesLeft) => ({ ...token, usesLeft })));
    expect(await use(store)).toBeNull();
  });

  it('is of no use from its expiry on, and unknown ones never are', async () => {
    const store = open();
    await store.write((change) => change.access.addEnrolmentToken(token));
    expect(await use(store, token.secretDigest, token.expiresAt)).toBeNull();
    expect(await use(store, digestOfText('guessed'))).toBeNull();
    expect(await use(store, token.secretDigest, addMs(token.expiresAt, -1))).toEqual({ ...token, usesLeft: 2 });
  });

  it('is listed by id, whatever has become of it', async () => {
    const store = open();
    const tokens = ['c', 'a', 'b'].map((tokenId) => anEnrolmentToken({ tokenId }));
    await store.write(async (change) => {
      for (const one of tokens) await change.access.addEnrolmentToken(one);
    });
    await use(store, digestOfText('secret a'));
    await store.write((change) => change.access.revokeEnrolmentToken('b', THE_MORNING));
    const pages = await byPages((request) => store.read((view) => view.access.enrolmentTokens(request)), 2);
    expect(pages).toEqual([
      [
        { ...tokens[1], usesLeft: 0 },
        { ...tokens[2], revokedAt: THE_MORNING },
      ],
      [tokens[0]],
    ]);
  });

  it('is of no use once it is revoked, which happens once', async () => {
    const store = open();
    await store.write((change) => change.access.addEnrolmentToken(token));
    const revoke = (tokenId: string, ms: number) =>
      store.write((change) => change.access.revokeEnrolmentToken(tokenId, addMs(THE_MORNING, ms)));
    expect(await use(store)).toEqual({ ...token, usesLeft: 2 });
    expect(await revoke('enrol-1', 10)).toBe(true);
    expect(await revoke('enrol-1', 20)).toBe(false);
    expect(await revoke('nobody', 20)).toBe(false);
    expect(await use(store)).toBeNull();
    const { items } = await store.read((view) => view.access.enrolmentTokens(FIRST));
    expect(items).toEqual([{ ...token, usesLeft: 2, revokedAt: addMs(THE_MORNING, 10) }]);
  });

  it('gives a use back when the write that took it fails', async () => {
    const store = open();
    const single = anEnrolmentToken({ tokenId: 'enrol-2' });
    await store.write((change) => change.access.addEnrolmentToken(single));
    const enrolling = store.write(async (change) => {
      await change.access.useEnrolmentToken(single.secretDigest, THE_MORNING);
      throw new Error('the certificate could not be issued');
    });
    await expect(enrolling).rejects.toThrow('could not be issued');
    expect(await use(store, single.secretDigest)).toEqual({ ...single, usesLeft: 0 });
  });
};

const audit = (open: () => Store): void => {
  it('chains events without gaps and gives them back oldest first', async () => {
    const store = open();
    const facts = [1, 2, 3, 4, 5].map((order) => anAuditFact({ facts: { order }, object: `host/host-${order}` }));
    const added = await Promise.all(facts.map((fact) => store.write((change) => change.access.addAuditEvent(fact))));
    expect(added.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
    expect(added[0]?.previous).toBe(AUDIT_START.digest);
    expect(added.slice(1).map(({ previous }) => previous)).toEqual(added.slice(0, -1).map(({ digest }) => digest));
    expect(added.map(({ facts: said }) => said)).toEqual(facts.map(({ facts: said }) => said));
    const pages = await byPages((request) => store.read((view) => view.access.auditEvents(request)), 2);
    expect(pages.flat()).toEqual(added);
    const head = { sequence: 5, digest: added[4]?.digest };
    expect(verifyAuditChain(pages.flat(), sha256)).toEqual({ ok: true, value: head });
  });

  it('gives those that are asked for, from either end, page by page', async () => {
    const store = open();
    const at = (ms: number) => addMs(THE_MORNING, ms);
    await store.write(async ({ access }) => {
      await access.addAuditEvent(anAuditFact({ who: 'ada', action: 'plan.make', object: 'sha256:aa11', at: at(1) }));
      await access.addAuditEvent(anAuditFact({ who: 'kim', action: 'plan.approve', object: 'sha256:aa11', at: at(2) }));
      await access.addAuditEvent(anAuditFact({ who: 'kim', action: 'planned', object: "o'clock %_", at: at(3) }));
      await access.addAuditEvent(anAuditFact({ who: 'ada', action: 'plan.make', object: 'sha256:ab22', at: at(4) }));
    });
    const found = async (wanted: AuditWanted) =>
      (await byPages((request) => store.read((view) => view.access.auditEvents(request, wanted)), 1))
        .flat()
        .map(({ sequence }) => sequence);
    expect(await found({ order: 'newest-first' })).toEqual([4, 3, 2, 1]);
    expect(await found({ who: 'ada' })).toEqual([1, 4]);
    expect(await found({ who: 'ad' })).toEqual([]);
    expect(await found({ action: 'plan', order: 'newest-first' })).toEqual([4, 2, 1]);
    expect(await found({ action: 'plan.make' })).toEqual([1, 4]);
    expect(await found({ object: 'sha256:aa' })).toEqual([1, 2]);
    expect(await found({ object: "o'clock %" })).toEqual([3]);
    expect(await found({ object: '%' })).toEqual([]);
    expect(await found({ from: at(2), until: at(4) })).toEqual([2, 3]);
    expect(await found({ who: 'kim', action: 'plan', object: 'sha256:', from: at(1), until: at(9) })).toEqual([2]);
  });

  it('leaves no gap behind a write that failed', async () => {
    const store = open();
    const add = (change: Parameters<Parameters<Store['write']>[0]>[0]) => change.access.addAuditEvent(anAuditFact());
    await store.write(add);
    const failing = store.write(async (change) => {
      await add(change);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await store.write(async (change) => {
      await add(change);
      await add(change);
    });
    const { items } = await store.read((view) => view.access.auditEvents(FIRST));
    expect(items.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    expect(verifyAuditChain(items, sha256).ok).toBe(true);
  });
};

const settings = (open: () => Store): void => {
  it('keeps small facts about the installation, each replaced by the next', async () => {
    const store = open();
    const set = (value: string) => store.write((change) => change.access.setSetting('switch', value));
    const get = () => store.read((view) => view.access.setting('switch'));
    expect(await get()).toBeNull();
    await set('thrown');
    await set('');
    expect(await get()).toBe('');
    expect(await store.read((view) => view.access.setting('incarnation'))).toBeNull();
  });
};
