// The score of a vulnerability on a host whose confidentiality, integrity or availability matters more or less than usual.

import type { CvssRating } from '@slipway/core/advisory';
import { parseVector, tenthsOf } from './vector.ts';

type Requirement = 'low' | 'medium' | 'high';

/** `null`: nobody said; counts as the standard's own default. */
export interface HostRequirements {
  readonly confidentiality: Requirement | null;
  readonly integrity: Requirement | null;
  readonly availability: Requirement | null;
}

const REQUIREMENTS: readonly Requirement[] = ['low', 'medium', 'high'];

/** From the labels `confidentiality-requirement`, `integrity-requirement`, `availability-requirement`. */
export const requirementsOf = (labels: Readonly<Record<string, string>>): HostRequirements => {
  const named = (name: string): Requirement | null =>
    REQUIREMENTS.find((word) => Object.hasOwn(labels, name) && labels[name] === word) ?? null;
  return {
    confidentiality: named('confidentiality-requirement'),
    integrity: named('integrity-requirement'),
    availability: named('availability-requirement'),
  };
};

const METRICS = { confidentiality: 'CR', integrity: 'IR', availability: 'AR' } as const;
const VALUES = { low: 'L', medium: 'M', high: 'H' } as const;
const METRIC_NAMES = Object.keys(METRICS) as readonly (keyof typeof METRICS)[];

/**
 * The port that core/urgency asks: the score times ten. Of the vector only the base metrics are taken. Some raters add an
 * environment of their own (CVE-2025-27363 by its CNA), which is not this host's, and how ripe an exploit is (`E`, `RL`)
 * is true of the day it was written. Without a vector or a requirement the base score stands.
 */
export const scoreTenthsFor = (requirements: HostRequirements): ((rating: CvssRating) => number) => {
  const given = METRIC_NAMES.flatMap((name) => {
    const value = requirements[name];
    return value === null ? [] : [`${METRICS[name]}:${VALUES[value]}`];
  });
  return ({ vector, scoreTenths }) => {
    if (vector === null || given.length === 0) return scoreTenths;
    const base = vector.split('/').filter(isBase);
    return tenthsOf(parseVector([...base, ...given].join('/'))?.parsed.calculateScores().overall) ?? scoreTenths;
  };
};

const BASE = /^(?:CVSS|AV|AC|AT|Au|PR|UI|S|C|I|A|VC|VI|VA|SC|SI|SA):/;
/** `S` is the scope of version 3 and version 4's supplemental safety: the latter has no effect on a score. */
const isBase = (part: string): boolean => BASE.test(part);
