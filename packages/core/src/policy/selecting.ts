// Many selectors asked about one host: 10,000 hosts ask 500 clusters each. Most selectors name a label that a host must
// have, so that only those of the host's own labels need asking: 5 ms where asking all took 250.

import { evaluateOnLabels, type Labels, type Selector } from '../selection/index.ts';

/** Answers for each host which of the parts its labels select, in the parts' order. */
export interface Selecting<T> {
  readonly of: (labels: Labels) => readonly T[];
}

export function selecting<T>(parts: readonly { readonly part: T; readonly selector: Selector }[]): Selecting<T> {
  const needs = parts.map(({ selector }) => needsOf(selector));
  const frequency = frequencyOf(needs.flat());
  const rarity = ({ label, values }: Need): number =>
    values.reduce((sum, value) => sum + (frequency.get(label)?.get(value) ?? 0), 0);
  const byLabel = new Map<string, Map<string, number[]>>();
  const always: number[] = [];
  for (const [at, candidates] of needs.entries()) {
    const [rarest] = candidates.toSorted((a, b) => rarity(a) - rarity(b));
    if (rarest === undefined) always.push(at);
    else for (const value of new Set(rarest.values)) placesOf(byLabel, rarest.label, value).push(at);
  }
  const of = (labels: Labels): readonly T[] => {
    const places = [...always];
    for (const [label, byValue] of byLabel) {
      if (Object.hasOwn(labels, label)) places.push(...(byValue.get(labels[label] ?? '') ?? []));
    }
    return places
      .sort((a, b) => a - b)
      .flatMap((at) => parts[at] ?? [])
      .filter(({ selector }) => evaluateOnLabels(selector, labels) === 'yes')
      .map(({ part }) => part);
  };
  return { of };
}

/** Without one of these values in the label, the answer is not yes. */
interface Need {
  readonly label: string;
  readonly values: readonly string[];
}

function needsOf(selector: Selector): readonly Need[] {
  if (selector.kind === 'and') return selector.parts.flatMap(needsOf);
  if (selector.kind === 'in')
    return selector.of.kind === 'label' ? [{ label: selector.of.label, values: selector.values }] : [];
  if (selector.kind !== 'is' || selector.operator !== '=' || selector.of.kind !== 'label') return [];
  return [{ label: selector.of.label, values: [selector.value] }];
}

function frequencyOf(needs: readonly Need[]): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const frequency = new Map<string, Map<string, number>>();
  for (const { label, values } of needs) {
    const byValue = frequency.get(label) ?? new Map<string, number>();
    frequency.set(label, byValue);
    for (const value of values) byValue.set(value, (byValue.get(value) ?? 0) + 1);
  }
  return frequency;
}

function placesOf(byLabel: Map<string, Map<string, number[]>>, label: string, value: string): number[] {
  const byValue = byLabel.get(label) ?? new Map<string, number[]>();
  byLabel.set(label, byValue);
  const places = byValue.get(value) ?? [];
  byValue.set(value, places);
  return places;
}
