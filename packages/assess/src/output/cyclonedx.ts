import type { Verdict } from '@slipway/core/advisory';
import { explain } from '@slipway/core/reasons';
import type { Assessment } from '../assess.ts';

/** CycloneDX's words for an analysis. Unknown is "in triage": somebody has to look. */
const STATES = {
  affected: 'exploitable',
  fixed: 'resolved',
  'not-affected': 'not_affected',
  unknown: 'in_triage',
} as const satisfies Record<Verdict['verdict'], string>;

/** `serial`: a UUID of this document and of no other. */
interface Made {
  readonly version: string;
  readonly serial: string;
}

/** CycloneDX 1.6 with its VEX part: packages as components, a vulnerability for each verdict word that it has. */
export function cyclonedxOf(assessment: Assessment, { version, serial }: Made) {
  const { system, verdicts, assessedAt } = assessment;
  const componentOf = componentFinder(assessment);
  const grouped = Map.groupBy(verdicts, ({ verdict }) =>
    JSON.stringify([
      verdict.vulnerability,
      verdict.verdict,
      explain(verdict.reason),
      verdict.fixedVersion,
      verdict.feed,
    ]),
  );
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${serial}`,
    version: 1,
    metadata: {
      timestamp: assessedAt,
      tools: { components: [{ type: 'application', name: 'slipway', version }] },
      component: { type: 'operating-system', name: system.release.distribution, version: system.release.release },
      properties: unsaidOf(assessment),
    },
    // A reference means one component: a list may name a package twice.
    components: [...new Map(system.packages.map((one) => [purlOf(one, system.release), one]))].map(([purl, one]) => ({
      type: 'library',
      'bom-ref': purl,
      name: one.name,
      version: one.version,
      purl,
    })),
    vulnerabilities: [...grouped.values()].flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const { verdict, standing, urgency } = first;
      return [
        {
          id: verdict.vulnerability,
          source: { name: verdict.feed },
          updated: verdict.feedDate,
          analysis: { state: STATES[verdict.verdict], detail: explain(verdict.reason) },
          ...(verdict.fixedVersion === null ? {} : { recommendation: `Update to ${verdict.fixedVersion} or later` }),
          affects: [...new Set(group.map((one) => componentOf(one.verdict)))].map((ref) => ({ ref })),
          properties: [
            { name: 'slipway:reason', value: verdict.reason.code },
            { name: 'slipway:standing', value: standing },
            { name: 'slipway:lane', value: urgency?.lane ?? 'none' },
            { name: 'slipway:deadline', value: urgency?.deadline ?? 'none' },
          ],
        },
      ];
    }),
  };
}

/** What the vulnerabilities below cannot tell: feeds that were not read, and packages of which nothing is known. */
const unsaidOf = ({ feeds, gaps }: Assessment) => [
  ...feeds.map((feed) =>
    feed.kind === 'read'
      ? { name: `slipway:feed:${feed.source.name}`, value: feed.date as string }
      : { name: 'slipway:feed-refused', value: explain(feed.reason) },
  ),
  ...gaps.map(({ reason }) => ({ name: 'slipway:unknown', value: explain(reason) })),
];

/** Of several kernels of one name the one whose version was compared. */
function componentFinder({ system }: Assessment): (verdict: Verdict) => string {
  const byName = Map.groupBy(system.packages, ({ name, architecture }) => keyOf(name, architecture));
  return ({ package: name, architecture, installedVersion }) => {
    const same = byName.get(keyOf(name, architecture)) ?? [];
    const one =
      same.find(({ version }) => version === installedVersion) ??
      same.find(({ sourceVersion }) => sourceVersion === installedVersion) ??
      same[0];
    if (one === undefined) throw new Error(`a verdict is about ${name}, which is not installed`);
    return purlOf(one, system.release);
  };
}

const keyOf = (name: string, architecture: string): string => `${name}/${architecture}`;

/** Package URL, github.com/package-url/purl-spec: percent-encoded; rpm's epoch is a qualifier, deb's part of the version. */
function purlOf(
  one: {
    readonly format: 'deb' | 'rpm';
    readonly name: string;
    readonly version: string;
    readonly architecture: string;
  },
  release: { readonly distribution: string; readonly release: string },
): string {
  const rpm = one.format === 'rpm' ? /^(\d+):(.*)$/.exec(one.version) : null;
  const [, epoch, version = one.version] = rpm ?? [];
  const qualifiers = [
    `arch=${encoded(one.architecture)}`,
    `distro=${encoded(`${release.distribution}-${release.release}`)}`,
    ...(epoch === undefined ? [] : [`epoch=${epoch}`]),
  ];
  const name = `${release.distribution}/${encoded(one.name)}`;
  return `pkg:${one.format}/${name}@${encoded(version)}?${qualifiers.join('&')}`;
}

/** "The colon must not be percent-encoded, whether used as a separator or otherwise" (PURL-SPECIFICATION). */
const encoded = (text: string): string => encodeURIComponent(text).replaceAll('%3A', ':');
