import {
  Breadcrumb,
  BreadcrumbItem,
  Card,
  CardBody,
  CardTitle,
  DescriptionList,
  Label,
  PageSection,
} from '@patternfly/react-core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { api, type Schemas, useList } from '../../api/index.ts';
import { Ago, countText, DigestText, More, PageHead, Shown, Term, useRows, When } from '../../widgets/index.ts';
import { LeftOutCard } from './left-out-card.tsx';
import { Targets } from './targets.tsx';

const route = getRouteApi('/patch-sets/$digest');
const PAGE = 50;
type Summary = Schemas['PatchSetSummary'];

export const PatchSetPage = () => {
  const { digest } = route.useParams();
  const { only } = route.useSearch();
  const security = only === 'security';
  const targets = useList(
    'promotions',
    ['targets', digest, security],
    async (portion, signal) =>
      await api.GET('/api/v1/patch-sets/{digest}/targets', {
        params: { path: { digest }, query: { ...portion, ...(security ? { security } : {}) } },
        signal,
      }),
    { rows: useRows(PAGE) },
  );
  const { first } = targets;
  return (
    <>
      <PageHead
        title="Patch set"
        about={<DigestText digest={digest} form="whole" />}
        crumbs={
          <Breadcrumb>
            <BreadcrumbItem render={() => <Link to="/promotion">Promotion</Link>} />
            <BreadcrumbItem isActive>{digest.replace('sha256:', '').slice(0, 12)}</BreadcrumbItem>
          </Breadcrumb>
        }
      />
      <PageSection>
        <Shown answer={targets.answer} what="this patch set" level="h2" lines={12}>
          {(rows) => (
            <div className="slw-grid">
              {first === undefined ? null : <Standing summary={first.summary} />}
              <Card className="slw-wide" id="targets">
                <CardTitle component="h2">{security ? 'Security targets' : 'Targets'}</CardTitle>
                <CardBody>
                  <Targets rows={rows} />
                  <More list={targets} />
                </CardBody>
              </Card>
              <LeftOutCard digest={digest} />
            </div>
          )}
        </Shown>
      </PageSection>
    </>
  );
};

const Standing = ({ summary }: { readonly summary: Summary }) => {
  const { digest, scope, author, cutAt, targets, security, takesBack, standing = 'current' } = summary;
  return (
    <Card className="slw-wide">
      <CardTitle component="h2">How it stands</CardTitle>
      <CardBody>
        <DescriptionList isHorizontal isCompact>
          <Term name="Cut">
            <When at={cutAt} />, <Ago at={cutAt} />, by {author}; {scope}
          </Term>
          <Term name="Holds">
            <span className="slw-holds">
              <Link from="/patch-sets/$digest" to="." search={{}} replace resetScroll={false}>
                {countText(targets, 'target')}
              </Link>{' '}
              <Link from="/patch-sets/$digest" to="." search={{ only: 'security' }} replace resetScroll={false}>
                {security} security
              </Link>
            </span>
          </Term>
          {takesBack === undefined ? null : (
            <Term name="Takes back">
              <Link to="/patch-sets/$digest" params={{ digest: takesBack }}>
                <DigestText digest={takesBack} />
              </Link>
            </Term>
          )}
          <Term name="Standing">
            <Label isCompact>{standing}</Label>
          </Term>
          <Term name="Where it is">
            <Link to="/promotion" search={{ patchSet: digest }}>
              its way through the tiers
            </Link>
          </Term>
        </DescriptionList>
      </CardBody>
    </Card>
  );
};
