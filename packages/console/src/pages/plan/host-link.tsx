import { Link } from '@tanstack/react-router';
import type { Plan } from './plan.ts';

/** A host that the planning report names, by its name as far as the controller tells it. */
export const HostLink = (props: { readonly plan: Plan; readonly hostId: string }) => (
  <Link to="/hosts/$hostId" params={{ hostId: props.hostId }}>
    {props.plan.hostnames?.[props.hostId] ?? props.hostId}
  </Link>
);
