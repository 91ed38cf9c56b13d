import type { Invocation } from '../../command/index.ts';
import { type Column, jsonText, tableText } from '../../output/index.ts';

/** The value as JSON where that was asked for, else the text for people. */
export const present = ({ context, options }: Invocation, value: unknown, text: () => string): void => {
  context.terminal.out(options.is('json') ? jsonText(value) : text());
};

/** A list as a table, with a sentence where it is empty: no rows must not look like no answer. */
export const printTable = <Item>(
  invocation: Invocation,
  list: {
    readonly items: readonly Item[];
    readonly columns: readonly Column[];
    readonly row: (item: Item) => readonly string[];
    readonly empty: string;
  },
): void => {
  const { items, columns, row, empty } = list;
  const { width, style } = invocation.context.terminal;
  present(invocation, items, () =>
    items.length === 0 ? `${empty}\n` : tableText({ columns, rows: items.map(row), width, header: style.bold }),
  );
};
