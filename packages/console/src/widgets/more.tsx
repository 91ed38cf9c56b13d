import { Button } from '@patternfly/react-core';

/** The next page of a list; the place is kept when there is none, so that nothing jumps. */
export const More = ({ more, isAsking }: { readonly more: (() => void) | null; readonly isAsking: boolean }) => (
  <div className="slw-more">
    {more === null ? null : (
      <Button variant="link" onClick={more} isLoading={isAsking} isDisabled={isAsking}>
        Show more
      </Button>
    )}
  </div>
);
