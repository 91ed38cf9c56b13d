import {
  Alert,
  Breadcrumb,
  BreadcrumbItem,
  Card,
  CardBody,
  CardTitle,
  Label,
  PageSection,
} from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { getRouteApi, Link } from '@tanstack/react-router';
import { api, type Schemas, useAnswer } from '../../api/index.ts';
import { countText, PageHead, Shown } from '../../widgets/index.ts';
import { PublisherLabel, VersionBar } from '../software/index.ts';

const route = getRouteApi('/software/$name');
type Detail = Schemas['PackageDetail'];
type Release = Detail['releases'][number];

export const PackagePage = () => {
  const { name } = route.useParams();
  const found = useAnswer(
    'hosts',
    ['package', name],
    async (signal) => await api.GET('/api/v1/packages/{name}', { params: { path: { name } }, signal }),
  );
  return (
    <>
      <PageHead
        title={name}
        about={found.data === undefined ? 'Which hosts run it, at which version.' : <About detail={found.data} />}
        crumbs={
          <Breadcrumb>
            <BreadcrumbItem render={() => <Link to="/software">Software</Link>} />
            <BreadcrumbItem isActive>{name}</BreadcrumbItem>
          </Breadcrumb>
        }
      />
      <PageSection>
        <Shown answer={found} what="this package" level="h2" lines={12}>
          {(detail) => <Releases detail={detail} />}
        </Shown>
      </PageSection>
    </>
  );
};

const About = ({ detail: { name, hosts, releases } }: { readonly detail: Detail }) => {
  const versions = new Set(releases.flatMap((one) => one.versions.map(({ version }) => version))).size;
  return (
    <>
      On{' '}
      <Link to="/hosts" search={{ selector: `package("${name}")` }}>
        {countText(hosts, 'host')}
      </Link>{' '}
      that have reported, in {countText(versions, 'version')}.
    </>
  );
};

const Releases = ({ detail }: { readonly detail: Detail }) => (
  <div className="slw-stack">
    {detail.waiting ? (
      <Alert
        isInline
        variant="info"
        component="p"
        title="Some version is still to be judged: that nothing stands beside it does not mean that it needs nothing."
      />
    ) : null}
    {detail.releases.map((one) => (
      <ReleaseCard key={`${one.release.distribution} ${one.release.release}`} name={detail.name} its={one} />
    ))}
  </div>
);

/** Whole versions are quoted: those of a release are what somebody else calls the same may order otherwise. */
const selectorOf = (name: string, { release }: Release, version: string): string =>
  `package("${name}") = "${version}" and distribution = "${release.distribution}" and release = "${release.release}"`;

const ReleaseCard = ({ name, its }: { readonly name: string; readonly its: Release }) => {
  const shares = [...Map.groupBy(its.versions, ({ version }) => version)].map(([version, rows]) => ({
    version,
    installations: rows.reduce((sum, { installations }) => sum + installations, 0),
  }));
  const link = (version: string, text: string) => (
    <Link to="/hosts" search={{ selector: selectorOf(name, its, version) }}>
      {text}
    </Link>
  );
  const where = `${its.release.distribution} ${its.release.release}`;
  return (
    <Card>
      <CardTitle component="h2">{where}</CardTitle>
      <CardBody>
        <VersionBar
          label={`${name} on ${where}`}
          versions={shares}
          others={{ versions: 0, installations: 0 }}
          legend="shown"
          link={link}
        />
        <Table variant="compact" aria-label={`Versions on ${where}, newest first`}>
          <Thead>
            <Tr>
              <Th width={30}>Version</Th>
              <Th modifier="nowrap">Installations</Th>
              <Th width={20}>Source</Th>
              <Th>Published by</Th>
              <Th width={30}>Needs</Th>
            </Tr>
          </Thead>
          <Tbody>
            {its.versions.map((one) => (
              <Tr key={`${one.version} ${one.architecture} ${one.publisher} ${one.sourceVersion}`}>
                <Td dataLabel="Version">
                  <span className="slw-code">{one.version}</span>{' '}
                  <span className="slw-subtle">
                    {one.architecture}
                    {one.module === null ? '' : `, module ${one.module}`}
                  </span>
                </Td>
                <Td dataLabel="Installations" className="slw-number">
                  {link(one.version, String(one.installations))}
                </Td>
                <Td dataLabel="Source">
                  {one.sourceName}
                  {one.sourceVersion === one.version ? null : (
                    <div className="slw-code slw-subtle">{one.sourceVersion}</div>
                  )}
                </Td>
                <Td dataLabel="Published by">
                  <PublisherLabel publisher={one.publisher} />
                </Td>
                <Td dataLabel="Needs">
                  <Needs needs={one.needs} />
                </Td>
              </Tr>
            ))}
          </Tbody>
        </Table>
      </CardBody>
    </Card>
  );
};

const Needs = ({ needs }: { readonly needs: Release['versions'][number]['needs'] }) =>
  needs.length === 0 ? (
    <span className="slw-subtle">nothing known</span>
  ) : (
    <span className="slw-labels">
      {needs.map(({ sourcePackage, fixedVersion }) => (
        <Label
          key={`${sourcePackage} ${fixedVersion}`}
          isCompact
          color={fixedVersion === null ? 'yellow' : 'orangered'}
          render={({ className, content }) => (
            <Link to="/exposures" search={{ package: sourcePackage, open: sourcePackage }} className={className}>
              {content}
            </Link>
          )}
        >
          {fixedVersion === null ? 'affected, no fix yet' : fixedVersion}
        </Label>
      ))}
    </span>
  );
