import { Label } from '@patternfly/react-core';
import { useNow } from '../time/index.ts';
import { When } from './when.tsx';

/** A deadline; that there is none is one thing, that nobody can tell another. */
export const DueText = ({ deadline, lane }: { readonly deadline: string | null; readonly lane: string }) => {
  const now = useNow();
  if (deadline === null)
    return lane === 'unknown' ? (
      <Label color="purple" isCompact variant="outline">
        urgency unknown
      </Label>
    ) : (
      <span className="slw-subtle">no deadline</span>
    );
  return (
    <>
      {Date.parse(deadline) < now ? (
        <Label color="red" isCompact>
          overdue
        </Label>
      ) : null}{' '}
      <When at={deadline} />
    </>
  );
};
