import { PageSection, Tab, Tabs, TabTitleText } from '@patternfly/react-core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useMay } from '../../api/index.ts';
import { PageHead } from '../../widgets/index.ts';
import { EnrolmentTab } from './enrolment-tab.tsx';
import { FeedsTab } from './feeds-tab.tsx';
import { NotificationsTab } from './notifications-tab.tsx';
import { OwnTab } from './own-tab.tsx';
import { PeopleTab } from './people-tab.tsx';
import { TokensTab } from './tokens-tab.tsx';

const route = getRouteApi('/settings');

/** With the role that the API asks of whoever looks. */
const TABS = [
  ['own', 'Your account', 'viewer', OwnTab],
  ['people', 'People', 'administrator', PeopleTab],
  ['tokens', 'Tokens', 'administrator', TokensTab],
  ['enrolment', 'Enrolment', 'operator', EnrolmentTab],
  ['feeds', 'Feeds', 'viewer', FeedsTab],
  ['notifications', 'Notifications', 'viewer', NotificationsTab],
] as const;

export const SettingsPage = () => {
  const { tab } = route.useSearch();
  const navigate = useNavigate({ from: '/settings' });
  const may = { viewer: true, operator: useMay('operator'), administrator: useMay('administrator') };
  const mine = TABS.filter(([, , role]) => may[role]);
  const [active] = mine.find(([name]) => name === tab) ?? TABS[0];
  return (
    <>
      <PageHead title="Settings" about="Who may do what, how hosts come in, what is read, and who is told." />
      <PageSection>
        <Tabs
          activeKey={active}
          onSelect={(_event, key) => void navigate({ search: { tab: String(key) }, replace: true })}
          aria-label="Settings"
        >
          {mine.map(([name, text, , Content]) => (
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
