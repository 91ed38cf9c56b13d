import { EmptyState, EmptyStateBody } from '@patternfly/react-core';

/** Where a page is about the policy, and nobody has said one. */
export const NoPolicy = ({ level }: { readonly level: 'h2' | 'h3' }) => (
  <EmptyState titleText="There is no policy yet" headingLevel={level} variant="sm">
    <EmptyStateBody>
      Until there is one nothing is planned for any host. <code className="slw-code">slipway policy starter</code>{' '}
      prints one to begin with, and <code className="slw-code">slipway policy apply</code> makes it hold.
    </EmptyStateBody>
  </EmptyState>
);
