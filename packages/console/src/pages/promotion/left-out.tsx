import { ExpandableSection } from '@patternfly/react-core';
import type { Schemas } from '../../api/index.ts';
import { countText, Why } from '../../widgets/index.ts';

/** What hosts see pending and the cut could not take. Nothing is shown where that is nothing. */
export const LeftOut = ({ leftOut }: { readonly leftOut: Schemas['LeftOut'] | undefined }) => {
  if (leftOut === undefined) return null;
  const { count, updates } = leftOut;
  return (
    <ExpandableSection toggleText={`${countText(count, 'update')} left out, still pending`}>
      <ul className="slw-way">
        {updates.map(({ platform, name, architecture, version, origin, hosts, reason }) => (
          <li key={JSON.stringify([platform, name, architecture, version, origin])}>
            {name} {version} on {countText(hosts, 'host')}: <Why reason={reason} />
          </li>
        ))}
      </ul>
      {count > updates.length ? (
        <p className="slw-ends">and {count - updates.length} more, in `slipway patch-set show`</p>
      ) : null}
    </ExpandableSection>
  );
};
