import { ExpandableSection } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import type { Schemas } from '../../api/index.ts';
import { countText, HostsBelow, Why } from '../../widgets/index.ts';

/** What hosts see pending and the cut could not take. Nothing is shown where that is nothing. */
export const LeftOut = (props: { readonly digest: string; readonly leftOut: Schemas['LeftOut'] | undefined }) => {
  const { digest, leftOut } = props;
  if (leftOut === undefined) return null;
  const { count, updates } = leftOut;
  return (
    <ExpandableSection toggleText={`${countText(count, 'update')} left out, still pending`}>
      <ul className="slw-way">
        {updates.map(({ platform, name, architecture, version, origin, hosts, reason }) => (
          <li key={JSON.stringify([platform, name, architecture, version, origin])}>
            {name} {version} on <HostsBelow update={{ platform, name, version }}>{countText(hosts, 'host')}</HostsBelow>
            : <Why reason={reason} />
          </li>
        ))}
      </ul>
      {count > updates.length ? (
        <p className="slw-ends">
          <Link to="/patch-sets/$digest" params={{ digest }} hash="left-out">
            and {count - updates.length} more
          </Link>
        </p>
      ) : null}
    </ExpandableSection>
  );
};
