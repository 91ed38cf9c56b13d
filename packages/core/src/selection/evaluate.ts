// What a host answers to a selector: three values, so that "not known" never passes for "no" or "yes".

import { type Instant, msBetween } from '../time/index.ts';
import {
  compareDeb,
  compareRpmForMatching,
  compareRpmSegment,
  type Order,
  type VersionFormat,
} from '../version/index.ts';
import type { Answer, Comparison, Labels, Named, SelectableHost, Selector, TextFact } from './types.ts';

export const evaluate = (options: {
  readonly selector: Selector;
  readonly host: SelectableHost;
  readonly now: Instant;
}): Answer => {
  const { selector, host, now } = options;
  return answer(selector, { labels: host.labels, observed: { host, now } });
};

/** Looks at labels alone; whatever asks about more is unknown. For membership, where inventory must not decide. */
export const evaluateOnLabels = (selector: Selector, labels: Labels): Answer =>
  answer(selector, { labels, observed: null });

interface Subject {
  readonly labels: Labels;
  readonly observed: { readonly host: SelectableHost; readonly now: Instant } | null;
}

function answer(selector: Selector, subject: Subject): Answer {
  switch (selector.kind) {
    case 'and':
      return combined(selector.parts, subject, 'no');
    case 'or':
      return combined(selector.parts, subject, 'yes');
    case 'not':
      return negated(answer(selector.part, subject));
    case 'label-exists':
      return yesIf(Object.hasOwn(subject.labels, selector.label));
    case 'is': {
      const found = textOf(selector.of, subject);
      if (found === null) return 'unknown';
      return yesIf((found === selector.value) === (selector.operator === '='));
    }
    case 'in': {
      const found = textOf(selector.of, subject);
      if (found === null) return 'unknown';
      return yesIf(found !== undefined && selector.values.includes(found));
    }
    case 'kernel':
    case 'package-installed':
    case 'package-version':
    case 'stale':
      return answerFromInventory(selector, subject);
    default:
      return refuseKind(selector);
  }
}

/** `decisive` settles it whatever the other parts say: a no for `and`, a yes for `or`. */
function combined(parts: readonly Selector[], subject: Subject, decisive: 'yes' | 'no'): Answer {
  let sum: Answer = decisive === 'yes' ? 'no' : 'yes';
  for (const part of parts) {
    const one = answer(part, subject);
    if (one === decisive) return decisive;
    if (one === 'unknown') sum = 'unknown';
  }
  return sum;
}

/** `undefined`: the host does not have the label, which equals nothing. `null`: not known. */
function textOf(of: Named, { labels, observed }: Subject): string | undefined | null {
  if (of.kind === 'label') return Object.hasOwn(labels, of.label) ? labels[of.label] : undefined;
  return observed === null ? null : factOf(of.fact, observed.host);
}

/** `null`: not known. */
function factOf(fact: TextFact, host: SelectableHost): string | null {
  switch (fact) {
    case 'host':
      return host.hostId;
    case 'hostname':
      return host.hostname;
    case 'mode':
      return host.mode;
    case 'distribution':
    case 'release':
    case 'architecture':
      return host.inventory?.system[fact] ?? null;
    case 'reboot': {
      const kind = host.inventory?.reboot.kind ?? 'unknown';
      return kind === 'unknown' ? null : kind;
    }
    default:
      return refuseKind(fact);
  }
}

type InventorySelector = Extract<
  Selector,
  { readonly kind: 'kernel' | 'package-installed' | 'package-version' | 'stale' }
>;

function answerFromInventory(selector: InventorySelector, { observed }: Subject): Answer {
  const inventory = observed?.host.inventory ?? null;
  if (observed === null || inventory === null) return 'unknown';
  const { packages, system } = inventory;
  switch (selector.kind) {
    case 'kernel':
      return yesIf(isKernelMeant(selector, system.kernel.running));
    case 'package-installed':
      return yesIf(packages.some(({ name }) => name === selector.package));
    case 'package-version':
      return yesIf(
        packages.some(
          ({ name, version }) => name === selector.package && isVersionMeant(selector, system.packageFormat, version),
        ),
      );
    case 'stale': {
      const received = observed.host.inventoryReceivedAt;
      if (received === null) return 'unknown';
      const minutes = Math.floor(msBetween(received, observed.now) / 60_000);
      return yesIf(holds(selector.operator, minutes - selector.minutes));
    }
    default:
      return refuseKind(selector);
  }
}

type Asked<Kind extends Selector['kind']> = Extract<Selector, { readonly kind: Kind }>;

/** Whether a kernel that runs answers yes. */
// `uname -r` is not a package version: read as one of Debian, 6.1.0-40-amd64 would have the upstream version
// 6.1.0-40 and be newer than 6.1.0-100. Part by part it is what people mean, on either format.
export const isKernelMeant = ({ operator, version }: Asked<'kernel'>, running: string): boolean =>
  holds(operator, compareRpmSegment(running, version));

/** Whether an installed version of the package answers yes. */
export const isVersionMeant = (
  { operator, version }: Asked<'package-version'>,
  format: VersionFormat,
  found: string,
): boolean => holds(operator, orderOf(format, found, version));

/** With rpm, a version that a person writes without a release means every release of it. */
const orderOf = (format: VersionFormat, found: string, asked: string): Order =>
  format === 'deb' ? compareDeb(found, asked) : compareRpmForMatching(found, asked);

function holds(operator: Comparison, order: number): boolean {
  switch (operator) {
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    default:
      return refuseKind(operator);
  }
}

const yesIf = (condition: boolean): Answer => (condition ? 'yes' : 'no');

const negated = (one: Answer): Answer => (one === 'unknown' ? 'unknown' : yesIf(one === 'no'));

function refuseKind(selector: never): never {
  throw new TypeError(`unknown part of a selector: ${JSON.stringify(selector)}`);
}
