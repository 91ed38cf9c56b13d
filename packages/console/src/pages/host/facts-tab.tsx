import {
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
  Label,
} from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Ago, countText, PhaseLabel, TransactionTrace, When, Why } from '../../widgets/index.ts';
import type { Detail } from './detail.ts';
import { NextWindow } from './next-window.tsx';
import { OutOfBand } from './out-of-band.tsx';
import { StaleProcesses } from './stale-processes.tsx';
import { Verification } from './verified.tsx';

export const FactsTab = ({ detail }: { readonly detail: Detail }) => {
  const { contact, inventory, currentPlan, rollout, isolation, reasons, transaction } = detail;
  const { outOfBand, verification } = detail;
  return (
    <DescriptionList isHorizontal isCompact>
      {reasons.map((reason) => (
        <Term key={reason.code} name="In the way">
          <Why reason={reason} />
        </Term>
      ))}
      {inventory === null ? <Term name="Inventory">it never reported</Term> : <Inventory inventory={inventory} />}
      {contact === null ? null : (
        <>
          <Term name="Agent">{contact.agentVersion}</Term>
          <Term name="Clock">
            {contact.clockSkewSeconds === 0
              ? 'as the controller’s'
              : `${contact.clockSkewSeconds} s beside the controller’s`}
          </Term>
          <Term name="Ledger">
            line {contact.ledgerSequence}, generation {contact.ledgerGeneration}
          </Term>
        </>
      )}
      {currentPlan === null ? null : (
        <Term name="Plan">
          <Link to="/plans/$digest" params={{ digest: currentPlan.planDigest }}>
            for {currentPlan.environment}, generation {currentPlan.generation}
          </Link>
        </Term>
      )}
      {rollout === null ? null : (
        <Term name="Rollout">
          <Link to="/rollouts/$rolloutId" params={{ rolloutId: rollout.rolloutId }}>
            {rollout.rolloutId}
          </Link>{' '}
          <PhaseLabel phase={rollout.phase} /> {rollout.step ?? ''}
        </Term>
      )}
      {transaction === undefined ? null : (
        <Term name="Last transaction">
          <TransactionTrace trace={transaction.trace} />
        </Term>
      )}
      <Term name="Next window">
        <NextWindow host={detail.host} />
      </Term>
      {verification == null ? null : (
        <Term name="Held against its packages">
          <Verification its={verification} />
        </Term>
      )}
      {outOfBand == null ? null : (
        <Term name="Out of band">
          <OutOfBand hostId={detail.host.hostId} its={outOfBand} />
        </Term>
      )}
      {isolation == null ? null : (
        <Term name="Isolation">
          {isolation.state} since <When at={isolation.since} />: <Why reason={isolation.reason} />
        </Term>
      )}
    </DescriptionList>
  );
};

const Term = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <DescriptionListGroup>
    <DescriptionListTerm>{name}</DescriptionListTerm>
    <DescriptionListDescription>{children}</DescriptionListDescription>
  </DescriptionListGroup>
);

const Inventory = ({
  inventory: { rest, receivedAt, packages },
}: {
  readonly inventory: NonNullable<Detail['inventory']>;
}) => {
  const { system, reboot, restart, repositories, otherPatchers, packageDatabase } = rest;
  return (
    <>
      <Term name="Reported">
        <Ago at={receivedAt} />,{' '}
        <Link from="/hosts/$hostId" to="." search={{ tab: 'packages' }}>
          {countText(packages, 'package')}
        </Link>
      </Term>
      <Term name="System">
        {system.prettyName} <span className="slw-subtle">{system.architecture}</span>
      </Term>
      <Term name="Kernel runs">{system.kernel.running}</Term>
      <Term name="Kernel boots next">{system.kernel.nextBoot ?? 'not known'}</Term>
      <Term name="Kernels installed">{system.kernel.installed.join(', ') || 'none'}</Term>
      <Term name="Reboot">
        {reboot.kind === 'needed' ? (
          <Label color="orange" isCompact>
            needed: {reboot.causes.join(', ')}
          </Label>
        ) : reboot.kind === 'not-needed' ? (
          'not needed'
        ) : (
          `unknown: ${reboot.detail}`
        )}
      </Term>
      <Term name="Old code in memory">
        <StaleProcesses restart={restart} />
      </Term>
      <Term name="Package database">
        {packageDatabase.state === 'unmet' ? 'dependencies unmet' : packageDatabase.state}
      </Term>
      <Term name="Patches it besides">
        {otherPatchers
          .filter(({ enabled }) => enabled)
          .map(({ unit }) => unit)
          .join(', ') || 'nothing'}
      </Term>
      <Term name="Repositories">
        {repositories.length === 0 ? 'none' : null}
        <ul className="slw-rows">
          {repositories.map((repository) => (
            <li key={`${repository.uri} ${repository.suite}`}>
              <span className="slw-code">
                {repository.uri} {repository.suite}
              </span>{' '}
              {repository.refresh === 'fresh' ? null : (
                <Label color="orange" isCompact>
                  {repository.refresh}
                </Label>
              )}
            </li>
          ))}
        </ul>
      </Term>
    </>
  );
};
