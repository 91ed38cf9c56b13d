import budgets from './budgets.json' with { type: 'json' };

/** On two cores with nothing else on them. What takes longer, a part over its budget as well, is told and fails nothing. */
export const MINUTES_WANTED = 40;

/** What runs then is ended and has failed. */
export const MINUTES_MAX = 85;

export const minutesByPart: Readonly<Record<string, number>> = budgets;
