import { Popover, type PopoverProps } from '@patternfly/react-core';
import type { ReactNode } from 'react';

/**
 * What lies behind a button, with its title. PatternFly's own title is a `header` with a heading of the sixth order: to whoever
 * listens to the page a second banner of it, amid its headings.
 */
export const Behind = ({
  title,
  label = title,
  body,
  maxWidth,
  children,
}: {
  readonly title: string;
  /** To whoever cannot see where it stands; the title unless said. */
  readonly label?: string;
  readonly body: ReactNode;
  readonly maxWidth?: PopoverProps['maxWidth'];
  readonly children: NonNullable<PopoverProps['children']>;
}) => (
  <Popover
    aria-label={label}
    {...(maxWidth === undefined ? {} : { maxWidth })}
    bodyContent={
      <>
        <p className="slw-behind-title">{title}</p>
        {body}
      </>
    }
  >
    {children}
  </Popover>
);
