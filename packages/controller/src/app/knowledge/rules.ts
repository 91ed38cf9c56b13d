// The urgency rules of this installation: one document, replaced as a whole; and since when a vulnerability falls under one.

import { type Outcome, ok, refuse } from '@slipway/core/reasons';
import type { Instant } from '@slipway/core/time';
import {
  deadlineFor,
  INPUT_WORDS,
  type RulePack,
  type RuleProblem,
  starterRules,
  urgencyFacts,
  validateRules,
} from '@slipway/core/urgency';
import type { StoreView } from '../../ports/index.ts';
import type { Actor } from '../access/index.ts';
import type { App } from '../context.ts';
import { ruleSubject } from './starts.ts';

/** The starter's, until somebody replaces them. */
export const readRules = async ({ access }: StoreView): Promise<RulePack> => {
  const stored = await access.setting('urgency-rules');
  return stored === null ? starterRules() : (JSON.parse(stored) as RulePack);
};

export const replaceRules = async (app: App, actor: Actor, pack: unknown): Promise<Outcome<RulePack>> => {
  const { clock, nudge, store } = app.ports;
  const validated = validateRules(pack);
  if (!validated.ok) {
    return refuse('input-invalid', { what: 'set of urgency rules', detail: problemsText(validated.problems) });
  }
  const at = clock.now();
  await store.write(async ({ access }) => {
    await access.setSetting('urgency-rules', JSON.stringify(validated.value));
    await access.setSetting('rules-noted', '');
    const facts = { rules: validated.value.rules.length };
    await access.addAuditEvent({ at, who: actor.person, action: 'urgency.replace', object: 'urgency-rules', facts });
  });
  nudge.notify('knowledge');
  return ok(validated.value);
};

/** Whoever wrote them mends them in one go; beyond these it is another kind of file. */
const PROBLEMS_MAX = 10;

const problemsText = (problems: readonly RuleProblem[]): string => {
  const shown = problems.slice(0, PROBLEMS_MAX).map(({ at, detail }) => `${at || 'the document'} ${detail}`);
  const more = problems.length > PROBLEMS_MAX ? [`and ${problems.length - PROBLEMS_MAX} more`] : [];
  return [...shown, ...more].join('; ');
};

/** Facts of so many vulnerabilities are read at a time. */
const PORTION = 500;

/** Writes down which of the vulnerabilities that somebody is exposed to fall under which rule, if they did not before. */
export const noteRulesEntered = async (
  change: StoreView,
  vulnerabilities: readonly string[],
  now: Instant,
): Promise<void> => {
  if (vulnerabilities.length === 0) return;
  const { rules } = await readRules(change);
  const kevRead = await isKevRead(change);
  for (let at = 0; at < vulnerabilities.length; at += PORTION) {
    const portion = vulnerabilities.slice(at, at + PORTION);
    const known = await change.knowledge.facts(portion, null);
    const entered: string[] = [];
    for (const vulnerability of portion) {
      const all = known.filter(({ record }) => record.vulnerability === vulnerability).map(({ record }) => record);
      const facts = urgencyFacts(all, { kevRead });
      const starts = {
        firstKnownAt: now,
        fixPublishedAt: null,
        ruleEnteredAt: {},
        hostEnrolledAt: null,
        facingChangedAt: null,
      };
      // Whichever way a host may face: the clock of a rule must not begin with the label that makes it apply.
      const names = INPUT_WORDS.facing.flatMap((facing) =>
        deadlineFor({ facts, facing, humanImpact: null, starts, rules, now }).applying.map(({ rule }) => rule),
      );
      entered.push(...new Set(names.map((rule) => ruleSubject(vulnerability, rule))));
    }
    await change.knowledge.noteStarts('rule-entered', entered, now);
  }
};

/** Only once the catalogue was read is a vulnerability that is not in it "not listed". */
export const isKevRead = async ({ knowledge }: StoreView): Promise<boolean> =>
  (await knowledge.feeds()).some(
    ({ value: { spec, lastImport, goodAt } }) => goodAt !== null && (spec.kind ?? lastImport?.kind) === 'kev',
  );
