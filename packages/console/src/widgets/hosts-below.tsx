import { formatSelector, type Selector } from '@slipway/core/selection';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Schemas } from '../api/index.ts';

type Update = Pick<Schemas['UpdateLeftOut'], 'platform' | 'name' | 'version'>;

const is = (fact: 'distribution' | 'release', value: string): Selector => ({
  ...{ kind: 'is', operator: '=', value },
  of: { kind: 'fact', fact },
});

/** Behind a number of hosts that an update was pending on: those that carry an older version of it now. */
export const HostsBelow = ({ update, children }: { readonly update: Update; readonly children: ReactNode }) => {
  const { platform, name, version } = update;
  const selector = formatSelector({
    kind: 'and',
    parts: [
      { kind: 'package-version', package: name, operator: '<', version },
      is('distribution', platform.distribution),
      is('release', platform.release),
    ],
  });
  return (
    <Link to="/hosts" search={{ selector }}>
      {children}
    </Link>
  );
};
