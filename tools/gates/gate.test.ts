import { describe, expect, it } from 'vitest';
import { demandAllSeen, demandCount, type GateResult } from './gate.ts';

const passed: GateResult = { ok: true, looked: 1, output: '' };

describe('a gate that did not look', () => {
  it('passes when every file was seen', () => {
    expect(demandAllSeen(passed, ['a.ts'], new Set(['a.ts', 'lib.d.ts'])).ok).toBe(true);
  });

  it('fails when a file was not seen, and names it', () => {
    const result = demandAllSeen(passed, ['a.ts', 'b.ts'], new Set(['a.ts']));
    expect(result.ok).toBe(false);
    expect(result.output).toContain('b.ts');
  });

  it('fails when there was nothing to see', () => {
    expect(demandAllSeen(passed, [], new Set()).ok).toBe(false);
    expect(demandCount({ ...passed, looked: 0 }, 0).ok).toBe(false);
  });

  it('fails when a count is too low or missing', () => {
    expect(demandCount({ ...passed, looked: 9 }, 9).ok).toBe(true);
    expect(demandCount({ ...passed, looked: 8 }, 9).ok).toBe(false);
    expect(demandCount({ ...passed, looked: undefined }, 9).ok).toBe(false);
  });
});
