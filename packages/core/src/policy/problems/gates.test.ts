import { describe, expect, it } from 'vitest';
import { placeText } from '../problem.ts';
import type { GateCondition } from '../process-types.ts';
import { starterPolicy } from '../starter.ts';
import type { GateRules } from '../types.ts';
import { addressProblems } from './address.ts';
import { gatesProblems, healthProblems, templateProblems } from './gates.ts';

const query: GateCondition = {
  name: 'errors',
  kind: 'prometheus-query',
  url: 'https://prometheus.example',
  query: 'up',
  must: { be: 'at-least', value: '1' },
};
const wrongIn = (conditions: readonly GateCondition[], soakSeconds = 0): readonly string[] =>
  gatesProblems({ soakSeconds, person: 'not-asked', conditions }, ['gates']).map(
    ({ path, what }) => `${placeText(path)}: ${what}`,
  );

describe('conditions', () => {
  it('of every kind may stand', () => {
    expect(
      wrongIn([
        { ...query, credential: 'prometheus' },
        { name: 'quiet', kind: 'prometheus-alerts', url: 'http://127.0.0.1:9090/prometheus', labels: {} },
        {
          name: 'disk',
          kind: 'plug-in',
          plugIn: 'check_disk',
          parameters: { warning: '20%' },
          hosts: 'role = db',
          worst: 'ok',
        },
        { name: 'wave', kind: 'health' },
        { name: 'page', kind: 'http', url: 'https://www.example/health?deep=1', status: 200, contains: 'Welcome' },
        { name: 'board', kind: 'webhook', url: 'https://[::1]:8443/gate' },
      ]),
    ).toEqual([]);
  });

  it('are told with all that is wrong, each where it stands', () => {
    expect(
      wrongIn(
        [
          query,
          { ...query, query: ' ', must: { be: 'below', value: '1e3' } },
          {
            name: 'Disk',
            kind: 'plug-in',
            plugIn: '../x',
            parameters: { 'A b': 'x\ny' },
            hosts: 'package("x")',
            worst: 'ok',
          },
          { name: 'page', kind: 'http', url: 'https://www.example', status: 99, contains: '' },
          { name: 'board', kind: 'webhook', url: 'https://www.example', credential: '../key' },
        ],
        -1,
      ),
    ).toEqual([
      'gates.soakSeconds: must be a whole number from 0 to 2678400',
      'gates.conditions[1].name: "errors" stands twice',
      'gates.conditions[1].query: is not 1 to 10000 characters',
      'gates.conditions[1].must.value: "1e3" is not a decimal number',
      'gates.conditions[2].name: "Disk" is not 1 to 63 characters of a-z, 0-9 and -',
      'gates.conditions[2].plugIn: "../x" is not a file name of the plug-in folder',
      'gates.conditions[2].parameters: "A b" is not a parameter name',
      'gates.conditions[2].parameters["A b"]: has a control character or more than 256 characters',
      'gates.conditions[2].hosts: a policy decides membership by labels alone, and this asks about something else',
      'gates.conditions[3].status: must be a whole number from 100 to 599',
      'gates.conditions[3].contains: is not 1 to 1000 characters',
      'gates.conditions[4].credential: "../key" is not the name of a file in the folder of credentials',
    ]);
  });
});

it('the host that updates first is named by a selector, and its gates are judged as all are', () => {
  const gates = { soakSeconds: 60, person: 'not-asked', conditions: [{ ...query, query: '' }] } as const;
  const found = templateProblems({ hosts: 'role = ', gates }, ['template']).map(({ path }) => placeText(path));
  expect(found).toEqual(['template.hosts', 'template.gates.conditions[0].query']);
});

it('the health of a wave is asked for only where policy says how health is seen', () => {
  const gates: GateRules = {
    soakSeconds: 0,
    person: 'not-asked',
    conditions: [query, { name: 'wave', kind: 'health' }],
  };
  const waves = { canaryHosts: 0, percentMax: 100, template: { hosts: 'role = template', gates } };
  const [environment] = starterPolicy().environments;
  if (environment === undefined) throw new Error('the starter has environments');
  const environments = [{ ...environment, gates, waves, policies: [{ name: 'web', hosts: 'role = web', gates }] }];
  const checks = [
    { hosts: 'role = web', check: { kind: 'unit-active', unit: 'a.service' }, timeoutSeconds: 30 },
  ] as const;
  const places = (given: Parameters<typeof healthProblems>[0]) =>
    healthProblems(given).map(({ path }) => placeText(path));
  expect(places({ environments, checks: [] })).toEqual([
    'environments[0].gates.conditions[1]',
    'environments[0].waves.template.gates.conditions[1]',
    'environments[0].policies[0].gates.conditions[1]',
  ]);
  expect(places({ environments, checks })).toEqual([]);
  // Root alone can ask what listens, and asks no more once the attempt has ended.
  expect(
    places({ environments, checks: checks.map((one) => ({ ...one, check: { kind: 'ports' } as const })) }),
  ).toHaveLength(3);
});

describe('an address', () => {
  const wrong = (url: string, below = false): string =>
    addressProblems({ url }, [], { below })
      .map(({ what }) => what)
      .join();

  it.each([
    'https://a',
    'https://a.example:8443/x?y=z',
    'HTTPS://A.EXAMPLE',
    'http://localhost',
    'http://127.1.2.3:80/',
    'http://[::1]/',
  ])('%s may be asked', (url) => expect(wrong(url)).toBe(''));

  it.each([
    ['http://a.example', /can be read and changed on the way/],
    ['http://127.0.0.1.example', /can be read and changed on the way/],
    ['http://localhost.example', /can be read and changed on the way/],
    ['ftp://127.0.0.1', /can be read and changed on the way/],
    ['https://ada:word@a.example', /name or password/],
    ['https://token@a.example/', /name or password/],
    ['https://', /is not an address/],
    ['https:///path', /is not an address/],
    ['https://a.example:0', /is not an address/],
    ['https://a.example:65536', /is not an address/],
    ['https://a_b c', /visible ASCII/],
    ['https://bücher.example', /visible ASCII/],
    ['a.example', /is not an address/],
    ['', /visible ASCII/],
    [`https://a/${'x'.repeat(2048)}`, /visible ASCII/],
    ['https://a.example/#part', /after "#"/],
  ])('%s may not', (url, what) => expect(wrong(url)).toMatch(what));

  it('below which something is asked for has no query of its own', () => {
    expect(wrong('https://a.example/prometheus/', true)).toBe('');
    expect(wrong('https://a.example/?tenant=1', true)).toMatch(/after "\?"/);
  });
});
