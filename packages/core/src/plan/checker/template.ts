import { canonicalise } from '../../document/index.ts';
import type { HostId } from '../../ids/index.ts';
import type { GateRules } from '../../policy/index.ts';
import { explain, reason } from '../../reasons/index.ts';
import type { CheckerNote, HostForPlanning, Wave } from '../types.ts';
import { type Facts, isOfPolicy } from './facts.ts';
import { differs, error, errorFor, warning } from './notes.ts';

/** Whom policy wants before all others; several or none where its selector means no single host. */
const meantHosts = (facts: Facts): readonly HostForPlanning[] => {
  const selector = facts.environment?.waves.template?.hosts;
  if (selector === undefined) return [];
  return facts.input.hosts.filter((host) => isOfPolicy(facts, host) && facts.selects(selector, host));
};

/** The one that policy wants before all others, where it is planned; in a rollback nobody goes before the others. */
export const plannedTemplate = (facts: Facts): HostId | null => {
  if (facts.input.rollback !== undefined) return null;
  const [only, ...others] = meantHosts(facts);
  if (only === undefined || others.length > 0) return null;
  return facts.plan.hostPlans.some(({ hostId }) => hostId === only.hostId) ? only.hostId : null;
};

/** One host, in the first wave, alone; one that is there already is told, and anything else keeps the plan from being approved. */
export function* checkTemplate(facts: Facts): Iterable<CheckerNote> {
  const template = facts.environment?.waves.template;
  if (template === undefined) return;
  const selector = template.hosts;
  const [only, ...others] = meantHosts(facts);
  if (only === undefined) {
    yield error('template-host-missing', { selector, detail: 'no host that this plan is for has these labels' });
    return;
  }
  if (others.length > 0) {
    const hosts = [only, ...others].map(({ hostname }) => hostname).join(', ');
    yield error('template-hosts-several', { selector, hosts });
    return;
  }
  const { hostId, hostname } = only;
  if (facts.report.alreadyThere.includes(hostId)) {
    yield warning(reason('template-host-there', { host: hostname }), hostId);
    return;
  }
  if (plannedTemplate(facts) === null) {
    const why = facts.report.leftOut.find((one) => one.hostId === hostId)?.reason;
    const detail = `${hostname} is left out${why === undefined ? '' : `: ${explain(why).replace(/\.$/, '')}`}`;
    yield error('template-host-missing', { selector, detail }, hostId);
    return;
  }
  const [first] = facts.plan.header.waves;
  const found = first === undefined ? 'none' : `${first.kind} of ${first.hosts.join(', ')}`;
  if (found !== `canary of ${hostId}`) yield differs('first wave', found, `canary of ${hostId}`, hostId);
}

/** The gates that stand behind each wave are those of policy, neither fewer nor looser. */
export function* checkGates(facts: Facts): Iterable<CheckerNote> {
  const { environment, plan } = facts;
  if (environment === null) return;
  const { template } = environment.waves;
  const first = plannedTemplate(facts);
  for (const [index, wave] of plan.header.waves.entries()) {
    const isTemplate = index === 0 && template !== undefined && first !== null;
    const expected = isTemplate
      ? { ...template.gates, conditions: template.gates.conditions ?? [] }
      : environment.gates;
    yield* checkGate(wave, expected, index + 1);
  }
  const conditions = plan.header.waves.flatMap(({ gates }) => gates.conditions ?? []);
  if (plan.header.waves.some(({ gates }) => gates.conditions !== undefined)) yield* checkReads(facts, 'process/1');
  if (conditions.some(({ kind }) => kind === 'health')) yield* checkReads(facts, 'health/1');
}

/** An agent that does not know a condition refuses the header. */
function* checkReads({ planned }: Facts, capability: 'process/1' | 'health/1'): Iterable<CheckerNote> {
  for (const { host } of planned) {
    if (host !== null && !host.capabilities.includes(capability)) {
      yield errorFor(reason('host-lacks-capability', { capability }), host.hostId);
    }
  }
}

function* checkGate({ gates }: Wave, expected: GateRules, number: number): Iterable<CheckerNote> {
  const { soakSeconds, person } = expected;
  if (gates.soakSeconds < soakSeconds) yield differs(`soak after wave ${number}`, gates.soakSeconds, soakSeconds);
  if (gates.person !== person) yield differs(`gate for a person after wave ${number}`, gates.person, person);
  const [found, wanted] = [gates, expected].map(({ conditions }) =>
    conditions === undefined ? 'none' : canonicalise(conditions),
  );
  if (found !== wanted) yield differs(`conditions after wave ${number}`, found ?? '', wanted ?? '');
}
