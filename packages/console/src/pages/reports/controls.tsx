import { Alert, Button, TextInput, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import { DownloadIcon } from '@patternfly/react-icons';
import type { ReactNode } from 'react';
import { useZone, zoneName } from '../../time/index.ts';
import { When } from '../../widgets/index.ts';
import { route, useAsOf, usePeriod, useToday } from './asked.ts';
import { isRecorded } from './records.ts';

export const Controls = ({ csv, children }: { readonly csv: string; readonly children: ReactNode }) => (
  <Toolbar isStatic aria-label="Of when, and as a file">
    <ToolbarContent>
      {children}
      <ToolbarItem className="slw-beside-fields">
        <Button component="a" href={csv} download variant="link" icon={<DownloadIcon />}>
          CSV file
        </Button>
      </ToolbarItem>
    </ToolbarContent>
  </Toolbar>
);

const Day = (props: {
  readonly name: 'asOf' | 'from' | 'to';
  readonly label: string;
  readonly value: string;
  readonly max: string;
}) => {
  const { name, label, value, max } = props;
  const navigate = route.useNavigate();
  const { zone } = useZone();
  return (
    <ToolbarItem>
      <div className="slw-filter">
        <label htmlFor={`report-${name}`} className="slw-subtle">
          {label}, a day of {zoneName(zone)}
        </label>
        <TextInput
          id={`report-${name}`}
          type="date"
          value={value}
          max={max}
          onChange={(_event, day) =>
            void navigate({ search: ({ rows: _rows, ...now }) => ({ ...now, [name]: day }), replace: true })
          }
        />
      </div>
    </ToolbarItem>
  );
};

export const AsOfDay = () => {
  const { asOf } = route.useSearch();
  const today = useToday();
  const isPast = useAsOf() !== null;
  return <Day name="asOf" label="At the end of" value={isPast && asOf !== undefined ? asOf : today} max={today} />;
};

export const PeriodDays = () => {
  const { fromDay, toDay } = usePeriod();
  const today = useToday();
  return (
    <>
      <Day name="from" label="From" value={fromDay} max={toDay} />
      <Day name="to" label="To" value={toDay} max={today} />
    </>
  );
};

/** Beside figures that reach back before anybody recorded. */
export const RecordsBegin = ({ since, begin }: { readonly since: string | null; readonly begin: string }) =>
  since === null ? (
    <Alert isInline variant="info" component="p" title="Unknown: no host was looked at yet.">
      Records begin with the first look at each host, some seconds after its first inventory was judged.
    </Alert>
  ) : isRecorded(since, begin) ? null : (
    <Alert
      isInline
      variant="info"
      component="p"
      title={
        <>
          Unknown before records begin on <When at={since} />.
        </>
      }
    >
      What was before that is in no figure: neither as good nor as bad.
    </Alert>
  );

/** 987 thousandths are 98.7 %; `null`: of nothing there is no share. */
export const shareText = (permille: number | null): string =>
  permille === null ? 'no share' : `${(permille / 10).toFixed(1)} %`;
