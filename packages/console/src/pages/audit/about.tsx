// Where an entry leads: to what it is about.

import { Link } from '@tanstack/react-router';
import type { Schemas } from '../../api/index.ts';
import { DigestText } from '../../widgets/index.ts';

type Event = Schemas['AuditEvent'];

export const About = ({ event: { action, object } }: { readonly event: Event }) => {
  const [subject = ''] = action.split('.');
  if (subject === 'plan' && object.startsWith('sha256:')) {
    return (
      <Link to="/plans/$digest" params={{ digest: object }}>
        plan <DigestText digest={object} />
      </Link>
    );
  }
  if (object.startsWith('rollout-')) {
    return (
      <Link to="/rollouts/$rolloutId" params={{ rolloutId: object }}>
        {object}
      </Link>
    );
  }
  if (object.startsWith('host-')) {
    return (
      <Link to="/hosts/$hostId" params={{ hostId: object }}>
        {object}
      </Link>
    );
  }
  if (subject === 'policy') {
    return (
      <Link to="/policies" search={{ tab: 'history' }}>
        policy
      </Link>
    );
  }
  const tab = SETTINGS[subject];
  if (tab !== undefined) {
    return (
      <Link to="/settings" search={{ tab }}>
        {object}
      </Link>
    );
  }
  return object.startsWith('sha256:') ? <DigestText digest={object} /> : object;
};

const SETTINGS: Readonly<Record<string, string>> = {
  account: 'people',
  token: 'tokens',
  'enrolment-token': 'enrolment',
  feed: 'feeds',
  audience: 'notifications',
};

/** A value that is a digest is shown as lists show it. */
export const Facts = ({ facts }: { readonly facts: Event['facts'] }) => (
  <>
    {Object.entries(facts)
      .filter(([, value]) => value !== '')
      .map(([name, value]) => (
        <span key={name} className="slw-fact">
          <span className="slw-subtle">{name}</span>{' '}
          {typeof value === 'string' && value.startsWith('sha256:') ? <DigestText digest={value} /> : String(value)}
        </span>
      ))}
  </>
);
