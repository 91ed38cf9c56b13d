import { Button, Card, CardBody, CardTitle, DescriptionList, Label } from '@patternfly/react-core';
import { ExpandableRowContent, Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, type Schemas, useList } from '../../api/index.ts';
import { spanText } from '../../time/index.ts';
import { More, Shown, Term, useRows, Why } from '../../widgets/index.ts';
import type { Plan } from './plan.ts';

type HostPlan = Schemas['HostPlan'];
const PAGE = 50;
const route = getRouteApi('/plans/$digest');

export const HostPlansCard = ({ plan }: { readonly plan: Plan }) => {
  const { wave: asked } = route.useSearch();
  const at = plan.header.waves.findIndex((_wave, one) => String(one + 1) === asked);
  const wave = at === -1 ? {} : { wave: at };
  const hostPlans = useList(
    'plans',
    ['hosts', plan.digest, at],
    async (portion, signal) =>
      await api.GET('/api/v1/plans/{digest}/host-plans', {
        params: { path: { digest: plan.digest }, query: { ...portion, ...wave } },
        signal,
      }),
    { rows: useRows(PAGE) },
  );
  const waves = new Map(plan.header.waves.flatMap(({ hosts }, at) => hosts.map((hostId) => [hostId, at + 1] as const)));
  return (
    <Card className="slw-wide" id="hosts">
      <CardTitle component="h2">Hosts: exactly what would be done</CardTitle>
      <CardBody>
        {at === -1 ? null : (
          <p>
            <Label>
              only wave {at + 1}{' '}
              <Link from="/plans/$digest" to="." search={{}} replace resetScroll={false}>
                show all
              </Link>
            </Label>
          </p>
        )}
        <Shown answer={hostPlans.answer} what="host plans" lines={8}>
          {(rows) => (
            <>
              <Table variant="compact" aria-label="Host plans">
                <Thead>
                  <Tr>
                    <Th screenReaderText="Open" />
                    <Th>Host</Th>
                    <Th>Wave</Th>
                    <Th>Changes</Th>
                    <Th>Reboot</Th>
                    <Th>Takes about</Th>
                    <Th>Way back</Th>
                  </Tr>
                </Thead>
                {rows.map((hostPlan) => (
                  <Row key={hostPlan.hostId} hostPlan={hostPlan} wave={waves.get(hostPlan.hostId) ?? null} />
                ))}
              </Table>
              <More list={hostPlans} />
            </>
          )}
        </Shown>
      </CardBody>
    </Card>
  );
};

const REBOOTS = { never: 'never', 'if-needed': 'if an update needs one', always: 'always' } as const;

const Row = ({ hostPlan, wave }: { readonly hostPlan: HostPlan; readonly wave: number | null }) => {
  const [isOpen, setOpen] = useState(false);
  const { hostId, hostname, transaction, reboot, expectedSeconds, wayBack } = hostPlan;
  return (
    <Tbody isExpanded={isOpen}>
      <Tr>
        <Td
          expand={{ rowIndex: 0, isExpanded: isOpen, onToggle: () => setOpen(!isOpen), expandId: `plan-${hostId}` }}
        />
        <Td dataLabel="Host">
          <Link to="/hosts/$hostId" params={{ hostId }}>
            {hostname}
          </Link>
        </Td>
        <Td dataLabel="Wave">{wave ?? ''}</Td>
        <Td dataLabel="Changes" className="slw-number">
          <Button variant="link" isInline onClick={() => setOpen(!isOpen)} aria-expanded={isOpen}>
            {transaction.length}
            <span className="pf-v6-screen-reader"> changes of {hostname}</span>
          </Button>
        </Td>
        <Td dataLabel="Reboot">{REBOOTS[reboot]}</Td>
        <Td dataLabel="Takes about">{spanText(expectedSeconds)}</Td>
        <Td dataLabel="Way back">
          {wayBack.kind === 'packages' ? `packages, ${wayBack.when}` : <Why reason={wayBack.reason} />}
        </Td>
      </Tr>
      <Tr isExpanded={isOpen}>
        <Td colSpan={7}>
          <ExpandableRowContent>{isOpen ? <Detail hostPlan={hostPlan} /> : null}</ExpandableRowContent>
        </Td>
      </Tr>
    </Tbody>
  );
};

