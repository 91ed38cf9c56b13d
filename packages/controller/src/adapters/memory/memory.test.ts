import { describeStore } from '@slipway/testkit/contracts';
import { openMemoryStore } from './index.ts';

describeStore('memory', async () => openMemoryStore());
