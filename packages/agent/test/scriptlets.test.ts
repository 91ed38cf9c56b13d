import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const FOLDER = join(import.meta.dirname, '../packaging/scriptlets');
const names = readdirSync(FOLDER);

describe('scriptlets of the .rpm', () => {
  it('are the four that rpm runs around an installation', () => {
    expect(names.toSorted()).toEqual(['post', 'postun', 'pre', 'preun']);
  });

  it.each(names)('%s is what rpm takes for no macro', (name) => {
    expect(readFileSync(join(FOLDER, name), 'utf8')).not.toContain('%');
  });

  it.each(names)('%s waits for no unit of a running agent to end, and never ends its executor (C02)', (name) => {
    const commands = readFileSync(join(FOLDER, name), 'utf8')
      .split('\n')
      .filter((line) => /\bsystemctl\b/.test(line));
    const ending = commands.filter((line) => /\b(?:stop|kill|restart|try-restart|isolate)\b|--now\b/.test(line));
    for (const line of ending) {
      expect(line).toMatch(/ --no-block /);
      expect(line).not.toContain('slipway-executor.service');
    }
  });
});
