import { Card, CardBody, CardTitle } from '@patternfly/react-core';
import type { ReactNode } from 'react';

/** The list behind a number, below what the number stands in. */
export const ListBehind = ({
  title,
  close,
  file,
  children,
}: {
  readonly title: ReactNode;
  /** A link to the address without the list. */
  readonly close: (text: string) => ReactNode;
  /** Where the same is as CSV; absent: nowhere. */
  readonly file?: string;
  readonly children: ReactNode;
}) => (
  <Card className="slw-list-behind" isCompact>
    <CardTitle component="h2">
      {title}{' '}
      <span className="slw-list-behind-links">
        {close('Close the list')}{' '}
        {file === undefined ? null : (
          <a href={file} download>
            CSV file of it
          </a>
        )}
      </span>
    </CardTitle>
    <CardBody>{children}</CardBody>
  </Card>
);
