import {
  Alert,
  Breadcrumb,
  BreadcrumbItem,
  Card,
  CardBody,
  CardTitle,
  DescriptionList,
  PageSection,
} from '@patternfly/react-core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ageText, useNow } from '../../time/index.ts';
import { countText, DigestText, PageHead, Shown, StateLabel, Term, When, Why } from '../../widgets/index.ts';
import { FailuresCard } from './failures-card.tsx';
import { WithHostSteps } from './host-steps.tsx';
import { HostsTable } from './hosts-table.tsx';
import { Steering } from './steering.tsx';
import { WaitsCard } from './waits-card.tsx';
import { type Picture, useRollout } from './watch.ts';
import { WavesCard } from './waves-card.tsx';

const route = getRouteApi('/rollouts/$rolloutId');

export const RolloutPage = () => {
  const { rolloutId } = route.useParams();
  const { host } = route.useSearch();
  const navigate = route.useNavigate();
  const rollout = useRollout(rolloutId);
  const environment = rollout.data?.rollout.environment;
  return (
    <WithHostSteps
      rolloutId={rolloutId}
      hostId={host ?? null}
      onClose={() => void navigate({ search: ({ host: _host, ...now }) => now, replace: true, resetScroll: false })}
    >
      <PageHead
        title={environment === undefined ? 'Rollout' : `Rollout of ${environment}`}
        about={<span className="slw-code">{rolloutId}</span>}
        crumbs={
          <Breadcrumb>
            <BreadcrumbItem render={() => <Link to="/rollouts">Rollouts</Link>} />
            <BreadcrumbItem isActive>{rolloutId}</BreadcrumbItem>
          </Breadcrumb>
        }
        actions={rollout.data === undefined ? undefined : <Steering picture={rollout.data} />}
      />
      <PageSection>
        <Shown answer={rollout} what="this rollout" level="h2" lines={12}>
          {(picture) => (
            <div className="slw-grid">
              <Standing picture={picture} />
              <WaitsCard picture={picture} />
              <FailuresCard picture={picture} />
              <WavesCard picture={picture} />
              <HostsTable picture={picture} />
            </div>
          )}
        </Shown>
      </PageSection>
    </WithHostSteps>
  );
};

const Standing = ({ picture }: { readonly picture: Picture }) => {
  const { rollout, approval, takesBack, hostnames, leftBeside = [], rollbacks = [] } = picture;
  const now = useNow();
  return (
    <Card>
      <CardTitle component="h2">How it stands</CardTitle>
      <CardBody>
        {takesBack === undefined ? null : (
          <Alert
            isInline
            variant="info"
            title={
              <>
                Takes{' '}
                <Link to="/rollouts/$rolloutId" params={{ rolloutId: takesBack.rolloutId }}>
                  {takesBack.rolloutId}
                </Link>{' '}
                back: {takesBack.why}
              </>
            }
            component="p"
          />
        )}
        <DescriptionList isHorizontal isCompact>
          <Term name="State">
            <StateLabel state={rollout.state} />
          </Term>
          <Term name="Began">
            <When at={rollout.startedAt} /> <span className="slw-subtle">{ageText(rollout.startedAt, now)}</span>
          </Term>
          {rollout.endedAt === null ? null : (
            <Term name="Ended">
              <When at={rollout.endedAt} />
            </Term>
          )}
          <Term name="Plan">
            <Link to="/plans/$digest" params={{ digest: rollout.planDigest }}>
              <DigestText digest={rollout.planDigest} />
            </Link>
          </Term>
          {approval === undefined ? null : (
            <Term name="Approved">
              {approval.rule === 'automatic'
                ? 'by policy: nobody is asked'
                : approval.names
                    .map(({ approvedBy, team }) => `${approvedBy}${team === null ? '' : ` for ${team}`}`)
                    .join(', ') || approval.rule}
              {approval.changeRequest === null ? '' : `, change request ${approval.changeRequest}`}
            </Term>
          )}
          {rollout.reason === null ? null : (
            <Term name="Because">
              <Why reason={rollout.reason} />
            </Term>
          )}
          {leftBeside.length === 0 ? null : (
            <Term name="To compare">
              Configuration files with another version beside them:{' '}
              {leftBeside.map(({ hostId, files }, at) => (
                <span key={hostId}>
                  {at === 0 ? '' : ', '}
                  <Link to="/rollouts/$rolloutId" params={{ rolloutId: rollout.rolloutId }} search={{ host: hostId }}>
                    {files} on {hostnames[hostId] ?? hostId}
                  </Link>
                </span>
              ))}
            </Term>
          )}
          {rollbacks.map((back) => (
            <Term key={back.planRequestId} name="Taken back">
              {countText(back.hosts, 'host')}, {back.why} ({back.author}){' '}
              {back.rolloutId !== null ? (
                <Link to="/rollouts/$rolloutId" params={{ rolloutId: back.rolloutId }}>
                  its rollout
                </Link>
              ) : back.planDigest !== null ? (
                <Link to="/plans/$digest" params={{ digest: back.planDigest }}>
                  its plan
                </Link>
              ) : (
                <span className="slw-subtle">{back.state}</span>
              )}
            </Term>
          ))}
        </DescriptionList>
      </CardBody>
    </Card>
  );
};
