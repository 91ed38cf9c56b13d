import { X509Certificate } from 'node:crypto';
import { EMPTY_LEDGER, verifyLedger } from '@slipway/core/execution';
import { applyPackageDelta, inventoryDigest } from '@slipway/core/inventory';
import { parseInventoryMessage, parseLedgerMessage, parseTrustReply } from '@slipway/protocol/agent';
import { parseTrustRoot } from '@slipway/protocol/documents';
import { sha256 } from '@slipway/testkit/builders';
import { missingFields } from '@slipway/testkit/compat';
import { describe, expect, it } from 'vitest';
import {
  DOCUMENTS,
  exportedParsers,
  frozen,
  frozenIn,
  MESSAGES,
  PART_PARSERS,
  parserOf,
  read,
  versions,
} from './frozen.ts';
import { madeToday } from './make.ts';

const messages = frozenIn('messages');

describe('a frozen message', () => {
  it('exists for version 1', () => {
    expect(versions).toContain('1');
  });

  it('exists for every parser', () => {
    const parsers = [
      ...Object.values(MESSAGES),
      ...Object.values(DOCUMENTS).map(({ parse }) => parse),
      ...PART_PARSERS,
    ];
    const left = exportedParsers().filter(([, parse]) => !parsers.some((known) => known === parse));
    expect(left.map(([name]) => name)).toEqual([]);
    expect(new Set(messages.map(({ kind }) => kind))).toEqual(new Set(Object.keys(MESSAGES)));
  });

  it.each(Object.keys(madeToday().messages))('exists for %s, which is written today', (name) => {
    // What is new has a frozen form before it is released: in the folder of the version that first sends it.
    expect(messages.map((one) => one.name)).toContain(name);
  });

  it.each(messages)('of version $version, $name, is read as it stands', ({ kind, value }) => {
    expect(parserOf(kind)(value)).toEqual({ ok: true, value });
  });

  it.each(messages)('of version $version, $name, has every field that is always written today', ({ name, value }) => {
    // A field that a reader relies on and older senders leave out must be optional to its reader.
    expect(missingFields(madeToday().messages[name], value)).toEqual([]);
  });
});

describe.each(versions)('what version %s computed', (version) => {
  const message = (name: string) => frozen('messages', version, name);

  it('names an inventory by the same digest, whole and after a delta', () => {
    const full = read(parseInventoryMessage(message('inventory.full')));
    const later = read(parseInventoryMessage(message('inventory.full-later')));
    const delta = read(parseInventoryMessage(message('inventory.delta')));
    if (full.form !== 'full' || later.form !== 'full' || delta.form !== 'delta') throw new Error('another form');
    expect(inventoryDigest(full.inventory, sha256)).toBe(full.digest);
    expect(delta.base).toBe(full.digest);
    const packages = applyPackageDelta(full.inventory.packages, delta);
    expect(inventoryDigest({ ...delta.rest, packages }, sha256)).toBe(delta.digest);
    expect(inventoryDigest(later.inventory, sha256)).toBe(delta.digest);
  });

  it('chains a ledger that still holds together, with the head that the check-in states', () => {
    const { entries } = read(parseLedgerMessage(message('ledger')));
    const head = verifyLedger(entries, sha256);
    expect(head).toMatchObject({ ok: true });
    expect(message('check-in.under-way')).toMatchObject({ ledger: read(head) });
    expect(message('check-in.fresh')).toMatchObject({ ledger: EMPTY_LEDGER });
    expect(message('ledger-reply')).toEqual({ nextSequence: entries.length + 1 });
  });

  it('names the authority in the trust root that comes with it', () => {
    const { authority, trustRoots } = read(parseTrustReply(message('trust-reply')));
    const fingerprint = sha256(new X509Certificate(authority).raw);
    for (const { payload } of trustRoots) {
      const root = read(parseTrustRoot(JSON.parse(Buffer.from(payload, 'base64').toString('utf8'))));
      expect(root.authorityFingerprint).toBe(fingerprint);
    }
    expect(trustRoots.length).toBeGreaterThan(1);
  });
});
