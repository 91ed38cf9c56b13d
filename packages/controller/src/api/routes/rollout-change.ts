// What a watcher of a rollout is told of one picture after the other: it whole, or what is otherwise, of thousands of hosts a few every
// other second.

import type { HostId } from '@slipway/core/ids';
import type { ExplainedRolloutAnswer } from '@slipway/protocol/api';

export interface RolloutEvent {
  readonly event: 'rollout' | 'change';
  readonly text: string;
}

/** `null`: nothing is otherwise than it was told. */
export type RolloutNews = (picture: ExplainedRolloutAnswer) => RolloutEvent | null;

export const rolloutNews = (form: 'whole' | 'changes'): RolloutNews => (form === 'whole' ? wholes() : changes());

const wholes = (): RolloutNews => {
  let told: string | null = null;
  return (picture) => {
    const text = JSON.stringify(picture);
    if (text === told) return null;
    told = text;
    return { event: 'rollout', text };
  };
};

const changes = (): RolloutNews => {
  let told: Texts | null = null;
  return (picture) => {
    const before = told;
    told = textsOf(picture);
    if (before === null) return { event: 'rollout', text: JSON.stringify(picture) };
    const change = changeOf(before, picture, told);
    return change === null ? null : { event: 'change', text: JSON.stringify(change) };
  };
};

type Row = { readonly hostId: HostId };
type RowTexts = ReadonlyMap<HostId, string>;

/** What pictures are compared by, made once of each. */
interface Texts {
  readonly hosts: RowTexts;
  readonly waiting: RowTexts;
  readonly beside: string;
}

const textsOf = (picture: ExplainedRolloutAnswer): Texts => ({
  hosts: rowTexts(picture.rollout.hosts),
  waiting: rowTexts(picture.waiting),
  beside: JSON.stringify(besideHosts(picture)),
});

const rowTexts = (rows: readonly Row[]): RowTexts => new Map(rows.map((row) => [row.hostId, JSON.stringify(row)]));

/** Hosts and reasons that are new or other, and who waits no more; all that does not grow with the fleet whole. `null`: nothing is otherwise. */
const changeOf = (before: Texts, picture: ExplainedRolloutAnswer, now: Texts): ExplainedRolloutAnswer | null => {
  const hosts = picture.rollout.hosts.filter(({ hostId }) => before.hosts.get(hostId) !== now.hosts.get(hostId));
  const waiting = picture.waiting.filter(({ hostId }) => before.waiting.get(hostId) !== now.waiting.get(hostId));
  const waitsNoMore = [...before.waiting.keys()].filter((hostId) => !now.waiting.has(hostId));
  if (hosts.length + waiting.length + waitsNoMore.length === 0 && before.beside === now.beside) return null;
  const { rollout, ...rest } = besideHosts(picture);
  return { ...rest, rollout: { ...rollout, hosts }, waiting, waitsNoMore };
};

/** Nobody comes to a rollout, and nobody goes: hosts have their names from the beginning. */
const besideHosts = (picture: ExplainedRolloutAnswer): ExplainedRolloutAnswer => ({
  ...picture,
  ...{ rollout: { ...picture.rollout, hosts: [] }, hostnames: {}, waiting: [] },
});
