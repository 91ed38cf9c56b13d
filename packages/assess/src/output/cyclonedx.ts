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

/** CycloneDX 1.6 with its VEX part: packages as components, a vulnerability for each verdict word that it has. */
export function cyclonedxOf({ system, verdicts, assessedAt }: Assessment, version: string) {
  const refs = new Map(system.packages.map((one) => [keyOf(one.name, one.architecture), purlOf(one, system.release)]));
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
    version: 1,
    metadata: {
      timestamp: assessedAt,
      tools: { components: [{ type: 'application', name: 'slipway', version }] },
      component: { type: 'operating-system', name: system.release.distribution, version: system.release.release },
    },
    components: system.packages.map((one) => ({
      type: 'library',
      'bom-ref': purlOf(one, system.release),
      name: one.name,
      version: one.version,
      purl: purlOf(one, system.release),
    })),
    vulnerabilities: [...grouped.values()].flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const { verdict, urgency } = first;
      return [
        {
          id: verdict.vulnerability,
          source: { name: verdict.feed },
          updated: verdict.feedDate,
          analysis: { state: STATES[verdict.verdict], detail: explain(verdict.reason) },
          ...(verdict.fixedVersion === null ? {} : { recommendation: `Update to ${verdict.fixedVersion} or later` }),
          affects: group.map((one) => ({ ref: refs.get(keyOf(one.verdict.package, one.verdict.architecture)) })),
          properties: [
            { name: 'slipway:reason', value: verdict.reason.code },
            { name: 'slipway:lane', value: urgency?.lane ?? 'none' },
            { name: 'slipway:deadline', value: urgency?.deadline ?? 'none' },
          ],
        },
      ];
    }),
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
    `arch=${encodeURIComponent(one.architecture)}`,
    `distro=${encodeURIComponent(`${release.distribution}-${release.release}`)}`,
    ...(epoch === undefined ? [] : [`epoch=${epoch}`]),
  ];
  const name = `${release.distribution}/${encodeURIComponent(one.name)}`;
  return `pkg:${one.format}/${name}@${encodeURIComponent(version)}?${qualifiers.join('&')}`;
}
