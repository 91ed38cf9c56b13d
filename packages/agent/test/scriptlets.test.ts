import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const PACKAGING = join(import.meta.dirname, '../packaging');
const namesIn = (folder: string): readonly string[] => readdirSync(join(PACKAGING, folder)).toSorted();
const textOf = (path: string): string => readFileSync(join(PACKAGING, path), 'utf8');
const scriptlets = namesIn('scriptlets');
const scripts = ['scriptlets', 'maintainer'].flatMap((folder) => namesIn(folder).map((name) => `${folder}/${name}`));

describe('scriptlets of the .rpm', () => {
  it('are the four that rpm runs around an installation', () => {
    expect(scriptlets).toEqual(['post', 'postun', 'pre', 'preun']);
  });

  it.each(scriptlets)('%s is what rpm takes for no macro', (name) => {
    expect(textOf(`scriptlets/${name}`)).not.toContain('%');
  });
});

describe('scripts of both packages', () => {
  it('are looked at, those of the .deb, too', () => {
    expect(scripts).toContain('maintainer/postinst');
    expect(scripts).toContain('scriptlets/post');
  });

  it.each(scripts)('%s waits for no unit of a running agent to end, and never ends its executor (C02)', (path) => {
    const commands = textOf(path)
      .split('\n')
      .filter((line) => /\bsystemctl\b/.test(line));
    const ending = commands.filter((line) => /\b(?:stop|kill|restart|try-restart|isolate)\b|--now\b/.test(line));
    for (const line of ending) {
      expect(line).toMatch(/ --no-block /);
      expect(line).not.toContain('slipway-executor.service');
    }
  });
});
