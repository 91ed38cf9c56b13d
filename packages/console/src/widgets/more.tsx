import { Button } from '@patternfly/react-core';

/** The next page of a list; the place is kept when there is none, so that nothing jumps. */
export const More = ({
  list: { more, isAskingMore, isHere = false },
}: {
  readonly list: {
    readonly more: (() => void) | null;
    readonly isAskingMore: boolean;
    /** As a whole: nothing more will come, for which a place would be kept. */
    readonly isHere?: boolean;
  };
}) =>
  isHere && more === null ? null : (
    <div className="slw-more">
      {more === null ? null : (
        <Button variant="link" onClick={more} isLoading={isAskingMore} isAriaDisabled={isAskingMore}>
          Show more
        </Button>
      )}
    </div>
  );
