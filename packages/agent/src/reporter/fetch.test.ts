import type { Digest } from '@slipway/core/ids';
import type { PackageFile } from '@slipway/core/patch-set';
import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import { describe, expect, it } from 'vitest';
import { fetchFiles } from './fetch.ts';
import type { ReporterPorts } from './reporter-ports.ts';

const file = (at: number): PackageFile => ({ sha256: `sha256:${at}` as Digest, sizeBytes: at });

/** A line on which each file takes one turn; `ends`: what becomes of some of them. */
const onLine = (ends: Readonly<Record<number, 'refused' | 'broken'>> = {}) => {
  const seen = { begun: [] as number[], atOnceMax: 0, underWay: 0 };
  const ports = {
    link: { fetchContent: () => undefined },
    content: {
      find: async () => null,
      async store({ sizeBytes }: PackageFile): Promise<Outcome<string>> {
        seen.begun.push(sizeBytes);
        seen.underWay += 1;
        seen.atOnceMax = Math.max(seen.atOnceMax, seen.underWay);
        for (let turn = 0; turn < 5 + sizeBytes; turn += 1) await Promise.resolve();
        seen.underWay -= 1;
        if (ends[sizeBytes] === 'broken') throw new Error('the line is down');
        return ends[sizeBytes] === 'refused'
          ? refuse('file-hash-mismatch', { package: `${sizeBytes}`, version: '' })
          : ok('/there');
      },
    },
  } as unknown as ReporterPorts;
  return { seen, ports };
};
const files = Array.from({ length: 20 }, (_, at) => file(at));

describe('the files of a plan', () => {
  it('come some at once, each once, and none is forgotten', async () => {
    const { seen, ports } = onLine();
    expect(await fetchFiles(ports, [...files, file(3), file(7)])).toEqual(ok(undefined));
    expect(seen.begun.toSorted((one, other) => one - other)).toEqual(files.map(({ sizeBytes }) => sizeBytes));
    expect(seen.atOnceMax).toBe(3);
  });

  it('are none where there is none', async () => {
    expect(await fetchFiles(onLine().ports, [])).toEqual(ok(undefined));
  });

  it('stop at the first that is refused, and say why', async () => {
    const { seen, ports } = onLine({ 4: 'refused' });
    expect(await fetchFiles(ports, files)).toMatchObject({ ok: false, reason: { facts: { package: '4' } } });
    expect(seen.begun.length).toBeLessThan(10);
    expect(seen.underWay).toBe(0);
  });

  it('leave nothing going on behind a line that broke', async () => {
    const { seen, ports } = onLine({ 1: 'broken', 2: 'refused' });
    await expect(fetchFiles(ports, files)).rejects.toThrow('the line is down');
    expect(seen.underWay).toBe(0);
    expect(seen.begun.length).toBeLessThan(10);
  });
});
