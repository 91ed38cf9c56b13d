// What happened between two pictures, as lines for a pipe. The first picture is told whole.

import { reasonText } from '../../output/index.ts';
import { steadyReason } from './gates.ts';
import type { Picture } from './page.ts';

export const changesBetween = (before: Picture | null, after: Picture): readonly string[] => {
  const { rollout } = after;
  const told = new Map(before === null ? [] : hostLines(before));
  const gatesTold = new Set(before === null ? [] : gateLines(before));
  const state = stateLine(after);
  return [
    ...(before === null || stateLine(before) !== state ? [`${rollout.rolloutId} ${state}`] : []),
    ...rollout.waves.flatMap((wave, at) => {
      const was = before?.rollout.waves[at];
      return [
        ...(wave.settledAt !== null && was?.settledAt == null ? [`wave ${at + 1} settled`] : []),
        ...(wave.passedAt !== null && was?.passedAt == null ? [`wave ${at + 1} passed its gates`] : []),
      ];
    }),
    ...gateLines(after).filter((line) => !gatesTold.has(line)),
    ...hostLines(after).flatMap(([hostId, line]) => (told.get(hostId) === line ? [] : [line])),
  ];
};

const stateLine = ({ rollout, ending }: Picture): string =>
  [
    rollout.state,
    ...(rollout.reason === null ? [] : [reasonText(rollout.reason)]),
    ...(ending === undefined ? [] : [steadyReason(ending)]),
  ].join(': ');

/** What was found changes with every reading; that it opened or closed is news. */
const gateLines = ({ gates = [] }: Picture): readonly string[] =>
  gates.map(({ wave, name, state }) => `wave ${wave + 1}: gate ${name} ${state}`);

const hostLines = (picture: Picture): readonly (readonly [string, string])[] => {
  const waiting = new Map(picture.waiting.map(({ hostId, reason }) => [hostId, reason]));
  return picture.rollout.hosts.map(({ hostId, phase, step, reason, wave }) => {
    const why = reason ?? waiting.get(hostId) ?? null;
    const parts = [
      `${picture.hostnames[hostId] ?? hostId} (wave ${wave + 1}) ${phase}`,
      ...(step === null ? [] : [`at ${step}`]),
      ...(why === null ? [] : [steadyReason(why)]),
    ];
    return [hostId, parts.join(' ')] as const;
  });
};
