// What others print: recorded output of the real thing, and whatever else there may be, which never passes for an answer.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metricNamed, numberOf, sampleIn, samplesOf } from './exposition.ts';
import { countsOf, readEntries } from './journal.ts';
import { readAnswer } from './prometheus.ts';
import { readValue } from './snmp.ts';
import { listeningIn } from './sockets.ts';

// Linux 6.1, Debian 12.
const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000   105        0 24680 1 0000000000000000 100 0 0 10 0
   1: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 13579 1 0000000000000000 100 0 0 10 0
   2: 0100007F:8A3C 0100007F:1538 01 00000000:00000000 02:000006D1 00000000     0        0 99999 2 0000000000000000 20 4 30 10 -1
`;
const TCP6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 13581 1 0000000000000000 100 0 0 10 0
   1: 00000000000000000000000001000000:1538 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000   105        0 24679 1 0000000000000000 100 0 0 10 0
   2: 0000000000000000FFFF00000100007F:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000   105        0 24681 1 0000000000000000 100 0 0 10 0
   3: 000080FE00000000FF005450FE563412:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000   105        0 24682 1 0000000000000000 100 0 0 10 0
`;
const UDP = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  412: 00000000:0044 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 15263 2 0000000000000000 0
  500: 0A00000A:007B 0B00000A:007B 01 00000000:00000000 00:00000000 00000000     0        0 15264 2 0000000000000000 0
`;

describe("the kernel's lists of sockets", () => {
  it('say what listens, and whom it answers', () => {
    expect(listeningIn('tcp', TCP)).toEqual([
      { protocol: 'tcp', port: 5432, reaches: ['loopback'], inode: '24680' },
      { protocol: 'tcp', port: 22, reaches: ['loopback', 'network'], inode: '13579' },
    ]);
    expect(listeningIn('tcp', TCP6).map(({ port, reaches }) => [port, reaches.join()])).toEqual([
      [22, 'loopback,network'],
      [5432, 'loopback'],
      [8080, 'loopback'],
      [80, 'network'],
    ]);
    expect(listeningIn('udp', UDP)).toEqual([
      { protocol: 'udp', port: 68, reaches: ['loopback', 'network'], inode: '15263' },
    ]);
  });

  it('are refused where a row is none', () => {
    expect(() => listeningIn('tcp', `${TCP}   3: 0100007F:15\n`)).toThrow('another form');
    expect(() => listeningIn('tcp', '')).toThrow('no heading');
  });

  it('are read whole or not at all, whatever they hold', () => {
    fc.assert(
      fc.property(fc.nat({ max: TCP6.length }), fc.string({ unit: 'binary' }), (at, noise) => {
        const text = TCP6.slice(0, at) + noise + TCP6.slice(at);
        let found: ReturnType<typeof listeningIn> = [];
        let thrown: unknown = new TypeError('nothing was thrown');
        try {
          found = listeningIn('tcp', text);
        } catch (error) {
          thrown = error;
        }
        expect(thrown).toBeInstanceOf(TypeError);
        expect(found.every(({ port, reaches }) => port < 65_536 && reaches.length > 0)).toBe(true);
      }),
    );
  });
});

// prometheus-node-exporter 1.5.0, Debian 12.
const PAGE = `# HELP node_load1 1m load average.
# TYPE node_load1 gauge
node_load1 0.52
node_load15 0.61
node_filesystem_avail_bytes{device="/dev/vda1",fstype="ext4",mountpoint="/"} 1.2884901888e+10
node_filesystem_avail_bytes{device="tmpfs",fstype="tmpfs",mountpoint="/run"} 1.01e+08
node_timex_offset_seconds -3.1e-05 1795294026000
`;

describe("an exporter's page", () => {
  const values = (metric: string) => {
    const { name, labels } = metricNamed(metric);
    return samplesOf(PAGE, name)
      .filter((sample) => [...labels].every(([label, value]) => sample.labels.get(label) === value))
      .map(({ value }) => value);
  };

  it('has samples by name and labels', () => {
    expect(values('node_load1')).toEqual([0.52]);
    expect(values('node_filesystem_avail_bytes{mountpoint="/"}')).toEqual([12_884_901_888]);
    expect(values('node_filesystem_avail_bytes')).toHaveLength(2);
    expect(values('node_timex_offset_seconds')).toEqual([-0.000031]);
    expect(values('node_load')).toEqual([]);
  });

  it.each([
    ['+Inf', Number.POSITIVE_INFINITY],
    ['-Inf', Number.NEGATIVE_INFINITY],
    ['NaN', Number.NaN],
    ['0x10', Number.NaN],
    ['1_000', Number.NaN],
    ['.5', 0.5],
  ])('has the number %s', (text, value) => {
    expect(numberOf(text)).toBe(value);
  });

  it('has labels with escapes', () => {
    expect(sampleIn('x{path="C:\\\\a\\"b\\n",} 1')?.labels.get('path')).toBe('C:\\a"b\n');
    expect(sampleIn('x{a="1" b="2"} 1')).toBeNull();
    expect(sampleIn('x{a="1"')).toBeNull();
  });

  it('gives every sample back that is written so', () => {
    const name = fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,10}$/);
    const label = fc.tuple(fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,10}$/), fc.string());
    fc.assert(
      fc.property(name, fc.uniqueArray(label, { selector: ([one]) => one }), fc.float(), (metric, labels, value) => {
        const text = labels
          .map(
            ([key, said]) => `${key}="${said.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`,
          )
          .join(',');
        const written = Number.isFinite(value)
          ? String(value)
          : Number.isNaN(value)
            ? 'NaN'
            : value > 0
              ? '+Inf'
              : '-Inf';
        const sample = sampleIn(`${metric}{${text}} ${written}`);
        expect(sample?.name).toBe(metric);
        expect([...(sample?.labels ?? [])]).toEqual(labels);
        // There is no negative nothing on a page.
        expect(sample?.value).toBe(value === 0 && written === '0' ? 0 : value);
      }),
    );
  });

  it('that is anything else has no sample', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (line) => {
        expect(sampleIn(line)?.name ?? 'none').toMatch(/^[a-zA-Z_:]/);
      }),
    );
  });
});

