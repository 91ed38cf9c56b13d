import { Breadcrumb, BreadcrumbItem, Card, CardBody, CardTitle, PageSection } from '@patternfly/react-core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { api, type Schemas, useAnswer } from '../../api/index.ts';
import { EpssText, KevLabel, Known, PageHead, SeverityLabel, Shown } from '../../widgets/index.ts';
import { FixList } from '../advisories/index.ts';
import { HostsCard } from './hosts-card.tsx';
import { FactsCard, RecordCard } from './said-card.tsx';

const route = getRouteApi('/advisories/$name');
type Detail = Schemas['AdvisoryDetail'];

export const AdvisoryPage = () => {
  const { name } = route.useParams();
  const found = useAnswer(
    'exposures',
    ['advisory', name],
    async (signal) => await api.GET('/api/v1/advisories/{name}', { params: { path: { name } }, signal }),
  );
  return (
    <>
      <PageHead
        title={name}
        about={
          found.data?.records[0]?.record.summary ??
          found.data?.facts[0]?.record.summary ??
          'What is said of it, and whom it affects here.'
        }
        crumbs={
          <Breadcrumb>
            <BreadcrumbItem render={() => <Link to="/advisories">Advisories</Link>} />
            <BreadcrumbItem isActive>{name}</BreadcrumbItem>
          </Breadcrumb>
        }
      />
      <PageSection>
        <Shown answer={found} what="this advisory" level="h2" lines={12}>
          {(detail) => <Inside detail={detail} />}
        </Shown>
      </PageSection>
    </>
  );
};

const severityOf = ({ records }: Detail) =>
  records.find(({ record }) => record.severity !== null)?.record.severity ?? null;

const Inside = ({ detail }: { readonly detail: Detail }) => {
  const { name, kev = [], epssPpm, cvssTenths = null, hosts, unknown, excepted, updates = [], records, facts } = detail;
  return (
    <>
      <Known data={detail} />
      <div className="slw-grid">
        <Card className="slw-wide">
          <CardBody>
            <dl className="slw-figures">
              <div className="slw-figure" data-tone={hosts > 0 ? 'bad' : undefined}>
                <dt>Hosts exposed</dt>
                <dd>
                  <a href="#hosts">{hosts}</a>

                  <small>
                    {unknown > 0 ? <a href="#hosts">of {unknown} more it is unknown</a> : null}{' '}
                    {excepted > 0 ? <a href="#hosts">{excepted} more by an exception</a> : null}
                  </small>
                </dd>
              </div>
              <div className="slw-figure">
                <dt>Severity</dt>
                <dd>
                  <SeverityLabel severity={severityOf(detail)} tenths={cvssTenths} />
                </dd>
              </div>
              <div className="slw-figure">
                <dt>Exploited</dt>
                <dd className="slw-figure-words">
                  {kev.length === 0 ? 'not listed' : <KevLabel count={kev.length} />}

                  <small>{kev.join(', ')}</small>
                </dd>
              </div>
              <div className="slw-figure">
                <dt>EPSS, within 30 days</dt>
                <dd>
                  <EpssText ppm={epssPpm} />
                </dd>
              </div>
            </dl>
          </CardBody>
        </Card>
        <Card className="slw-wide">
          <CardTitle component="h2">What ends it here</CardTitle>
          <CardBody>
            <FixList updates={updates} label={`What ends ${name}`} />
          </CardBody>
        </Card>
        <HostsCard name={name} />
        {records.map((one) => (
          <RecordCard key={`${one.feed} ${one.record.recordId}`} said={one} />
        ))}
        {facts.map((one) => (
          <FactsCard key={`${one.feed} ${one.record.vulnerability}`} said={one} />
        ))}
      </div>
    </>
  );
};
