import type { ReactNode } from 'react';
import { Bar, type Part } from '../../widgets/index.ts';

const TONES = ['age-0', 'age-1', 'age-2', 'age-3', 'age-4'] as const;
/** Of all versions older than those that are told apart. */
const OLDER = 'age-5';

export interface VersionShare {
  readonly version: string;
  readonly installations: number;
}

/** Versions of one release, the newest first and darkest; colour alone says nothing, so that each is named as well. */
export const VersionBar = ({
  label,
  versions,
  others,
  legend,
  link,
}: {
  readonly label: string;
  readonly versions: readonly VersionShare[];
  readonly others: { readonly versions: number; readonly installations: number };
  readonly legend: 'shown' | 'hidden';
  readonly link?: (version: string, text: string) => ReactNode;
}) => {
  const named = versions.slice(0, TONES.length);
  const rest = versions.slice(TONES.length);
  const older = {
    versions: others.versions + rest.length,
    installations: others.installations + rest.reduce((sum, { installations }) => sum + installations, 0),
  };
  const parts = named.map(
    ({ version, installations }, at): Part => ({
      name: `with ${version}`,
      count: installations,
      tone: TONES[at] ?? OLDER,
      ...(link === undefined ? {} : { link: (text: string) => link(version, text) }),
    }),
  );
  const last: Part = { name: `with ${older.versions} older`, count: older.installations, tone: OLDER };
  return <Bar label={label} parts={[...parts, last]} legend={legend} />;
};
