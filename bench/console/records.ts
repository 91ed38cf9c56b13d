// What looks at each host of the fleet would have recorded over two months: of some updates that they were in effect in time, late,
// not at all, or that nobody can say. Written as looks write it.

import type { Store } from '@slipway/controller/ports';
import type { ExposureCourse } from '@slipway/core/compliance';
import { asHostId } from '@slipway/core/ids';
import { reason } from '@slipway/core/reasons';
import { addMs, type Instant } from '@slipway/core/time';
import { hostIdAt } from '../knowledge/index.ts';

const DAY_MS = 86_400_000;
/** Of one write, in which nobody else writes. */
const PORTION = 1000;
const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
const SINCE_DAYS = 60;
/** One host in so many was silent for ten days. */
const SILENT_EACH = 50;

export async function addRecords(store: Store, { hosts, now }: { readonly hosts: number; readonly now: Instant }) {
  const day = (days: number): Instant => addMs(now, days * DAY_MS);
  const known = { from: day(-SINCE_DAYS), until: null, reason: null };
  const silent = [
    { from: day(-SINCE_DAYS), until: day(-20), reason: null },
    { from: day(-20), until: day(-10), reason: reason('host-long-silent', { hours: 48 }) },
    { from: day(-10), until: null, reason: null },
  ];
  for (let from = 0; from < hosts; from += PORTION) {
    await store.write(async ({ reports }) => {
      for (let at = from; at < Math.min(hosts, from + PORTION); at += 1) {
        const spans = at % SILENT_EACH === 0 ? silent : [known];
        // Looked at again after the bench: what stands there is what is measured.
        const look = { at: now, nextAt: day(2), spans, courses: coursesOf(at, day) };
        await reports.noteLook(asHostId(hostIdAt(at)), look);
      }
    });
  }
}

/** Four of each host, due over the last four weeks. */
const coursesOf = (host: number, day: (days: number) => Instant): readonly ExposureCourse[] =>
  SEVERITIES.map((severity, at) => {
    const due = -28 + ((host * 7 + at * 5) % 28);
    const patched = (host + at) % 10;
    const ended = patched === 9 ? null : day(due + (patched === 8 ? 2 : -1));
    return {
      sourcePackage: `source-${at}`,
      fixedVersion: `1.${host % 40}-1`,
      ...{ beganAt: day(due - 14), learnedAt: day(due - 15), fixAt: day(due - 14), dueAt: day(due) },
      ...{ rule: 'cvss', severity, vulnerability: `CVE-2026-${1000 + (host % 40)}` },
      packages: [{ name: `binary-${at}`, architecture: 'amd64', version: '1.0-1' }],
      excepted: null,
      installedAt: ended,
      effect: patched === 7 ? 'unknown' : 'known',
      endedAt: patched === 7 ? null : ended,
      end: ended === null || patched === 7 ? null : 'patched',
    };
  });
