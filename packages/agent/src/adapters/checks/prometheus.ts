import type { CheckReading, PrometheusCheck } from '@slipway/core/check';
import { metricNamed, numberOf, samplesOf } from './exposition.ts';
import { fetchOnce } from './fetch.ts';
import { ofValue, unknown } from './readings.ts';

export interface PrometheusOptions {
  readonly hostname: string;
  readonly timeLimitMs: number;
}

/** One number; none, and several, are not known. */
export const checkPrometheus = async (check: PrometheusCheck, options: PrometheusOptions): Promise<CheckReading> => {
  const values = 'query' in check ? await valuesOfQuery(check, options) : await valuesOfMetric(check, options);
  if (typeof values === 'string') return unknown(values);
  const [value] = values;
  if (value === undefined) return unknown('no sample answers');
  return values.length === 1 ? ofValue(check, value) : unknown(`${values.length} samples answer, and one is asked for`);
};

const valuesOfMetric = async (
  { url, metric }: Extract<PrometheusCheck, { readonly metric: string }>,
  { timeLimitMs }: PrometheusOptions,
): Promise<readonly number[] | string> => {
  const { status, body, whole } = await fetchOnce(url, { timeLimitMs });
  if (status !== 200) return `the page answers ${status}`;
  if (whole === 'cut') return 'the page is longer than is read';
  const wanted = metricNamed(metric);
  return samplesOf(body, wanted.name)
    .filter(({ labels }) => [...wanted.labels].every(([name, value]) => (labels.get(name) ?? '') === value))
    .map(({ value }) => value);
};

/** prometheus.io, "HTTP API", instant queries. */
const valuesOfQuery = async (
  { url, query }: Extract<PrometheusCheck, { readonly query: string }>,
  { hostname, timeLimitMs }: PrometheusOptions,
): Promise<readonly number[] | string> => {
  const asked = new URLSearchParams({ query: query.replaceAll('{hostname}', hostname) });
  const { status, body, whole } = await fetchOnce(`${url.replace(/\/+$/, '')}/api/v1/query?${asked.toString()}`, {
    timeLimitMs,
  });
  if (whole === 'cut') return 'the server answers more than is read';
  const answer = readAnswer(body);
  return status === 200 || typeof answer === 'string' ? answer : `the server answers ${status}`;
};

/** A text says why there is no value. */
export const readAnswer = (body: string): readonly number[] | string => {
  const strange = 'the server answers in a form that is not understood';
  const { status, error, data } = fieldsIn(body) ?? {};
  if (status === 'error') return typeof error === 'string' ? `the server refuses the query: ${error}` : strange;
  if (status !== 'success' || !isFields(data)) return strange;
  const { resultType, result } = data;
  if (!Array.isArray(result)) return strange;
  const pairs: readonly unknown[] =
    resultType === 'scalar'
      ? [result]
      : resultType === 'vector'
        ? result.map((one: unknown) => (isFields(one) ? one['value'] : null))
        : [null];
  const values = pairs.map((pair) => (Array.isArray(pair) && typeof pair[1] === 'string' ? numberOf(pair[1]) : null));
  return values.every((value) => value !== null) ? values : strange;
};

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fieldsIn = (body: string): Fields | null => {
  try {
    const value: unknown = JSON.parse(body);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
};
