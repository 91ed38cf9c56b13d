import { Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { Ago, countText, PhaseLabel } from '../../widgets/index.ts';
import type { Host } from './use-hosts.ts';

const ROW_PX = 53;
/** So many from the end the next page is asked for, before anybody sees the end. */
const AHEAD = 150;
const COLUMNS = 6;

export const HostsTable = ({
  hosts,
  total,
  more,
  isAsking,
  isBefore,
}: {
  readonly hosts: readonly Host[];
  readonly total: number | null;
  readonly more: (() => void) | null;
  readonly isAsking: boolean;
  readonly isBefore: boolean;
}) => {
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: hosts.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more !== null && last >= hosts.length - AHEAD) more();
  }, [last, hosts.length, more]);
  const above = shown[0]?.start ?? 0;
  const below = rows.getTotalSize() - (shown.at(-1)?.end ?? 0);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section ref={box} className="slw-scroll" tabIndex={0} aria-label="Hosts, scrollable" aria-busy={isBefore}>
        <Table
          variant="compact"
          aria-label="Hosts"
          aria-rowcount={more === null ? hosts.length + 1 : total === null ? -1 : total + 1}
        >
          <Thead>
            <Tr>
              <Th width={25}>Host</Th>
              <Th width={15}>Environment</Th>
              <Th width={20}>Updates pending</Th>
              <Th width={15}>Reboot</Th>
              <Th width={15}>Mode</Th>
              <Th width={10}>Seen</Th>
            </Tr>
          </Thead>
          <Tbody>
            {above > 0 ? <Space px={above} /> : null}
            {shown.map(({ index }) => {
              const host = hosts[index];
              return host === undefined ? null : <Row key={host.hostId} host={host} at={index + 2} />;
            })}
            {below > 0 ? <Space px={below} /> : null}
          </Tbody>
        </Table>
      </section>
      <p className="slw-ends" role="status">
        {more === null
          ? countText(hosts.length, 'host')
          : `${hosts.length} of ${total === null ? 'more' : countText(total, 'host')} so far${isAsking ? ', asking for more' : ''}; scroll for more`}
      </p>
    </>
  );
};

const Space = ({ px }: { readonly px: number }) => (
  <tr>
    <td colSpan={COLUMNS} style={{ height: px, padding: 0 }} />
  </tr>
);

const Row = ({ host, at }: { readonly host: Host; readonly at: number }) => (
  <Tr aria-rowindex={at}>
    <Td dataLabel="Host">
      <Link to="/hosts/$hostId" params={{ hostId: host.hostId }}>
        {host.hostname}
      </Link>
      <div className="slw-subtle">
        {host.platform === null
          ? 'never reported'
          : `${host.platform.distribution} ${host.platform.release} ${host.platform.architecture}`}
      </div>
    </Td>
    <Td dataLabel="Environment">
      {host.environment ?? <span className="slw-subtle">none</span>}
      {host.policyName == null ? '' : ` / ${host.policyName}`}
    </Td>
    <Td dataLabel="Updates pending">
      <Pending host={host} />
    </Td>
    <Td dataLabel="Reboot">
      {host.reboot === 'needed' ? (
        <Label color="orange" isCompact>
          needed
        </Label>
      ) : host.reboot === 'not-needed' ? (
        <span className="slw-subtle">not needed</span>
      ) : (
        <Unknown />
      )}
    </Td>
    <Td dataLabel="Mode">
      <span className="slw-labels">
        {host.rollout === null ? (
          <span className="slw-subtle">{modeText(host)}</span>
        ) : (
          <PhaseLabel phase={host.rollout.phase} />
        )}
        {host.barred === null ? null : (
          <Label color="red" isCompact>
            barred
          </Label>
        )}
        {host.stopped ? (
          <Label color="red" isCompact>
            stopped
          </Label>
        ) : null}
      </span>
    </Td>
    <Td dataLabel="Seen">
      {host.seenAt === null ? <span className="slw-subtle">never</span> : <Ago at={host.seenAt} />}
    </Td>
  </Tr>
);

const Pending = ({ host: { hostId, pending } }: { readonly host: Host }) => {
  if (pending === null) return <Unknown />;
  if (pending.updates === 0) return <span className="slw-subtle">none</span>;
  return (
    <span className="slw-labels">
      <Link to="/hosts/$hostId" params={{ hostId }} search={{ tab: 'pending' }} className="slw-number">
        {pending.updates}
        <span className="pf-v6-screen-reader"> pending</span>
      </Link>
      {pending.security > 0 ? (
        <Label color="orangered" isCompact>
          {pending.security} security
        </Label>
      ) : null}
      {pending.keptBack > 0 ? (
        <Label color="grey" isCompact>
          {pending.keptBack} kept back
        </Label>
      ) : null}
    </span>
  );
};

/** Never shown as nothing: not known is not safe. */
const Unknown = () => (
  <Label color="purple" isCompact variant="outline">
    unknown
  </Label>
);

const modeText = ({ mode }: Host): string =>
  mode.wanted === mode.reported ? mode.reported : `${mode.reported}, to be ${mode.wanted}`;
