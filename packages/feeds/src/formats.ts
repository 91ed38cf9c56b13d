// Every format that readFeed knows: one line each.

import { csaf } from './csaf/index.ts';
import { cveList } from './cve-list/index.ts';
import { debianAdvisories } from './debian-advisories/index.ts';
import { debianSupport } from './debian-support/index.ts';
import { debianTracker } from './debian-tracker/index.ts';
import { endOfLife } from './end-of-life/index.ts';
import { epss } from './epss/index.ts';
import type { Format } from './format.ts';
import { kev } from './kev/index.ts';
import { osv } from './osv/index.ts';
import type { FeedKind } from './types.ts';

const FORMATS: readonly Format[] = [
  csaf,
  kev,
  epss,
  cveList,
  debianAdvisories,
  debianSupport,
  debianTracker,
  endOfLife,
  osv,
];

export const formatOf = (kind: FeedKind): Format | null => FORMATS.find((format) => format.kind === kind) ?? null;
