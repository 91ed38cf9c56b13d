// How people read where the files of a way back come from.

import type { PreviousVersion } from './types.ts';

/** `all kept`, or of which place how many, those made anew by name: their configuration files are the host's present ones. */
export function wayBackPlacesText(previous: readonly Pick<PreviousVersion, 'name' | 'version' | 'place'>[]): string {
  const before = previous.filter(({ version }) => version !== null);
  const cached = before.filter(({ place }) => place === 'host-cache').length;
  const rebuilt = before.flatMap(({ place, name, version }) => (place === 'rebuilt' ? [`${name} ${version}`] : []));
  if (cached + rebuilt.length === 0) return 'all kept';
  const kept = before.length - cached - rebuilt.length;
  return [
    ...(kept === 0 ? [] : [`${kept} kept`]),
    ...(cached === 0 ? [] : [`${cached} from the host's own cache`]),
    ...(rebuilt.length === 0
      ? []
      : [`${rebuilt.length} made anew on the host with its present configuration files (${rebuilt.join(', ')})`]),
  ].join(', ');
}
