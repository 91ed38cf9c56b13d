import { useEffect, useState } from 'react';
import { type Answer, api, type Counted, type Schemas, useAnswer, useList } from '../../api/index.ts';

export type Host = Schemas['HostSummary'];

/**
 * First more than any screen has, few enough to be there at once. Whoever scrolls on wants many: asked for so many at a time, a
 * fleet of 100,000 is some two hundred answers long.
 */
const ROWS = { first: 100, further: 500 };
/** Labels of the first so many are what completion knows; a fleet has few that the first thousand hosts do not have. */
const LABELLED = 1000;

type Labels = ReadonlyMap<string, ReadonlySet<string>>;

export interface Hosts {
  readonly answer: Answer<readonly Host[]>;
  /** `null`: there is no more. */
  readonly more: (() => void) | null;
  readonly isAskingMore: boolean;
  /** Over all pages; `null` until it is counted. */
  readonly total: number | null;
  /** Seen on these hosts, for completion: values by label. */
  readonly labels: Labels;
}

export const useHosts = (wanted: {
  readonly selector: string;
  readonly environment: string | undefined;
  readonly counted: Counted | undefined;
  readonly isEnabled: boolean;
}): Hosts => {
  const { selector, environment, counted, isEnabled: enabled } = wanted;
  const selection = {
    ...(selector === '' ? {} : { selector }),
    ...(environment === undefined ? {} : { environment }),
    ...(counted === undefined ? {} : { counted }),
  };
  const key = [selector, environment ?? '', counted ?? ''];
  const list = useList(
    'hosts',
    ['list', ...key],
    async (portion, signal) =>
      await api.GET('/api/v1/hosts', { params: { query: { ...selection, ...portion } }, signal }),
    { rows: ROWS, enabled },
  );
  // After the list: rows are looked at while their number is still being counted.
  const count = useAnswer(
    'hosts',
    ['count', ...key],
    async (signal) => await api.GET('/api/v1/host-count', { params: { query: selection }, signal }),
    { enabled: enabled && list.answer.data !== undefined && !list.answer.isBefore },
  );
  const rows = list.answer.data;
  // What was seen once is not forgotten: a word that is half typed is a whole selector that nobody answers.
  const [labels, setLabels] = useState<Labels>(new Map());
  useEffect(() => {
    if (rows !== undefined && rows.length > 0) setLabels((before) => labelsOf(before, rows.slice(0, LABELLED)));
  }, [rows]);
  return {
    answer: list.answer,
    more: list.more,
    isAskingMore: list.isAskingMore,
    total: count.data?.hosts ?? null,
    labels,
  };
};

const labelsOf = (before: Labels, hosts: readonly Host[]): Labels => {
  const found = new Map([...before].map(([label, values]) => [label, new Set(values)]));
  for (const { labels } of hosts) {
    for (const [label, value] of Object.entries(labels)) {
      const values = found.get(label) ?? new Set();
      found.set(label, values.add(value));
    }
  }
  return found;
};
