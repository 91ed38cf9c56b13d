import { PageSection, Tab, Tabs, TabTitleText } from '@patternfly/react-core';
import { getRouteApi, lazyRouteComponent, useNavigate } from '@tanstack/react-router';
import { Suspense } from 'react';
import { api, type Schemas, useAnswer } from '../../api/index.ts';
import { Ago, NoPolicy, PageHead, Shown, When } from '../../widgets/index.ts';
import { FileView } from './file-view.tsx';
import { fileText } from './policy-file.ts';

const route = getRouteApi('/policies');
const TABS = [
  ['file', 'The file'],
  ['change', 'Try a change'],
  ['history', 'History'],
] as const;
type Name = (typeof TABS)[number][0];

/** What judges a file is as large as the rest of the page, and only who changes something needs it, or what a change would do. */
const ChangeTab = lazyRouteComponent(async () => await import('./change-tab.tsx'), 'ChangeTab');
const HistoryTab = lazyRouteComponent(async () => await import('./history-tab.tsx'), 'HistoryTab');

export const PoliciesPage = () => {
  const { tab, revision } = route.useSearch();
  const navigate = useNavigate({ from: '/policies' });
  const active: Name = TABS.find(([name]) => name === tab)?.[0] ?? 'file';
  const policy = useAnswer('policy', ['show'], async (signal) => await api.GET('/api/v1/policy', { signal }));
  return (
    <>
      <PageHead
        title="Policies"
        about={
          policy.data === undefined ? (
            'What people want of their hosts, as one document.'
          ) : (
            <>
              What people want of their hosts, as one document. Revision {policy.data.revision} holds, saved by{' '}
              {policy.data.savedBy} <When at={policy.data.savedAt} />, <Ago at={policy.data.savedAt} />.
            </>
          )
        }
      />
      <PageSection>
        <Shown answer={policy} what="the policy" level="h2" lines={16} missing={<NoPolicy level="h2" />}>
          {(stored) => (
            <Tabs
              activeKey={active}
              onSelect={(_event, key) => void navigate({ search: { tab: String(key) }, replace: true })}
              aria-label="The policy"
            >
              {TABS.map(([name, text]) => (
                <Tab key={name} eventKey={name} title={<TabTitleText>{text}</TabTitleText>}>
                  {active === name ? (
                    <div className="slw-tab">
                      <Content name={name} stored={stored} revision={revision} />
                    </div>
                  ) : null}
                </Tab>
              ))}
            </Tabs>
          )}
        </Shown>
      </PageSection>
    </>
  );
};

const Content = (props: {
  readonly name: Name;
  readonly stored: Schemas['StoredPolicy'];
  readonly revision: string | undefined;
}) => {
  const { name, stored, revision } = props;
  switch (name) {
    case 'file':
      return <FileView text={fileText(stored.policy)} label={`Revision ${stored.revision} of the policy`} />;
    case 'change':
      return (
        <Suspense fallback={<p role="status">Loading the editor</p>}>
          <ChangeTab stored={stored} />
        </Suspense>
      );
    case 'history':
      return (
        <Suspense fallback={<p role="status">Loading the history</p>}>
          <HistoryTab shown={revision} holds={stored.revision} />
        </Suspense>
      );
    default:
      return name satisfies never;
  }
};
