import { Card, CardBody, CardTitle, Label } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import { api, useList } from '../../api/index.ts';
import { More, Shown, useRows, When } from '../../widgets/index.ts';

const PAGE = 100;

export const HostsCard = ({ name }: { readonly name: string }) => {
  const hosts = useList(
    'exposures',
    ['advisory-hosts', name],
    async (portion, signal) =>
      await api.GET('/api/v1/advisories/{name}/hosts', { params: { path: { name }, query: portion }, signal }),
    { rows: useRows(PAGE) },
  );
  return (
    <Card className="slw-wide" id="hosts">
      <CardTitle component="h2">Hosts</CardTitle>
      <CardBody>
        <Shown
          answer={hosts.answer}
          what="the hosts"
          lines={3}
          isEmpty={(rows) => rows.length === 0}
          empty={<p className="slw-subtle">No host carries what it is about.</p>}
        >
          {(rows) => (
            <ul className="slw-hosts" aria-label={`Hosts touched by ${name}`}>
              {rows.map((host) => (
                <li key={host.hostId}>
                  <Link to="/hosts/$hostId" params={{ hostId: host.hostId }} search={{ tab: 'exposure' }}>
                    {host.hostname}
                  </Link>{' '}
                  <span className="slw-subtle">{host.environment ?? 'no environment'}</span>{' '}
                  {host.exposed === 'unknown' ? (
                    <Label color="purple" variant="outline" isCompact>
                      unknown
                    </Label>
                  ) : null}
                  {host.exposed === 'no' ? (
                    <span className="slw-subtle">that kernel neither runs nor boots next</span>
                  ) : null}
                  {host.exception === null ? null : (
                    <span className="slw-subtle">
                      exception {host.exception.name} of {host.exception.owner} until{' '}
                      <When at={host.exception.expiresAt} />
                    </span>
                  )}
                </li>
              ))}
            </ul>
          )}
        </Shown>
        <More list={hosts} />
      </CardBody>
    </Card>
  );
};
