import type { PlanningReportAnswer } from '@slipway/protocol/api';
import { countText, reasonText, tableText } from '../../output/index.ts';
import { type Hostnames, nameOf } from './hostnames.ts';

/** Whoever and whatever is not in the plan, each with its reason. Empty where nothing is to be said. */
export const leftOutText = (report: PlanningReportAnswer, hostnames: Hostnames, width: number | null): string => {
  const hosts = report.leftOut.map(({ hostId, reason }) => [nameOf(hostnames, hostId), '(all)', reasonText(reason)]);
  const updates = report.updatesLeftOut.map(({ hostId, name, architecture, version, reason }) => [
    nameOf(hostnames, hostId),
    `${name}/${architecture} ${version}`,
    reasonText(reason),
  ]);
  const rows = [...hosts, ...updates];
  const table =
    rows.length === 0
      ? ''
      : tableText({ columns: [{ title: 'left out' }, { title: 'what' }, { title: 'why' }], rows, width });
  const there = report.alreadyThere.map((hostId) => nameOf(hostnames, hostId));
  const already =
    there.length === 0 ? '' : `At every target already: ${there.join(', ')} (${countText(there.length, 'host')})\n`;
  return table + already + notesText(report.notes);
};

/** Hosts of one kind have the same notes: each is said once, with how many it holds for. */
const notesText = (notes: PlanningReportAnswer['notes']): string =>
  [...Map.groupBy(notes, reasonText)]
    .map(([text, same]) => `Note: ${text}${same.length === 1 ? '' : ` (${countText(same.length, 'host')})`}\n`)
    .join('');