describe("a server's answer", () => {
  const answer = (resultType: string, result: string) =>
    `{"status":"success","data":{"resultType":"${resultType}","result":${result}}}`;

  it('has a value for each series', () => {
    expect(readAnswer(answer('vector', '[{"metric":{},"value":[1,"0.5"]},{"metric":{},"value":[1,"+Inf"]}]'))).toEqual([
      0.5,
      Number.POSITIVE_INFINITY,
    ]);
    expect(readAnswer(answer('scalar', '[1795294026.3,"42"]'))).toEqual([42]);
    expect(readAnswer(answer('vector', '[]'))).toEqual([]);
  });

  it.each([
    ['a matrix', answer('matrix', '[{"metric":{},"values":[[1,"1"]]}]')],
    ['a number in place of its text', answer('vector', '[{"metric":{},"value":[1,2]}]')],
    ['half an answer', answer('vector', '[').slice(0, -3)],
    ['a page for people', '<html></html>'],
    ['a list', '[]'],
  ])('that is %s is not understood', (_what, body) => {
    expect(readAnswer(body)).toMatch('not understood');
  });

  it('is never a value where it is anything else', () => {
    fc.assert(
      fc.property(fc.json(), (body) => {
        expect(typeof readAnswer(body)).toBe('string');
      }),
    );
  });
});

describe("snmpget's line", () => {
  // snmp 5.9.3, Debian 12.
  it.each([
    ['.1.3.6.1.2.1.1.3.0 = 123456\n', '1.3.6.1.2.1.1.3.0', 123_456],
    ['.1.3.6.1.2.1.2.2.1.10.2 = Counter32: 4294967295\n', '1.3.6.1.2.1.2.2.1.10.2', 4_294_967_295],
    ['.1.3.6.1.4.1.2021.4.6.0 = INTEGER: 812345\n', '1.3.6.1.4.1.2021.4.6.0', 812_345],
    ['.1.3.6.1.4.1.2021.10.1.3.1 = STRING: "0.42"\n', '1.3.6.1.4.1.2021.10.1.3.1', 0.42],
    ['.1.3.6.1.2.1.1.1.0 = STRING: "Linux app1"\n', '1.3.6.1.2.1.1.1.0', null],
    ['.1.3.6.1.2.1.99.0 = No Such Object available on this agent at this OID\n', '1.3.6.1.2.1.99.0', null],
    ['.1.3.6.1.2.1.1.3.0 = 1\n.1.3.6.1.2.1.1.4.0 = 2\n', '1.3.6.1.2.1.1.3.0', null],
    ['.1.3.6.1.2.1.1.4.0 = INTEGER: 2\n', '1.3.6.1.2.1.1.3.0', null],
    ['.1.3.6.1.2.1.1.3.0 = IpAddress: 10\n', '1.3.6.1.2.1.1.3.0', null],
  ])('%j is %s', (text, oid, value) => {
    expect(readValue(text, oid)).toBe(value);
  });

  it('is never a number where it is anything else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(readValue(text, '1.3.6')).toBeNull();
      }),
    );
  });
});

describe("journalctl's entries", () => {
  it('are counted by unit, the kernel and sessions by what they are', () => {
    const text = [
      { UNIT: 'nginx.service', _SYSTEMD_UNIT: 'init.scope', SYSLOG_IDENTIFIER: 'systemd' },
      { _SYSTEMD_UNIT: 'nginx.service' },
      { _SYSTEMD_UNIT: ['app.service', 'other.service'] },
      { SYSLOG_IDENTIFIER: 'kernel' },
      { _SYSTEMD_UNIT: 'session-12.scope' },
      { _SYSTEMD_UNIT: 'session-c3.scope' },
      {},
    ]
      .map((entry) => `${JSON.stringify(entry)}\n`)
      .join('');
    expect([...countsOf(readEntries(text) ?? [])]).toEqual([
      ['nginx.service', 2],
      ['app.service', 1],
      ['kernel', 1],
      ['a session', 2],
      ['somebody', 1],
    ]);
  });

  it('are none where a line is none', () => {
    expect(readEntries('{"UNIT":"a.service"}\n{"UNI')).toBeNull();
    expect(readEntries('[]\n')).toBeNull();
    expect(readEntries('')).toEqual([]);
  });

  it('have names that a document can hold, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.constantFrom('UNIT', '_COMM'), fc.jsonValue())), (list) => {
        for (const [name, count] of countsOf(list)) {
          expect(name).toMatch(/^[^\p{Cc}]{1,300}$/u);
          expect(count).toBeGreaterThan(0);
        }
      }),
    );
  });
});
