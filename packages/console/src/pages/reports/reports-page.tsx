import { PageSection, Tab, Tabs, TabTitleText } from '@patternfly/react-core';
import { useNavigate } from '@tanstack/react-router';
import { PageHead } from '../../widgets/index.ts';
import { route } from './asked.ts';
import { ChangesTab } from './changes-tab.tsx';
import { ComplianceTab } from './compliance-tab.tsx';
import { ExceptionsTab } from './exceptions-tab.tsx';
import { SlaTab } from './sla-tab.tsx';
import { TimeTab } from './time-tab.tsx';

const TABS = [
  ['compliance', 'Compliance', ComplianceTab],
  ['sla', 'Deadlines', SlaTab],
  ['time', 'Time to patch', TimeTab],
  ['exceptions', 'Exceptions', ExceptionsTab],
  ['changes', 'What changed', ChangesTab],
] as const;

export const ReportsPage = () => {
  const { tab } = route.useSearch();
  const navigate = useNavigate({ from: '/reports' });
  const [active] = TABS.find(([name]) => name === tab) ?? TABS[0];
  return (
    <>
      <PageHead
        title="Reports"
        about="How well the fleet is patched, and how it was. What nobody knows is counted as unknown, never as good."
      />
      <PageSection>
        <Tabs
          activeKey={active}
          // A list behind a number belongs to one report; the days belong to all.
          onSelect={(_event, key) =>
            void navigate({
              search: ({ asOf, by, from, to }) => ({ tab: String(key), ...kept({ asOf, by, from, to }) }),
            })
          }
          aria-label="Reports"
        >
          {TABS.map(([name, text, Content]) => (
            <Tab key={name} eventKey={name} title={<TabTitleText>{text}</TabTitleText>}>
              {active === name ? (
                <div className="slw-tab">
                  <Content />
                </div>
              ) : null}
            </Tab>
          ))}
        </Tabs>
      </PageSection>
    </>
  );
};

const kept = (search: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(search).filter((pair): pair is [string, string] => pair[1] !== undefined));
