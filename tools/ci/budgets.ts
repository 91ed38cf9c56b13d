import budgets from './budgets.json' with { type: 'json' };

/** Minutes on two cores. Over its budget a part is named; over this limit CI has failed. */
export const MINUTES_MAX = 40;

export const minutesByPart: Readonly<Record<string, number>> = budgets;