const Detail = ({ hostPlan }: { readonly hostPlan: HostPlan }) => {
  const { transaction, conffiles, steps, generation, restart, reboot, wayBack, checks, rebootWarning } = hostPlan;
  const { kernels, parts, repositories } = hostPlan;
  const bytes = transaction.reduce((sum, { file }) => sum + (file?.sizeBytes ?? 0), 0);
  const hooks = steps.filter(({ run }) => run.how === 'hook');
  return (
    <>
      <ul className="slw-rows" aria-label="The transaction">
        {transaction.map((change) => (
          <li key={`${change.name} ${change.architecture}`}>
            {change.kind} <strong>{change.name}</strong> <span className="slw-subtle">{change.architecture}</span>{' '}
            <span className="slw-code">
              {change.from ?? '(new)'} → {change.to ?? '(gone)'}
            </span>
          </li>
        ))}
      </ul>
      <DescriptionList isHorizontal isCompact aria-label="What else is decided">
        <Term name="To fetch">{bytesText(bytes)}, before it begins</Term>
        <Term name="Configuration files">
          {conffiles.length === 0
            ? 'none of which the host has another one'
            : conffiles.map((file) => (
                <div key={file.path}>
                  <span className="slw-code">{file.path}</span> of {file.package}: {file.decision}
                </div>
              ))}
        </Term>
        <Term name="Restarts">{restart === 'none' ? 'none' : 'units that run replaced files'}</Term>
        <Term name="Reboot">
          {REBOOTS[reboot]}
          {rebootWarning === undefined ? '' : `; people who are logged in are told ${rebootWarning.minutes} min before`}
        </Term>
        {kernels === undefined ? null : (
          <Term name="Kernels">
            <Kernels kernels={kernels} />
          </Term>
        )}
        {repositories === undefined ? null : (
          <Term name="Repositories">
            asked again before the change; one more, one less, or another key, and it is not begun:
            <ul className="slw-rows" aria-label="Repositories that are asked again before the change">
              {repositories.known.map(({ address, suite }) => (
                <li key={`${address} ${suite}`} className="slw-code">
                  {address} {suite}
                </li>
              ))}
            </ul>
          </Term>
        )}
        {parts === undefined ? null : (
          <Term name="Short window">
            applied in parts; none is begun with less than {parts.afterSeconds} s of the window behind it
          </Term>
        )}
        <Term name="Way back">
          {wayBack.kind === 'packages' ? (
            `the packages of before: ${placesText(wayBack.previous)}; ${wayBack.when}`
          ) : (
            <Why reason={wayBack.reason} />
          )}
        </Term>
        <Term name="Checks">{checks.length === 0 ? 'units alone' : checks.map(checkText).join(', ')}</Term>
        <Term name="Hooks">
          {hooks.length === 0
            ? 'none'
            : hooks.map(({ kind, run }) => `${kind}: ${run.how === 'hook' ? run.call.hook : ''}`).join(', ')}
        </Term>
        <Term name="Steps">
          {steps
            .filter(({ run }) => run.how !== 'skip')
            .map(({ kind }) => kind)
            .join(' → ')}
        </Term>
        <Term name="Generation">{generation}</Term>
      </DescriptionList>
    </>
  );
};

/** What goes before the change stands by package and version: no way back brings it again. */
const Kernels = ({
  kernels: { boot, removals, before = [] },
}: {
  readonly kernels: NonNullable<HostPlan['kernels']>;
}) => (
  <>
    {before.length === 0 ? null : (
      <div>
        before anything is installed these go, and the way back does not bring them again:
        <ul className="slw-rows" aria-label="Packages of old kernels that go before the change">
          {before.map(({ name, architecture, version }) => (
            <li key={`${name} ${architecture} ${version}`}>
              remove <strong>{name}</strong> <span className="slw-subtle">{architecture}</span>{' '}
              <span className="slw-code">{version}</span>
            </li>
          ))}
        </ul>
      </div>
    )}
    {boot === null ? null : (
      <div>
        boots <span className="slw-code">{boot}</span>
      </div>
    )}
    {removals.length === 0 ? null : (
      <div>
        taken away afterwards:{' '}
        <span className="slw-code">{[...new Set(removals.map(({ release }) => release))].join(', ')}</span>
      </div>
    )}
  </>
);

const MIB = 1024 * 1024;

const bytesText = (bytes: number): string =>
  bytes < MIB ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / MIB).toFixed(1)} MiB`;

/** What of a check people know it by. */
const checkText = ({ check }: HostPlan['checks'][number]): string => {
  const its = check as Readonly<Record<string, unknown>>;
  const about = ['unit', 'hook', 'plugIn', 'url', 'host', 'oid'].map((key) => its[key]).find(isText);
  return about === undefined ? check.kind : `${check.kind} ${about}`;
};

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

type WayBackPackages = Extract<HostPlan['wayBack'], { kind: 'packages' }>;

/** Where the files come from; those that the host makes anew stand by name, since they carry its present configuration files. */
const placesText = (previous: WayBackPackages['previous']): string => {
  const before = previous.filter(({ version }) => version !== null);
  const cached = before.filter(({ place }) => place === 'host-cache').length;
  const rebuilt = before.filter(({ place }) => place === 'rebuilt').map(({ name, version }) => `${name} ${version}`);
  const parts = [
    `${before.length - cached - rebuilt.length} kept`,
    ...(cached === 0 ? [] : [`${cached} from the host's own cache`]),
    ...(rebuilt.length === 0
      ? []
      : [`made anew on the host with its present configuration files: ${rebuilt.join(', ')}`]),
  ];
  return parts.join(', ');
};
