import { toleranceText } from './tolerance.ts';
import type { HostCheck } from './types.ts';

/** In one line, for people and for telling two of them apart: `nginx.service is active`, `tcp 127.0.0.1 port 5432 answers`. */
export const checkAsked = (check: HostCheck): string => {
  switch (check.kind) {
    case 'unit-active':
      return `${check.unit} is active`;
    case 'hook':
      return `${called(check.hook, check.parameters)} says yes`;
    case 'failed-units':
      return 'no unit more has failed than before';
    case 'http': {
      const at = check.at === undefined ? '' : ` at ${check.at}`;
      const contains = check.contains === undefined ? '' : ` and contains "${check.contains}"`;
      return `${check.url}${at} answers ${check.status}${contains}`;
    }
    case 'tcp':
      return `tcp ${check.host} port ${check.port} answers`;
    case 'ports':
      return 'whatever listened before listens';
    case 'journal':
      return `at most ${check.newMax} new error${check.newMax === 1 ? '' : 's'} in the journal`;
    case 'plug-in':
      return `plug-in ${called(check.plugIn, check.parameters)} is no worse than ${check.worst}`;
    case 'prometheus':
      return `${'query' in check ? check.query : check.metric} of ${check.url} is ${toleranceText(check)}`;
    case 'snmp':
      return `snmp ${check.oid} is ${toleranceText(check)}`;
    default:
      return check satisfies never;
  }
};

const called = (name: string, parameters: Readonly<Record<string, string>>): string =>
  [name, ...Object.entries(parameters).map(([key, value]) => `--${key} ${value}`)].join(' ');
