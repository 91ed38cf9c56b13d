import {
  Alert,
  EmptyState,
  EmptyStateBody,
  PageSection,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
} from '@patternfly/react-core';
import { SearchIcon } from '@patternfly/react-icons';
import { parseSelector } from '@slipway/core/selection';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { problemOf } from '../../api/index.ts';
import { PageHead, reasonText, Shown } from '../../widgets/index.ts';
import { HostsTable } from './hosts-table.tsx';
import { SavedViews } from './saved-views.tsx';
import { SelectorInput } from './selector-input.tsx';
import { useHosts } from './use-hosts.ts';

const route = getRouteApi('/hosts');

export const HostsPage = () => {
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/hosts' });
  const { selector = '', environment } = search;
  const parsed = selector === '' ? null : parseSelector(selector);
  const problem = parsed === null || parsed.ok ? null : reasonText(parsed.reason);
  const hosts = useHosts({ selector: problem === null ? selector : '', environment, isEnabled: problem === null });
  const choose = (next: string): void => {
    void navigate({
      search: { ...(next === '' ? {} : { selector: next }), ...(environment === undefined ? {} : { environment }) },
      replace: true,
    });
  };
  return (
    <>
      <PageHead
        title="Hosts"
        about="Which hosts there are, and how each stands. A selector is a sentence that each host answers: environment = prod and reboot = needed."
      />
      <PageSection isFilled>
        <Toolbar>
          <ToolbarContent>
            <ToolbarItem className="slw-selector">
              <SelectorInput value={selector} problem={problem} labels={hosts.labels} onChange={choose} />
            </ToolbarItem>
            <ToolbarItem>
              <SavedViews selector={selector} onChoose={choose} />
            </ToolbarItem>
          </ToolbarContent>
        </Toolbar>
        {environment === undefined ? null : (
          <Alert
            isInline
            isPlain
            variant="info"
            component="p"
            title={`Only of the environment ${environment}.`}
            actionLinks={
              <button
                type="button"
                className="pf-v6-c-button pf-m-link pf-m-inline"
                onClick={() => void navigate({ search: selector === '' ? {} : { selector } })}
              >
                All environments
              </button>
            }
          />
        )}
        {hosts.answer.data !== undefined && hosts.answer.error != null ? (
          <p className="slw-subtle">{problemOf(hosts.answer.error).code}</p>
        ) : null}
        <Shown
          answer={hosts.answer}
          what="hosts"
          level="h2"
          lines={14}
          isEmpty={(rows) => rows.length === 0}
          empty={
            <EmptyState
              titleText={selector === '' ? 'No host is here yet' : 'No host answers yes'}
              headingLevel="h2"
              icon={SearchIcon}
            >
              <EmptyStateBody>
                {selector === '' ? (
                  <>
                    <Link to="/settings" search={{ tab: 'enrolment' }}>
                      Settings
                    </Link>{' '}
                    makes the line to run on a host; so does <code>slipway enrol token</code>.
                  </>
                ) : (
                  'Hosts of which it is not known (they never reported) are not selected either, nor by its negation.'
                )}
              </EmptyStateBody>
            </EmptyState>
          }
        >
          {(rows) => (
            <HostsTable
              hosts={rows}
              total={hosts.total}
              more={hosts.more}
              isAsking={hosts.isAskingMore}
              isBefore={hosts.isBefore}
            />
          )}
        </Shown>
      </PageSection>
    </>
  );
};
