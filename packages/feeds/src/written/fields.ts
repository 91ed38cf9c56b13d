// The named values of one entry, each asked for once with what it may be; what is wrong is kept with its line.

import { plainText } from '../reading/index.ts';
import type { Entry, WrittenProblem } from './entries.ts';

export interface TextRule {
  readonly must?: boolean;
  readonly allows?: (text: string) => boolean;
  /** What it must be, for people. */
  readonly form?: string;
}

type MapEntry = Extract<Entry, { readonly kind: 'map' }>;

export class Fields {
  readonly #entry: MapEntry;
  readonly #problems: WrittenProblem[];

  private constructor(entry: MapEntry, problems: WrittenProblem[]) {
    this.#entry = entry;
    this.#problems = problems;
  }

  /** `null`, and a problem, where the entry has no named values; keys that are not known are problems. */
  static of(entry: Entry, known: readonly string[], problems: WrittenProblem[]): Fields | null {
    if (entry.kind !== 'map') {
      problems.push({ line: entry.line, detail: `must be named values: ${known.join(', ')}` });
      return null;
    }
    for (const [name, { line }] of entry.fields) {
      if (known.includes(name)) continue;
      problems.push({ line, detail: `"${plainText(name, 40)}" is not known here: ${known.join(', ')}` });
    }
    return new Fields(entry, problems);
  }

  has(name: string): boolean {
    return this.#entry.fields.has(name);
  }

  wrong(name: string, detail: string): void {
    this.wrongAt(this.#entry.fields.get(name)?.line ?? this.#entry.line, `${name}: ${detail}`);
  }

  wrongAt(line: number, detail: string): void {
    this.#problems.push({ line, detail: plainText(detail, 300) });
  }

  text(name: string, rule: TextRule): string | null {
    const value = this.#entry.fields.get(name)?.value;
    if (value === undefined) {
      if (rule.must === true)
        this.wrong(name, `is missing${rule.form === undefined ? '' : `; it must be ${rule.form}`}`);
      return null;
    }
    if (value.kind !== 'text' || value.text === '') this.wrong(name, 'must be a text');
    else if (rule.allows?.(value.text) === false) this.wrong(name, `"${value.text}" is not ${rule.form}`);
    else return value.text;
    return null;
  }

  word<Word extends string>(name: string, words: readonly Word[], rule: { readonly must: boolean }): Word | null {
    const allows = (text: string): boolean => words.some((word) => word === text);
    const text = this.text(name, { ...rule, allows, form: `one of ${words.join(', ')}` });
    return words.find((word) => word === text) ?? null;
  }

  list(name: string, rule: { readonly must: boolean }): readonly Entry[] {
    const value = this.#entry.fields.get(name)?.value;
    if (value === undefined && !rule.must) return [];
    if (value?.kind === 'list' && value.items.length > 0) return value.items;
    this.wrong(name, 'must be a list with something in it');
    return [];
  }

  items(name: string): readonly { readonly line: number; readonly text: string }[] {
    return this.list(name, { must: false }).flatMap((item) => {
      if (item.kind === 'text' && item.text !== '') return [item];
      this.wrongAt(item.line, `${name}: must be a list of texts`);
      return [];
    });
  }

  texts(name: string, rule: TextRule): readonly string[] {
    return this.items(name).flatMap(({ line, text }) => {
      if (rule.allows?.(text) !== false) return [text];
      this.wrongAt(line, `${name}: "${text}" is not ${rule.form}`);
      return [];
    });
  }
}
