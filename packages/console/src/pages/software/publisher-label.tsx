import { Label } from '@patternfly/react-core';

/** Who publishes a version: the distribution is the plain case, and needs no colour. */
export const PublisherLabel = ({ publisher }: { readonly publisher: string }) => {
  switch (publisher) {
    case 'distribution':
      return <span className="slw-subtle">distribution</span>;
    case 'foreign':
      return (
        <Label color="purple" isCompact>
          third-party
        </Label>
      );
    default:
      return (
        <Label color="purple" variant="outline" isCompact>
          unknown
        </Label>
      );
  }
};
