// A keyboard alone: what has the focus after each press is something that is seen, marked and named.

import { errors, type Page } from 'playwright-core';
import { expect } from 'vitest';

/** More than any page has stops. */
const STOPS_MAX = 600;

interface Stop {
  /** In the page's own tree: its role and name, as `link "Hosts"`. */
  readonly named: string;
  /** What is wrong with it, in words. */
  readonly ill: readonly string[];
}

/**
 * In the page: what is wrong with what has the focus. A mark is an outline or shadow of the element, of what stands for it
 * (a box that hides its own input), or of the frame around a field.
 */
const JUDGED = `(() => {
  const one = document.activeElement;
  if (one === null || one === document.body) return null;
  // A part of the browser's own in a field, as the button of a date: named and marked by the browser.
  if (!one.matches(':focus')) return { own: one.labels?.[0]?.textContent ?? one.outerHTML.slice(0, 200) };
  const ill = [];
  const box = one.getBoundingClientRect();
  if (box.width < 1 || box.height < 1) ill.push('has no size');
  const seen = (x, y) => {
    const there = document.elementFromPoint(x, y);
    return there !== null && (one.contains(there) || there.contains(one) || [...(one.labels ?? [])].some((its) => its.contains(there)));
  };
  const [left, right] = [Math.max(0, box.left), Math.min(innerWidth, box.right)];
  const [top, bottom] = [Math.max(0, box.top), Math.min(innerHeight, box.bottom)];
  if (left >= right || top >= bottom) ill.push('is outside of the window');
  else if (![0.5, 0.1, 0.9].some((part) => seen(left + (right - left) * 0.5, top + (bottom - top) * part))) ill.push('is covered');
  const marked = (style) => (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
  const frame = one.closest('.pf-v6-c-form-control, .pf-v6-c-text-input-group__main, .slw-editor');
  const places = [one, frame].filter((each) => each !== null).flatMap((each) =>
    [null, '::before', '::after'].map((pseudo) => getComputedStyle(each, pseudo)));
  if (!places.some(marked)) ill.push('has no mark');
  return { own: null, ill, tag: one.outerHTML.slice(0, 200) };
})()`;

type Judged = { readonly own: string } | { readonly own: null; readonly ill: readonly string[]; readonly tag: string };

/** Nobody takes the focus from what has it, unless asked to. */
const KEEPS_MS = 5000;

/** `null`: the browser itself has the focus, behind the last stop of the page. */
export const focused = async (page: Page): Promise<Stop | null> => {
  const judged = (await page.evaluate(JUDGED)) as Judged | null;
  if (judged === null) return null;
  if (judged.own !== null) return { named: `the browser's own part of "${judged.own}"`, ill: [] };
  const tree = await page
    .locator(':focus')
    .ariaSnapshot({ timeout: KEEPS_MS })
    .catch((error: unknown) => {
      if (error instanceof errors.TimeoutError) return null;
      throw error;
    });
  if (tree === null) return { named: judged.tag, ill: [...judged.ill, 'lost the focus by itself'] };
  // YAML, which puts a line with a colon in it into quotes. What has no role of its own (a summary) is the text that it is.
  const [line = ''] = tree.split('\n');
  const named = line
    .replace(/^- /, '')
    .replace(/:$/, '')
    .replace(/^'(.*)'$/, '$1');
  return { named, ill: / "|^text: \S/.test(named) ? judged.ill : [...judged.ill, 'has no name'] };
};

const sound = (stop: Stop | null, where: string): Stop => {
  if (stop === null) throw new Error(`nothing has the focus ${where}`);
  expect(stop.ill, `${stop.named} ${where}`).toEqual([]);
  return stop;
};

/** Every stop on the way is sound, and what is asked for is reached before the end of the page. */
export const tabTo = async (page: Page, wanted: RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> => {
  const passed: string[] = [];
  for (let presses = 0; presses < STOPS_MAX; presses += 1) {
    await page.keyboard.press(key);
    const stop = sound(await focused(page), `on the way to ${wanted}, behind ${passed.at(-1) ?? 'the beginning'}`);
    if (wanted.test(stop.named)) return;
    passed.push(stop.named);
  }
  throw new Error(`no ${wanted} among ${passed.join(', ')}`);
};

/** From the beginning to the end of the page and out of it: the names of all stops. */
export const walked = async (page: Page, where: string): Promise<readonly string[]> => {
  const stops: string[] = [];
  for (let presses = 0; presses < STOPS_MAX; presses += 1) {
    await page.keyboard.press('Tab');
    const stop = await focused(page);
    if (stop === null) return stops;
    stops.push(sound(stop, `of ${where}, behind ${stops.at(-1) ?? 'its beginning'}`).named);
  }
  throw new Error(`${where} lets nobody out: ${stops.slice(-10).join(', ')}`);
};

/** What has the focus now is sound, and is what is asked for. */
export const isOn = async (page: Page, wanted: RegExp): Promise<void> => {
  await expect.poll(async () => (await focused(page))?.named ?? 'nothing').toMatch(wanted);
  sound(await focused(page), `where ${wanted} was wanted`);
};
