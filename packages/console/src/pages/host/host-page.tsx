import { Breadcrumb, BreadcrumbItem, Label, PageSection, Tab, Tabs, TabTitleText } from '@patternfly/react-core';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { api, useAnswer } from '../../api/index.ts';
import { Ago, PageHead, Shown } from '../../widgets/index.ts';
import { Changes } from './changes.tsx';
import type { Detail } from './detail.ts';
import { ExposureTab } from './exposure-tab.tsx';
import { FactsTab } from './facts-tab.tsx';
import { HistoryTab } from './history-tab.tsx';
import { PackagesTab } from './packages-tab.tsx';
import { PendingTab } from './pending-tab.tsx';
import { WhyCard } from './why-card.tsx';

const route = getRouteApi('/hosts/$hostId');

const TABS = [
  ['why', 'Why not patched?'],
  ['exposure', 'Exposures'],
  ['pending', 'Pending updates'],
  ['packages', 'Packages'],
  ['facts', 'What it is'],
  ['history', 'History'],
] as const;
type Name = (typeof TABS)[number][0];

export const HostPage = () => {
  const { hostId } = route.useParams();
  const host = useAnswer(
    'hosts',
    ['one', hostId],
    async (signal) => await api.GET('/api/v1/hosts/{hostId}', { params: { path: { hostId } }, signal }),
  );
  const summary = host.data?.host;
  return (
    <>
      <PageHead
        title={summary?.hostname ?? 'Host'}
        about={summary === undefined ? hostId : <About summary={summary} />}
        crumbs={
          <Breadcrumb>
            <BreadcrumbItem render={() => <Link to="/hosts">Hosts</Link>} />
            <BreadcrumbItem isActive>{hostId}</BreadcrumbItem>
          </Breadcrumb>
        }
        actions={host.data === undefined ? undefined : <Changes detail={host.data} />}
      />
      <PageSection>
        <Shown answer={host} what="this host" level="h2" lines={12}>
          {(detail) => <Inside detail={detail} />}
        </Shown>
      </PageSection>
    </>
  );
};

const About = ({ summary }: { readonly summary: Detail['host'] }) => (
  <span className="slw-labels">
    <Label isCompact>{summary.environment ?? 'no environment'}</Label>
    <Label isCompact color={summary.mode.reported === 'adopted' ? 'green' : 'grey'}>
      {summary.mode.reported}
    </Label>
    {summary.barred === null ? null : (
      <Label isCompact color="red">
        barred
      </Label>
    )}
    {summary.stopped ? (
      <Label isCompact color="red">
        stopped on the host
      </Label>
    ) : null}
    <span>
      {summary.platform === null ? 'never reported' : `${summary.platform.distribution} ${summary.platform.release}`} ·
      seen {summary.seenAt === null ? 'never' : <Ago at={summary.seenAt} />}
    </span>
    {Object.entries(summary.labels).map(([label, value]) => (
      <Label key={label} isCompact variant="outline">
        {label}={value}
      </Label>
    ))}
  </span>
);

const Inside = ({ detail }: { readonly detail: Detail }) => {
  const { tab } = route.useSearch();
  const navigate = useNavigate({ from: '/hosts/$hostId' });
  const active: Name = TABS.find(([name]) => name === tab)?.[0] ?? 'why';
  return (
    <Tabs
      activeKey={active}
      onSelect={(_event, key) => void navigate({ search: { tab: String(key) }, replace: true })}
      aria-label="About this host"
    >
      {TABS.map(([name, text]) => (
        <Tab key={name} eventKey={name} title={<TabTitleText>{text}</TabTitleText>}>
          {active === name ? <div className="slw-tab">{contentOf(name, detail)}</div> : null}
        </Tab>
      ))}
    </Tabs>
  );
};

const contentOf = (name: Name, detail: Detail) => {
  const { hostId } = detail.host;
  switch (name) {
    case 'why':
      return <WhyCard host={detail.host} />;
    case 'exposure':
      return <ExposureTab hostId={hostId} />;
    case 'pending':
      return <PendingTab detail={detail} />;
    case 'packages':
      return <PackagesTab hostId={hostId} thirdParty={detail.inventory?.thirdParty} />;
    case 'facts':
      return <FactsTab detail={detail} />;
    case 'history':
      return <HistoryTab hostId={hostId} />;
    default:
      return name satisfies never;
  }
};
