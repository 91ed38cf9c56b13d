// The syntax: fields at the margin with what belongs to them indented below, then `release_source: state (detail)`.

export interface TrackerFile {
  /** The value beside the colon and the indented lines below it, by the field's name; the first counts. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
  readonly states: readonly StateLine[];
  /** There were more lines about packages than a file may have. */
  readonly cut: boolean;
}

export interface StateLine {
  /** `xenial`, `esm-infra/xenial`, `trusty/esm`, `upstream`, … */
  readonly scope: string;
  readonly source: string;
  readonly state: string;
  /** Without its parentheses. */
  readonly detail: string;
}

/** The longest real file (a kernel's, with all its flavours and releases) has some thousand. */
export const STATES_MAX = 20_000;

// `Patches_linux:`, `Tags_linux:` and `Priority_linux:` begin with a capital.
const STATE = /^([a-z][a-z0-9./-]*)_([^\s:_]+):\s*(\S*)\s*(.*)$/;
const FIELD = /^([A-Z][\w.+-]*):\s*(.*)$/;

export const parseTrackerFile = (text: string): TrackerFile => {
  const fields = new Map<string, string[]>();
  const states: StateLine[] = [];
  let open: string[] | null = null;
  let cut = false;
  for (const line of text.split(/\r?\n/)) {
    if (/^[ \t]/.test(line)) {
      open?.push(line.trim());
      continue;
    }
    open = null;
    const [, scope, source = '', state = '', detail = ''] = STATE.exec(line) ?? [];
    const [, name, value = ''] = FIELD.exec(line) ?? [];
    if (scope !== undefined) {
      if (states.length < STATES_MAX) states.push({ scope, source, state, detail: withoutBrackets(detail) });
      else cut = true;
    } else if (name !== undefined && !fields.has(name)) {
      open = [value.trim()];
      fields.set(name, open);
    }
  }
  return { fields, states, cut };
};

/** `(1.2-3)`, and as some wrote it `[1.2-3]`, `(1.2-3))`. */
const withoutBrackets = (detail: string): string =>
  detail
    .trim()
    .replace(/^[([]\s*/, '')
    .replace(/\s*[)\]]+$/, '');
