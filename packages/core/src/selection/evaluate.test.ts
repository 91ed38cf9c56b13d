import { aHost, anInventory, aPackage, THE_MORNING } from '@slipway/testkit/builders';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelSelectors, selectors } from '../../test/selection/selectors.ts';
import { addMs, addSeconds } from '../time/index.ts';
import { evaluate, evaluateOnLabels } from './evaluate.ts';
import { parseSelector } from './parser.ts';
import type { Answer, SelectableHost, Selector } from './types.ts';

const read = (text: string): Selector => {
  const parsed = parseSelector(text);
  if (!parsed.ok) throw new Error(`${text}: ${JSON.stringify(parsed.reason)}`);
  return parsed.value;
};
const ask = (text: string, host: SelectableHost, now = THE_MORNING): Answer =>
  evaluate({ selector: read(text), host, now });

const labels = { environment: 'prod', role: 'app', 'cost centre': '4711', host: 'the label' };
const web = aHost({
  hostId: 'web-1',
  hostname: 'web-1.example',
  labels,
  inventory: anInventory({
    packages: [
      aPackage({ name: 'openssl', version: '3.0.15-1~deb12u1' }),
      aPackage({ name: 'libc6', version: '2.36-9' }),
      aPackage({ name: 'libc6', version: '2.36-8', architecture: 'i386' }),
    ],
    reboot: { kind: 'needed', causes: ['kernel'] },
  }),
});
const silent = aHost({ hostId: 'silent', labels, mode: 'observed', inventory: null });
const redHat = aHost({
  hostId: 'rh-1',
  inventory: anInventory({
    system: {
      distribution: 'almalinux',
      release: '9',
      packageFormat: 'rpm',
      kernel: { running: '5.14.0-427.13.1.el9_4.x86_64', nextBoot: null, installed: [] },
    },
    packages: [
      aPackage({ name: 'openssl', version: '1:3.0.7-27.el9', architecture: 'x86_64' }),
      aPackage({ name: 'kernel', version: '5.14.0-362.el9', architecture: 'x86_64' }),
      aPackage({ name: 'kernel', version: '5.14.0-427.el9', architecture: 'x86_64' }),
    ],
  }),
});

describe('labels', () => {
  it.each<[string, Answer]>([
    ['environment = prod', 'yes'],
    ['environment = dev', 'no'],
    ['environment != dev', 'yes'],
    ['environment in (dev, prod)', 'yes'],
    ['environment not in (dev, prod)', 'no'],
    ['label("cost centre") = 4711', 'yes'],
    ['label("host") = "the label"', 'yes'],
    ['exists(role)', 'yes'],
    ['exists(frozen)', 'no'],
    ['frozen = yes', 'no'],
    ['frozen != yes', 'yes'],
    ['frozen not in (yes)', 'yes'],
    ['constructor = x', 'no'],
    ['exists(toString)', 'no'],
    ['Environment = prod', 'no'],
  ])('%s: %s', (text, expected) => {
    expect(ask(text, web)).toBe(expected);
    expect(evaluateOnLabels(read(text), labels)).toBe(expected);
  });
});

