import { Label } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import { countText } from '../../widgets/index.ts';
import type { Detail } from './detail.ts';

type ThirdParty = NonNullable<NonNullable<Detail['inventory']>['thirdParty']>;
type Found = Extract<ThirdParty, { kind: 'known' }>['none'][number];

/** What comes from outside the distribution, by who publishes it; what is newer there no feed need speak of. */
export const ThirdPartyList = ({ found }: { readonly found: ThirdParty | undefined }) => {
  if (found === undefined) return null;
  if (found.kind === 'unknown') return <p>From outside the distribution: unknown, {found.detail}</p>;
  return (
    <>
      {found.origins.map(({ origin, uri, packages }) => (
        <section key={JSON.stringify([origin, uri])}>
          <h2 className="slw-part">
            From {origin.origin || origin.label || uri || 'an origin without a name'}{' '}
            {uri === null ? null : <span className="slw-code slw-subtle">{uri}</span>}
          </h2>
          <Packages packages={packages} />
        </section>
      ))}
      {found.none.length === 0 ? null : (
        <section>
          <h2 className="slw-part">From no repository of the host</h2>
          <Packages packages={found.none} />
        </section>
      )}
      {found.unknown === 0 ? null : <Unknown count={found.unknown} packages={found.unknownPackages ?? []} />}
    </>
  );
};

/** Its agent looked at another list of packages than the newest: at the next look they are of an origin. */
const Unknown = (props: {
  readonly count: number;
  readonly packages: readonly Pick<Found, 'name' | 'architecture' | 'version'>[];
}) => (
  <details className="slw-details">
    <summary>Of {countText(props.count, 'package')} nobody looked where it comes from</summary>
    <Packages packages={props.packages.map((one) => ({ ...one, newer: null }))} />
  </details>
);

const Packages = ({ packages }: { readonly packages: readonly Omit<Found, 'listed'>[] }) => (
  <ul className="slw-rows">
    {packages.map(({ name, architecture, version, newer }) => (
      <li key={`${name} ${architecture} ${version}`}>
        <Link to="/software/$name" params={{ name }}>
          {name}
        </Link>{' '}
        <span className="slw-code">{version}</span>{' '}
        {newer === null ? null : (
          <Label isCompact color="orange">
            {newer} is there
          </Label>
        )}
      </li>
    ))}
  </ul>
);
