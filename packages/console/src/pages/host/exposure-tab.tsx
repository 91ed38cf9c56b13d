import { EmptyState, EmptyStateBody, Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { api, useAnswer } from '../../api/index.ts';
import { countText, SeverityLabel, Shown, When, Why } from '../../widgets/index.ts';

export const ExposureTab = ({ hostId }: { readonly hostId: string }) => {
  const exposure = useAnswer(
    'exposures',
    ['host', hostId],
    async (signal) => await api.GET('/api/v1/hosts/{hostId}/exposure', { params: { path: { hostId } }, signal }),
  );
  return (
    <Shown answer={exposure} what="what it is exposed to" lines={8}>
      {({ updates, hostGaps, feeds }) => (
        <>
          {feeds.length === 0 ? <p>No feed is read: of no package is anything known.</p> : null}
          <ul className="slw-rows" aria-label="Where silence is not safety">
            {hostGaps.map((gap) => (
              <li key={`${gap.reason.code} ${gap.package?.name ?? ''}`}>
                <Label color="purple" isCompact variant="outline">
                  unknown
                </Label>{' '}
                <Why reason={gap.reason} />
              </li>
            ))}
          </ul>
          {updates.length === 0 ? (
            <EmptyState titleText="Nothing is known to be exposed" headingLevel="h2" variant="sm">
              <EmptyStateBody>
                {hostGaps.length === 0 ? 'By the feeds that are read.' : 'But see what is unknown above.'}
              </EmptyStateBody>
            </EmptyState>
          ) : (
            <Table variant="compact" aria-label="What it is exposed to, by update">
              <Thead>
                <Tr>
                  <Th>Package</Th>
                  <Th>To</Th>
                  <Th>Severity</Th>
                  <Th>Due</Th>
                  <Th width={40}>How it stands</Th>
                </Tr>
              </Thead>
              <Tbody>
                {updates.map((update) => (
                  <Tr key={`${update.sourcePackage} ${update.fixedVersion} ${update.state}`}>
                    <Td dataLabel="Package">
                      <strong>{update.sourcePackage}</strong>
                      <div>
                        <Link
                          to="/exposures"
                          search={{
                            ...{ package: update.sourcePackage, open: update.sourcePackage },
                            tab: 'vulnerabilities',
                          }}
                        >
                          {countText(update.vulnerabilities, 'vulnerability')}
                        </Link>
                      </div>
                    </Td>
                    <Td dataLabel="To" className="slw-code">
                      {update.fixedVersion ?? 'no fix yet'}
                    </Td>
                    <Td dataLabel="Severity">
                      <SeverityLabel severity={update.severity} tenths={update.worstTenths} />
                    </Td>
                    <Td dataLabel="Due">
                      {update.dueFirst.urgency.deadline === null ? (
                        <span className="slw-subtle">none</span>
                      ) : (
                        <When at={update.dueFirst.urgency.deadline} />
                      )}
                    </Td>
                    <Td dataLabel="How it stands">
                      <Why reason={update.reason} />
                      {update.processes.length === 0 ? null : (
                        <div className="slw-subtle">
                          old code in memory of{' '}
                          {update.processes.map(({ unit, executable }) => unit ?? executable).join(', ')}
                        </div>
                      )}
                    </Td>
                  </Tr>
                ))}
              </Tbody>
            </Table>
          )}
        </>
      )}
    </Shown>
  );
};
