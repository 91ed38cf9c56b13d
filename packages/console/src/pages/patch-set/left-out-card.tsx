import { Card, CardBody, CardTitle } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { api, useList } from '../../api/index.ts';
import { countText, HostsBelow, More, Shown, useRows, Why } from '../../widgets/index.ts';

const PAGE = 50;

/** What hosts see pending and the cut could not take: they stay without it. */
export const LeftOutCard = ({ digest }: { readonly digest: string }) => {
  const leftOut = useList(
    'promotions',
    ['left-out', digest],
    async (portion, signal) =>
      await api.GET('/api/v1/patch-sets/{digest}/left-out', { params: { path: { digest }, query: portion }, signal }),
    { rows: useRows(PAGE, { name: 'leftOut' }) },
  );
  const count = leftOut.first?.count ?? 0;
  return (
    <Card className="slw-wide" id="left-out">
      <CardTitle component="h2">Left out, still pending</CardTitle>
      <CardBody>
        <Shown
          answer={leftOut.answer}
          what="what was left out"
          lines={3}
          isEmpty={(rows) => rows.length === 0}
          empty={
            <p className="slw-subtle">Nothing: the cut took all that hosts saw pending, as far as it was asked for.</p>
          }
        >
          {(rows) => (
            <>
              <p className="slw-subtle">
                {countText(count, 'update')}, those first that most hosts saw pending at the cut. Behind a number are
                the hosts that carry an older version now.
                {leftOut.more === null && rows.length < count ? ` The first ${rows.length} of them are kept.` : ''}
              </p>
              <Table variant="compact" aria-label="Updates that the cut left out">
                <Thead>
                  <Tr>
                    <Th width={25}>Update</Th>
                    <Th>For</Th>
                    <Th>Hosts</Th>
                    <Th width={45}>Why</Th>
                  </Tr>
                </Thead>
                <Tbody>
                  {rows.map(({ platform, name, architecture, version, origin, hosts, reason }) => (
                    <Tr key={JSON.stringify([platform, name, architecture, version, origin])}>
                      <Td dataLabel="Update">
                        {name} <span className="slw-code">{version}</span>{' '}
                        <span className="slw-subtle">{architecture}</span>
                      </Td>
                      <Td dataLabel="For">
                        {platform.distribution} {platform.release}
                      </Td>
                      <Td dataLabel="Hosts" className="slw-number">
                        <HostsBelow update={{ platform, name, version }}>
                          {hosts}
                          <span className="pf-v6-screen-reader"> hosts without {name}</span>
                        </HostsBelow>
                      </Td>
                      <Td dataLabel="Why">
                        <Why reason={reason} />
                      </Td>
                    </Tr>
                  ))}
                </Tbody>
              </Table>
              <More list={leftOut} />
            </>
          )}
        </Shown>
      </CardBody>
    </Card>
  );
};
