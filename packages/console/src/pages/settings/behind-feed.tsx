import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ListBehind } from '../../widgets/index.ts';

/** The list behind a number in the row of a feed. */
export const BehindFeed = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <ListBehind
    title={title}
    close={(text) => (
      <Link from="/settings" to="." search={{ tab: 'feeds' }} replace resetScroll={false}>
        {text}
      </Link>
    )}
  >
    {children}
  </ListBehind>
);
