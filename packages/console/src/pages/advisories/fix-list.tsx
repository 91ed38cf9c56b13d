import { Link } from '@tanstack/react-router';
import type { Schemas } from '../../api/index.ts';
import { countText } from '../../widgets/index.ts';

type Update = NonNullable<Schemas['Advisory']['updates']>[number];

/** Which update ends it, on which release, and how many hosts of today need that. */
export const FixList = ({ updates, label }: { readonly updates: readonly Update[]; readonly label: string }) =>
  updates.length === 0 ? (
    <span className="slw-subtle">no host is known to need it</span>
  ) : (
    <ul className="slw-fixes" aria-label={label}>
      {updates.map(({ release, sourcePackage, fixedVersion, hosts, unknown, excepted }) => (
        <li key={`${release.distribution} ${release.release} ${sourcePackage} ${fixedVersion}`}>
          <span className="slw-subtle">
            {release.distribution} {release.release}
          </span>{' '}
          {sourcePackage}{' '}
          <span className="slw-code">{fixedVersion ?? <span className="slw-subtle">no fix yet</span>}</span>{' '}
          <Link to="/exposures" search={{ package: sourcePackage, open: sourcePackage }} className="slw-number">
            {hosts === null ? 'hosts to be counted' : countText(hosts, 'host')}
            {unknown > 0 ? `, ${unknown} unknown` : ''}
            {excepted > 0 ? `, ${excepted} excepted` : ''}
          </Link>
        </li>
      ))}
    </ul>
  );