describe('facts', () => {
  it.each<[string, Answer, Answer]>([
    ['host = web-1', 'yes', 'no'],
    ['hostname = web-1.example', 'yes', 'no'],
    ['mode = adopted', 'yes', 'no'],
    ['distribution = debian', 'yes', 'unknown'],
    ['distribution != debian', 'no', 'unknown'],
    ['release in (bookworm, trixie)', 'yes', 'unknown'],
    ['architecture = arm64', 'no', 'unknown'],
    ['reboot = needed', 'yes', 'unknown'],
    ['reboot = not-needed', 'no', 'unknown'],
    ['kernel = 6.1.0-40-amd64', 'yes', 'unknown'],
    ['kernel < 6.1.0-100', 'yes', 'unknown'],
    ['kernel >= 6.1.0-100', 'no', 'unknown'],
    ['kernel >= 6.1.0-40', 'yes', 'unknown'],
    ['kernel > 6.1.0-40-amd64', 'no', 'unknown'],
    ['kernel < 6.1.0-41', 'yes', 'unknown'],
    ['kernel < 6.2', 'yes', 'unknown'],
    ['package("openssl")', 'yes', 'unknown'],
    ['package("nginx")', 'no', 'unknown'],
    ['package("openssl") < "3.0.22"', 'yes', 'unknown'],
    ['package("openssl") < "3.0.15-1"', 'yes', 'unknown'],
    ['package("openssl") = "3.0.15-1~deb12u1"', 'yes', 'unknown'],
    ['package("openssl") != "3.0.15-1~deb12u1"', 'no', 'unknown'],
    ['package("nginx") != "1"', 'no', 'unknown'],
    ['not package("nginx") = "1"', 'yes', 'unknown'],
    ['package("libc6") < "2.36-9"', 'yes', 'unknown'],
    ['package("libc6") >= "2.36-9"', 'yes', 'unknown'],
    ['stale < 1', 'yes', 'unknown'],
  ])('%s: %s, and %s of a host that never reported', (text, ofWeb, ofSilent) => {
    expect(ask(text, web)).toBe(ofWeb);
    expect(ask(text, silent)).toBe(ofSilent);
  });

  it('answers unknown where the agent could not tell whether a reboot is needed', () => {
    const inventory = anInventory({ reboot: { kind: 'unknown', detail: 'no modules' } });
    expect(ask('reboot = needed', aHost({ hostId: 'h', inventory }))).toBe('unknown');
    expect(ask('reboot != needed', aHost({ hostId: 'h', inventory }))).toBe('unknown');
  });

  it.each<[number, Answer, Answer]>([
    [0, 'no', 'no'],
    [3599, 'no', 'no'],
    [3600, 'no', 'yes'],
    [3659, 'no', 'yes'],
    [3660, 'yes', 'yes'],
  ])('after %i s: stale > 60 is %s, stale >= 60 is %s', (seconds, above, from) => {
    const now = addSeconds(THE_MORNING, seconds);
    expect(ask('stale > 60', web, now)).toBe(above);
    expect(ask('stale >= 60', web, now)).toBe(from);
  });

  it('is not stale by a clock that went back', () => {
    expect(ask('stale > 0', web, addMs(THE_MORNING, -60_000))).toBe('no');
  });

  it.each<[string, Answer]>([
    ['package(openssl) = "1:3.0.7"', 'yes'],
    ['package(openssl) = "1:3.0.7-27.el9"', 'yes'],
    ['package(openssl) = "1:3.0.7-28.el9"', 'no'],
    ['package(openssl) < 3.0.22', 'no'],
    ['package(openssl) < "1:3.0.22"', 'yes'],
    ['package(kernel) < 5.14.0-400', 'yes'],
    ['package(kernel) > 5.14.0-400', 'yes'],
    ['package(kernel) > 5.15', 'no'],
    ['kernel >= 5.14.0-427', 'yes'],
    ['kernel < 5.14.0-70', 'no'],
  ])('by the order of rpm on a host of rpm: %s: %s', (text, expected) => {
    expect(ask(text, redHat)).toBe(expected);
  });
});

describe('three values', () => {
  const [yes, no, unknown] = ['environment = prod', 'environment = dev', 'distribution = debian'];
  const not: Record<Answer, Answer> = { yes: 'no', no: 'yes', unknown: 'unknown' };

  it.each<[string, Answer]>([
    [`${yes} and ${unknown}`, 'unknown'],
    [`${unknown} and ${yes}`, 'unknown'],
    [`${no} and ${unknown}`, 'no'],
    [`${unknown} and ${no}`, 'no'],
    [`${yes} or ${unknown}`, 'yes'],
    [`${unknown} or ${yes}`, 'yes'],
    [`${no} or ${unknown}`, 'unknown'],
    [`${unknown} or ${no}`, 'unknown'],
    [`not ${unknown}`, 'unknown'],
    [`not (${yes} and ${no})`, 'yes'],
  ])('%s: %s', (text, expected) => {
    expect(ask(text, silent)).toBe(expected);
    expect(ask(`not (${text})`, silent)).toBe(not[expected]);
  });

  const hosts = fc.constantFrom(web, silent, redHat);
  const at = (selector: Selector, host: SelectableHost) => evaluate({ selector, host, now: THE_MORNING });

  it('obey de Morgan', () => {
    fc.assert(
      fc.property(selectors, selectors, hosts, (a, b, host) => {
        const negated = (part: Selector): Selector => ({ kind: 'not', part });
        expect(at(negated({ kind: 'and', parts: [a, b] }), host)).toBe(
          at({ kind: 'or', parts: [negated(a), negated(b)] }, host),
        );
      }),
    );
  });

  it('never turn into the opposite when more becomes known', () => {
    fc.assert(
      fc.property(selectors, fc.constantFrom(web, redHat), (selector, host) => {
        const before = at(selector, { ...host, inventory: null, inventoryReceivedAt: null });
        expect([before, 'unknown']).toContain(before === 'unknown' ? 'unknown' : at(selector, host));
      }),
    );
  });

  it('are only yes and no where labels alone decide, with or without an inventory', () => {
    fc.assert(
      fc.property(labelSelectors, hosts, (selector, host) => {
        const answer = evaluateOnLabels(selector, host.labels);
        expect(answer).not.toBe('unknown');
        expect(at(selector, host)).toBe(answer);
      }),
    );
  });

  it('answer unknown on labels alone to everything that needs more', () => {
    for (const text of ['host = web-1', 'mode = adopted', 'package(x)', 'kernel > 1', 'stale > 1', 'package(x) = 1']) {
      expect(evaluateOnLabels(read(text), labels)).toBe('unknown');
    }
  });
});
