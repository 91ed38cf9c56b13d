import { aPolicy } from '@slipway/testkit/builders';
import { describe, expect, it } from 'vitest';
import type { HostCheck } from '../../check/index.ts';
import { placeText } from '../problem.ts';
import { policyProblems } from '../validate.ts';

const told = (check: HostCheck): readonly string[] =>
  policyProblems(aPolicy({ checks: [{ hosts: 'role = app', check, timeoutSeconds: 30 }] })).map(({ path }) =>
    placeText(path),
  );

const HTTP = { kind: 'http', url: 'http://app.example:8080/health', status: 200 } as const;
const SNMP = { kind: 'snmp', oid: '1.3.6.1.2.1.1.3.0', atLeast: '0' } as const;
const METRIC = { kind: 'prometheus', url: 'http://127.0.0.1:9100/metrics', metric: 'node_load1', atMost: '8' } as const;
const QUERY = { kind: 'prometheus', url: 'http://prometheus.example', query: 'up{job="app"}', atLeast: '1' } as const;

describe('the checks of a policy', () => {
  it.each<HostCheck>([
    HTTP,
    { ...HTTP, url: 'https://app.example/health?deep=1', at: '::1', contains: 'ok' },
    { kind: 'tcp', host: '127.0.0.1', port: 1 },
    { kind: 'tcp', host: 'db1.example', port: 65_535 },
    { kind: 'tcp', host: 'fe80::1', port: 22 },
    { kind: 'ports' },
    { kind: 'failed-units' },
    { kind: 'journal', newMax: 0 },
    { kind: 'plug-in', plugIn: 'check_disk', parameters: { path: '/' }, worst: 'warning' },
    METRIC,
    { ...METRIC, metric: 'node_filesystem_avail_bytes{device="/dev/sda1",mountpoint="/"}', changeMax: '0.5' },
    QUERY,
    { ...QUERY, query: 'node_load1{instance="{hostname}:9100"}' },
    SNMP,
    { kind: 'snmp', oid: '1.3.6', changeMax: '10' },
  ])('may be %j', (check) => {
    expect(told(check)).toEqual([]);
  });

  it.each<[string, HostCheck, string]>([
    ['an address with a password', { ...HTTP, url: 'http://ada:secret@app.example/' }, 'url'],
    ['an address of a file', { ...HTTP, url: 'file:///etc/passwd' }, 'url'],
    ['no status', { ...HTTP, status: 99 }, 'status'],
    ['an empty text', { ...HTTP, contains: ' ' }, 'contains'],
    ['a name where an address is wanted', { ...HTTP, at: 'localhost' }, 'at'],
    ['an option', { kind: 'tcp', host: '-o', port: 22 }, 'host'],
    ['no port', { kind: 'tcp', host: '127.0.0.1', port: 0 }, 'port'],
    ['less than no error', { kind: 'journal', newMax: -1 }, 'newMax'],
    ['a path', { kind: 'plug-in', plugIn: '../hooks/x', parameters: {}, worst: 'ok' }, 'plugIn'],
    ['an open brace', { ...METRIC, metric: 'up{job="app"' }, 'metric'],
    ['an empty query', { ...QUERY, query: '' }, 'query'],
    ['a server with a query already', { ...QUERY, url: 'http://prometheus.example/?x' }, 'url'],
    ['a bound that is no number', { ...METRIC, atMost: 'much' }, 'atMost'],
    ['bounds that nothing meets', { ...METRIC, atLeast: '9' }, 'atMost'],
    ['a change below nothing', { ...SNMP, changeMax: '-1' }, 'changeMax'],
    ['a name of a MIB', { ...SNMP, oid: 'SNMPv2-MIB::sysUpTime.0' }, 'oid'],
  ])('may not have %s', (_what, check, at) => {
    expect(told(check)).toEqual([`checks[0].check.${at}`]);
  });

  it('says what a value must be', () => {
    expect(told({ kind: 'snmp', oid: '1.3.6' })).toEqual(['checks[0].check']);
  });
});
