// Every format that readFeed knows: one line each.

import { csaf } from './csaf/index.ts';
import { cveList } from './cve-list/index.ts';
import { debianAdvisories } from './debian-advisories/index.ts';
import { debianSupport } from './debian-support/index.ts';
import { debianTracker } from './debian-tracker/index.ts';
import { endOfLife } from './end-of-life/index.ts';
import { epss } from './epss/index.ts';
import type { Format } from './format.ts';
import { house } from './house/index.ts';
import { kev } from './kev/index.ts';
import { makerReleases } from './maker-releases/index.ts';
import { osv } from './osv/index.ts';
import type { FeedKind } from './types.ts';
import { ubuntuTracker } from './ubuntu-tracker/index.ts';
import { updateinfo } from './updateinfo/index.ts';

const FORMATS: readonly Format[] = [
  csaf,
  cveList,
  debianAdvisories,
  debianSupport,
  debianTracker,
  endOfLife,
  epss,
  house,
  kev,
  makerReleases,
  osv,
  ubuntuTracker,
  updateinfo,
];

export const formatOf = (kind: FeedKind): Format | null => FORMATS.find((format) => format.kind === kind) ?? null;
