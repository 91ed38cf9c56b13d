import { Card, CardBody, CardTitle, DescriptionList } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import { DigestText, Term, When } from '../../widgets/index.ts';
import type { Plan } from './plan.ts';

export const BoundsCard = ({ plan: { header } }: { readonly plan: Plan }) => {
  const { bounds } = header;
  const { newDependencies, removals, downgrades } = bounds.changes;
  const terms = [
    [
      'Patch set',
      <Link key="digest" to="/patch-sets/$digest" params={{ digest: bounds.patchSetDigest }}>
        <DigestText digest={bounds.patchSetDigest} />
      </Link>,
    ],
    [
      'Hosts',
      <a key="hosts" href="#hosts">
        {bounds.hosts.length}
      </a>,
    ],
    ['Away at once', `at most ${bounds.awayMax}`],
    ['Failure budget', `${header.failureBudgetHosts} hosts`],
    ['New dependencies', newDependencies],
    ['Removals', removals.length === 0 ? 'none' : removals.join(', ')],
    ['Downgrades', downgrades],
    [
      'Clusters',
      bounds.clusterLimits.map(({ cluster, awayMax }) => `${cluster}: ${awayMax} away`).join(', ') || 'none',
    ],
    ['Expires', <When key="expires" at={bounds.expiresAt} />],
  ] as const;
  return (
    <Card>
      <CardTitle component="h2">Bounds: what an approval allows</CardTitle>
      <CardBody>
        <DescriptionList isHorizontal isCompact>
          {terms.map(([name, value]) => (
            <Term key={name} name={name}>
              {value}
            </Term>
          ))}
        </DescriptionList>
      </CardBody>
    </Card>
  );
};
