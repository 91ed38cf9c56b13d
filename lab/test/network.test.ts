import { expect, test } from 'vitest';
import { networkUnit } from '../src/host/create.ts';
import { bridgeMac } from '../src/network/bridge.ts';
import { chooseSubnetPrefix, overlaps, parseBlock } from '../src/network/subnet.ts';
import { settingsFrom } from '../src/settings.ts';

const block = (text: string) => parseBlock(text)!;

test.each([
  ['10.213.40.0/24', '10.213.40.7', true],
  ['10.213.40.0/24', '10.213.41.0/24', false],
  ['10.0.0.0/8', '10.213.40.0/24', true],
  ['10.213.40.0/24', '10.0.0.0/8', true],
  ['0.0.0.0/0', '192.0.2.1', true],
  ['192.0.2.0/24', '10.213.40.0/24', false],
])('%s and %s overlap: %s', (one, other, expected) => {
  expect(overlaps(block(one), block(other))).toBe(expected);
});

test.each(['default', 'fd00::/64', '10.0.0', '10.0.0.300', '10.0.0.0/33', ''])('%j is no block', (text) => {
  expect(parseBlock(text)).toBeNull();
});

test('the first free network is taken, whatever its neighbours are', () => {
  expect(chooseSubnetPrefix([], null)).toBe('10.213.40');
  expect(chooseSubnetPrefix(['10.213.40.0/24', '10.213.41.128/25', '10.213.42.9'].map(block), null)).toBe('10.213.43');
});

test('no free network, or a wanted one that is not free, is said with what to do', () => {
  expect(() => chooseSubnetPrefix([block('10.0.0.0/8')], null)).toThrow(/SLIPWAY_LAB_SUBNET/);
  expect(() => chooseSubnetPrefix([block('10.7.7.0/24')], '10.7.7')).toThrow(/10[.]7[.]7[.]0/);
  expect(chooseSubnetPrefix([block('10.7.8.0/24')], '10.7.7')).toBe('10.7.7');
});

test('settings: defaults, and names that interfaces and paths can carry', () => {
  expect(settingsFrom({})).toMatchObject({
    name: 'demo',
    bridge: 'slip-demo',
    directory: '/var/lib/slipway-lab/labs/demo',
    cacheDirectory: '/var/cache/slipway-lab',
    subnetPrefix: null,
  });
  expect(settingsFrom({ SLIPWAY_LAB_NAME: 'ci1', SLIPWAY_LAB_SUBNET: '10.99.3' })).toMatchObject({
    bridge: 'slip-ci1',
    subnetPrefix: '10.99.3',
  });
});

test.each([
  { SLIPWAY_LAB_NAME: '../x' },
  { SLIPWAY_LAB_NAME: 'toolongname' },
  { SLIPWAY_LAB_NAME: 'Demo' },
  { SLIPWAY_LAB_SUBNET: '192.168.1' },
  { SLIPWAY_LAB_SUBNET: '10.300.1' },
  { SLIPWAY_LAB_STATE: 'relative' },
  { SLIPWAY_LAB_CACHE: '/var/../etc' },
])('a bad setting is refused by name: %j', (env) => {
  expect(() => settingsFrom(env)).toThrow(Object.keys(env)[0]);
});

test('the bridge has a locally administered address of its own', () => {
  expect(bridgeMac('10.213.40.1')).toBe('02:53:0a:d5:28:01');
});

test('the network unit names address, gateway and size', () => {
  const unit = networkUnit('host0', '10.213.40.11', { gateway: '10.213.40.1', mtu: 1400 });
  expect(unit).toContain('Address=10.213.40.11/24\nGateway=10.213.40.1\n');
  expect(unit).toContain('MTUBytes=1400\n');
});
