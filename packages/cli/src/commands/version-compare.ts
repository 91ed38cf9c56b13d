import { compareVersions, parseVersion, type VersionFormat } from '@slipway/core/version';
import type { Action, Invocation } from '../command/index.ts';
import { Failure, wrongUse } from '../exit/index.ts';
import { reasonText } from '../output/index.ts';

/** Written at once: large enough that writing costs nothing beside comparing, small enough to stay a stream. */
const OUTPUT_CHARACTERS = 64 * 1024;
/** A pair of versions; the longest seen in a distribution have some 120 characters. */
const LINE_CHARACTERS_MAX = 8192;
/** More would bury whatever else is on the screen; the rest is counted. */
const WARNINGS_SHOWN_MAX = 10;

export const versionCompare: Action = async (invocation) => {
  const { args, options, context } = invocation;
  const comparing = new Comparing(options.need('format') === 'rpm' ? 'rpm' : 'deb', options.is('strict'), invocation);
  const [a, b, ...more] = args;
  if (a !== undefined) {
    if (b === undefined || more.length > 0) throw wrongUse('Two versions are compared, or pairs from standard input.');
    const result = comparing.pair(a, b, null);
    context.terminal.out(options.is('json') ? `${JSON.stringify({ order: result })}\n` : `${result}\n`);
    return 0;
  }
  if (context.terminal.isInputInteractive) {
    throw wrongUse('Two versions are expected, or pairs with a tab between them on standard input.');
  }
  await comparing.stream();
  return 0;
};

class Comparing {
  readonly #format: VersionFormat;
  readonly #isStrict: boolean;
  readonly #terminal: Invocation['context']['terminal'];
  readonly #isJson: boolean;
  #warnings = 0;
  #output = '';
  /** As JSON there is one document or an error, so nothing is written before the end. */
  readonly #orders: number[] = [];

  constructor(format: VersionFormat, isStrict: boolean, { context, options }: Invocation) {
    this.#format = format;
    this.#isStrict = isStrict;
    this.#terminal = context.terminal;
    this.#isJson = options.is('json');
  }

  /** `line` is `null` for versions of the command line. */
  pair(a: string, b: string, line: number | null): number {
    this.#read(a, line);
    this.#read(b, line);
    return compareVersions(this.#format, a, b);
  }

  async stream(): Promise<void> {
    const decoder = new TextDecoder();
    let rest = '';
    let line = 0;
    try {
      for await (const chunk of this.#terminal.input) {
        rest += decoder.decode(chunk, { stream: true });
        let from = 0;
        for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n', from)) {
          line += 1;
          this.#line(rest.slice(from, end), line);
          from = end + 1;
        }
        rest = rest.slice(from);
        if (rest.length > LINE_CHARACTERS_MAX) throw wrongUse(`Line ${line + 1} is too long to be a pair of versions.`);
        if (this.#output.length >= OUTPUT_CHARACTERS) await this.#flush();
      }
      rest += decoder.decode();
      if (rest !== '') this.#line(rest, line + 1);
      if (this.#isJson) this.#output = `${JSON.stringify(this.#orders)}\n`;
    } finally {
      // What was compared before a line that cannot be stands.
      await this.#flush();
    }
    this.#countWarnings();
  }

  #line(text: string, line: number): void {
    const whole = text.endsWith('\r') ? text.slice(0, -1) : text;
    const tab = whole.indexOf('\t');
    if (tab === -1 || whole.includes('\t', tab + 1)) {
      throw wrongUse(`Line ${line}: two versions with one tab between them are expected.`);
    }
    const order = this.pair(whole.slice(0, tab), whole.slice(tab + 1), line);
    if (this.#isJson) this.#orders.push(order);
    else this.#output += `${order}\n`;
  }

  #read(version: string, line: number | null): void {
    const parsed = parseVersion(this.#format, version);
    if (parsed.ok) return;
    if (parsed.severity === 'error' || this.#isStrict) {
      throw new Failure(2, `${placeOf(line)}${reasonText(parsed.reason)}`, { reason: parsed.reason });
    }
    this.#warnings += 1;
    if (this.#warnings > WARNINGS_SHOWN_MAX) return;
    this.#terminal.err(`slipway: warning: ${placeOf(line)}${reasonText(parsed.reason)}\n`);
  }

  async #flush(): Promise<void> {
    const text = this.#output;
    this.#output = '';
    await this.#terminal.outStream(text);
  }

  #countWarnings(): void {
    const more = this.#warnings - WARNINGS_SHOWN_MAX;
    if (more > 0) this.#terminal.err(`slipway: ${more} more warnings like these\n`);
  }
}

const placeOf = (line: number | null): string => (line === null ? '' : `line ${line}: `);
