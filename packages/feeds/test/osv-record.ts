// A small OSV record of our own making, for tests of the frame.

export interface OsvOptions {
  readonly fixed?: string;
  readonly modified?: string;
  readonly ecosystem?: string;
  readonly name?: string;
}

export const osvRecord = (id: string, options: OsvOptions = {}): string =>
  JSON.stringify({
    schema_version: '1.7.0',
    id,
    modified: options.modified ?? '2026-11-01T08:00:00Z',
    upstream: ['CVE-2026-1000'],
    summary: 'hello security update',
    affected: [
      {
        package: { ecosystem: options.ecosystem ?? 'Debian:12', name: options.name ?? 'hello' },
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: options.fixed ?? '2.10-2+deb12u1' }] }],
      },
    ],
  });
