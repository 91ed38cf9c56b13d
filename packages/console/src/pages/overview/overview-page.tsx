import { PageSection } from '@patternfly/react-core';
import { PageHead } from '../../widgets/index.ts';
import { DueCard } from './due-card.tsx';
import { FleetCard } from './fleet-card.tsx';
import { RolloutsCard } from './rollouts-card.tsx';
import { WaitingCard } from './waiting-card.tsx';
import { WindowsCard } from './windows-card.tsx';

export const OverviewPage = () => (
  <>
    <PageHead
      title="Overview"
      about="Are we safe: what is due, who is not known, what runs, and what waits for somebody."
    />
    <PageSection>
      <div className="slw-grid">
        <DueCard />
        <FleetCard />
        <RolloutsCard />
        <WaitingCard />
        <WindowsCard />
      </div>
    </PageSection>
  </>
);
