// The console's beginning: styles, queries, session, router.
import '@patternfly/patternfly/patternfly-base.css';
import './console.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queries, SessionProvider } from './api/index.ts';
import { App } from './app/index.ts';
import { ZoneProvider } from './time/index.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no root');

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries()}>
      <ZoneProvider>
        <SessionProvider>
          <App />
        </SessionProvider>
      </ZoneProvider>
    </QueryClientProvider>
  </StrictMode>,
);
