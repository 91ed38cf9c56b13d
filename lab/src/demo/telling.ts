/** How the demo tells its story: numbered steps with their durations, commands as typed, and what they answered. */
export interface Telling {
  /** Runs one step of the story; its duration is told when it is over, whatever came of it. */
  readonly step: <T>(title: string, work: () => Promise<T>) => Promise<T>;
  readonly line: (text: string) => void;
  /** A command line as a person would type it; `where` is the host's name for one that is typed there. */
  readonly typed: (command: string, where?: string) => void;
  /** What a command answered, indented. */
  readonly answered: (text: string) => void;
}

export function tellingTo(write: (line: string) => void): Telling {
  let number = 0;
  const line = (text: string): void => write(text === '' ? '' : `   ${text}`);
  return {
    line,
    typed: (command, where) => line(where === undefined ? `$ ${command}` : `${where}# ${command}`),
    answered: (text) => {
      for (const each of text.trimEnd().split('\n')) line(each === '' ? '' : `  ${each}`);
    },
    step: async (title, work) => {
      number += 1;
      const startedAt = performance.now();
      write('');
      write(`${number}. ${title}`);
      try {
        return await work();
      } finally {
        line(`(${seconds(performance.now() - startedAt)})`);
      }
    },
  };
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** Columns padded with blanks, no frame; the first row is the head. */
export function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows.reduce<readonly number[]>(
    (wide, row) => row.map((cell, at) => Math.max(cell.length, wide[at] ?? 0)),
    [],
  );
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
