import type { AdvisoryFilter, Store } from '@slipway/controller/ports';
import { addMs, type Instant } from '@slipway/core/time';
import { describe, expect, it } from 'vitest';
import { THE_MORNING } from '../../builders/index.ts';
import { anAdvisoryRecord, aStatement, someFacts } from '../../store-rows/index.ts';
import { read } from './knowledge.ts';
import { byPages } from './pages.ts';

const at = (hour: number): Instant => addMs(THE_MORNING, hour * 3_600_000);

export const advisoryListContract = (open: () => Store): void => {
  describe('advisories', () => {
    it('lists them newest first, and those alone that are asked for', async () => {
      const store = open();
      const others = { vulnerabilities: ['CVE-2026-2'] };
      await read(
        store,
        [
          anAdvisoryRecord({
            recordId: 'DSA-1',
            publishedAt: at(1),
            severity: 'high',
            vulnerabilities: ['CVE-2026-1'],
          }),
          anAdvisoryRecord({
            recordId: 'DSA-2',
            publishedAt: at(3),
            severity: 'low',
            summary: 'Of 100% a "Flaw"',
            ...others,
          }),
          anAdvisoryRecord({
            recordId: 'DSA-3',
            publishedAt: null,
            severity: null,
            statements: [aStatement({ source: 'curl', fixed: '8' })],
            ...others,
          }),
          anAdvisoryRecord({ recordId: 'DSA-4', publishedAt: at(3), severity: 'critical', ...others }),
        ],
        at(1),
      );
      await read(
        store,
        [
          someFacts({
            vulnerability: 'CVE-2026-1',
            kev: { addedAt: at(1), dueAt: null, ransomware: 'unknown', requiredAction: 'patch' },
          }),
        ],
        at(2),
        'kev',
      );
      const names = async (filter: AdvisoryFilter, limit = 9) =>
        (await byPages((page) => store.read(({ knowledge }) => knowledge.advisories(page, null, filter)), limit))
          .flat()
          .map(({ record }) => record.name);
      for (const limit of [1, 9]) {
        expect(await names({ order: 'newest' }, limit)).toEqual(['DSA-4', 'DSA-2', 'DSA-1', 'DSA-3']);
      }
      expect(await names({ severity: 'high' })).toEqual(['DSA-1', 'DSA-3', 'DSA-4']);
      expect(await names({ exploited: true })).toEqual(['DSA-1']);
      expect(await names({ text: 'dsa-2' })).toEqual(['DSA-2']);
      expect(await names({ text: '100% A' })).toEqual(['DSA-2']);
      expect(await names({ text: 'cve-2026-1' })).toEqual(['DSA-1']);
      expect(await names({ text: 'curl' })).toEqual(['DSA-3']);
      expect(await names({ text: '_' })).toEqual([]);
      expect(await names({ affecting: true })).toEqual([]);
    });
  });
};
