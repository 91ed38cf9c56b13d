import { readdirSync } from 'node:fs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { explain, type FactsOf, REASONS, type ReasonCode, reason, refuse } from './index.ts';

const NAMES = /\{(\w+)\}/g;

it('stands in one table alone: a second text of a code would take the place of the first', async () => {
  const folder = new URL('tables/', import.meta.url);
  const tables = await Promise.all(
    readdirSync(folder)
      .filter((name) => name !== 'index.ts')
      .map(async (name) => Object.values((await import(new URL(name, folder).href)) as object)),
  );
  const codes = tables.flat().flatMap((table) => Object.keys(table as object));
  expect(codes.toSorted()).toEqual(Object.keys(REASONS).toSorted());
});

describe('a reason', () => {
  it('is explained with its facts, whole', () => {
    expect(explain(reason('plan-for-other-host', { document: 'grant', found: 'a', expected: 'b' }))).toBe(
      'The grant is for host a, this is b.',
    );
    expect(refuse('token-unknown')).toEqual({ ok: false, reason: { code: 'token-unknown', facts: {} } });
  });

  it('of a newer version is shown as it stands', () => {
    expect(explain({ code: 'of-tomorrow' as ReasonCode, facts: { since: 1 } })).toBe('of-tomorrow {"since":1}');
  });

  it('takes every fact that its text names: the compiler refuses anything less', () => {
    // @ts-expect-error: no facts at all
    reason('not-found');
    // @ts-expect-error: one of two
    reason('not-found', { what: 'host' });
    // @ts-expect-error: under another name
    refuse('host-busy', { rolloutId: 'rollout-1' });
    const either = 'host-busy' as 'host-busy' | 'host-never-reported';
    // @ts-expect-error: enough for one of the two only
    reason(either);
    reason('not-found', { what: 'host', id: 'app1', more: 1 });
    expectTypeOf<FactsOf<'host-busy'>>().toExtend<{ readonly rollout: string | number }>();
  });

  it('has a text that says what is so in a whole sentence', () => {
    for (const [code, text] of Object.entries(REASONS)) {
      expect(text, code).toMatch(/^["A-Z{].*([.`]|\{detail\})$/s);
      expect(text.replaceAll(NAMES, ''), code).not.toMatch(/[{}]/);
    }
  });
});
