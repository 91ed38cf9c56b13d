// The checks: selectors, and for each kind what it is asked with.

import type { HostCheck, PrometheusCheck, Tolerance } from '../../check/index.ts';
import { NONE, type PolicyPath, problem } from '../problem.ts';
import type { CheckRule } from '../types.ts';
import { addressProblems } from './address.ts';
import { atMost, notWhole, type Problems, selectorProblems } from './common.ts';
import { callProblems, TIMEOUT_SECONDS_MAX } from './for-hosts.ts';
import { RULES_MAX } from './limits.ts';
import { plugInProblems } from './plug-in.ts';

/** systemd.unit(5), with the kinds that can be active for a service's sake. */
const UNIT = /^[A-Za-z0-9:_.\\@-]{1,240}\.(?:service|socket|target|timer|mount|path)$/;
/** A name or an address, without a port: what no program could take for an option. */
const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|[0-9a-f]{0,4}(?::[0-9a-f.]{0,15}){2,8})$/i;
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f.]{0,15}){2,8})$/i;
const TEXT_LENGTH_MAX = 1000;
const QUERY_LENGTH_MAX = 10_000;
/** More new errors than this are no measure of anything. */
const ERRORS_MAX = 10_000;
/** As the form has it, for a policy that did not come through it. */
const DECIMAL = /^-?\d{1,15}(?:\.\d{1,15})?$/;
/** The exposition format's names, and labels that are equal to a text without escapes. */
const METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*(?:\{(?:[a-zA-Z_][a-zA-Z0-9_]*="[^"\\\n]*"(?:,(?!\}))?)+\})?$/;
const OID = /^[0-2](?:\.\d{1,10}){1,127}$/;

export const checksProblems = (checks: readonly CheckRule[]): Problems => [
  ...atMost(checks, RULES_MAX, ['checks']),
  ...checks.flatMap(({ hosts, check, timeoutSeconds }, at) => [
    ...selectorProblems(hosts, ['checks', at, 'hosts']),
    ...kindProblems(check, ['checks', at, 'check']),
    ...notWhole(timeoutSeconds, 1, TIMEOUT_SECONDS_MAX, ['checks', at, 'timeoutSeconds']),
  ]),
];

function kindProblems(check: HostCheck, path: PolicyPath): Problems {
  switch (check.kind) {
    case 'unit-active':
      return matching(UNIT, check.unit, [...path, 'unit'], 'a unit with its suffix', 'for example nginx.service');
    case 'hook':
      return callProblems(check.hook, check.parameters, path);
    case 'failed-units':
    case 'ports':
      return NONE;
    case 'http':
      return [
        ...addressProblems(check, path, { plain: 'anywhere' }),
        ...(check.at === undefined
          ? NONE
          : matching(ADDRESS, check.at, [...path, 'at'], 'an address', 'for example 127.0.0.1')),
        ...notWhole(check.status, 100, 599, [...path, 'status']),
        ...(check.contains === undefined ? NONE : textProblems(check.contains, TEXT_LENGTH_MAX, [...path, 'contains'])),
      ];
    case 'tcp':
      return [
        ...matching(HOST, check.host, [...path, 'host'], 'a name or an address', 'for example 127.0.0.1'),
        ...notWhole(check.port, 1, 65_535, [...path, 'port']),
      ];
    case 'journal':
      return notWhole(check.newMax, 0, ERRORS_MAX, [...path, 'newMax']);
    case 'plug-in':
      return plugInProblems(check, path);
    case 'prometheus':
      return prometheusProblems(check, path);
    case 'snmp':
      return [
        ...matching(
          OID,
          check.oid,
          [...path, 'oid'],
          'an object identifier in numbers',
          'for example 1.3.6.1.2.1.1.3.0',
        ),
        ...toleranceProblems(check, path),
      ];
    default:
      return check satisfies never;
  }
}

function prometheusProblems(check: PrometheusCheck, path: PolicyPath): Problems {
  return [
    ...addressProblems(check, path, { plain: 'anywhere', below: 'query' in check }),
    ...('query' in check
      ? textProblems(check.query, QUERY_LENGTH_MAX, [...path, 'query'])
      : matching(METRIC, check.metric, [...path, 'metric'], 'the name of a metric', 'for example node_load1')),
    ...toleranceProblems(check, path),
  ];
}

function toleranceProblems(tolerance: Tolerance, path: PolicyPath): Problems {
  const bounds = (['atLeast', 'atMost', 'changeMax'] as const).flatMap((name) => {
    const value = tolerance[name];
    return value === undefined ? [] : [{ name, value }];
  });
  if (bounds.length === 0) return problem(path, 'says nothing of the value', '`atLeast`, `atMost` or `changeMax`');
  const { atLeast, atMost: most, changeMax } = tolerance;
  return [
    ...bounds.flatMap(({ name, value }) =>
      matching(DECIMAL, value, [...path, name], 'a decimal number', "for example '0.5'"),
    ),
    ...(atLeast !== undefined && most !== undefined && Number(atLeast) > Number(most)
      ? problem([...path, 'atMost'], `"${most}" is below atLeast, so that no value could be well`, atLeast)
      : NONE),
    ...(changeMax !== undefined && Number(changeMax) < 0
      ? problem([...path, 'changeMax'], `"${changeMax}" is below 0, so that no value could be well`, '0')
      : NONE),
  ];
}

const matching = (form: RegExp, text: string, path: PolicyPath, what: string, instead: string): Problems =>
  form.test(text) ? NONE : problem(path, `"${text}" is not ${what}`, instead);

const textProblems = (text: string, lengthMax: number, path: PolicyPath): Problems =>
  text.trim() === '' || text.length > lengthMax
    ? problem(path, `is not 1 to ${lengthMax} characters`, 'a text that is looked for')
    : NONE;
