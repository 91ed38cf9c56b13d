import { Link } from '@tanstack/react-router';
import type { Counted, Schemas } from '../api/index.ts';
import { countText } from './count.ts';

type Gap = Schemas['Exposures']['unheard'][number] | Schemas['Exposures']['gaps'][number];

const COUNTED: Readonly<Record<string, Counted>> = {
  'host-never-reported': 'never-reported',
  'host-long-silent': 'long-silent',
};

/** Of how many hosts silence does not mean safe, and which those are. */
export const GapHosts = ({ gap }: { readonly gap: Gap }) => {
  const counted = COUNTED[gap.reason.code];
  const search =
    'release' in gap
      ? { selector: `distribution = "${gap.release.distribution}" and release = "${gap.release.release}"` }
      : counted === undefined
        ? null
        : { counted };
  const text = <span className="slw-number">{countText(gap.hosts, 'host')}</span>;
  return search === null ? (
    text
  ) : (
    <Link to="/hosts" search={search}>
      {text}
    </Link>
  );
};
