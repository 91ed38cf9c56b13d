import { Button, EmptyState, EmptyStateBody, Spinner } from '@patternfly/react-core';
import { PluggedIcon } from '@patternfly/react-icons';
import { RouterProvider } from '@tanstack/react-router';
import { LiveProvider, useSession } from '../api/index.ts';
import { SignInPage } from '../pages/sign-in/index.ts';
import { useKeptFocus } from './kept-focus.ts';
import { router } from './router.tsx';

export const App = () => {
  const { session } = useSession();
  useKeptFocus();
  switch (session.kind) {
    case 'unknown':
      return (
        <div className="slw-sign-in">
          <Spinner aria-label="Asking who is signed in" />
        </div>
      );
    case 'unreachable':
      return (
        <main className="slw-sign-in">
          <EmptyState titleText="The controller does not answer" headingLevel="h1" icon={PluggedIcon} status="danger">
            <EmptyStateBody>Hosts finish what they began; nothing new is started without it.</EmptyStateBody>
            <Button onClick={session.again}>Ask again</Button>
          </EmptyState>
        </main>
      );
    case 'nobody':
      return <SignInPage />;
    case 'person':
      return (
        <LiveProvider>
          <RouterProvider router={router} />
        </LiveProvider>
      );
    default:
      return session satisfies never;
  }
};
