// A thread that plays the nights it is given, one after the other.

import { parentPort } from 'node:worker_threads';
import { type NightOptions, simulateNight } from '../../night.ts';

parentPort?.on('message', (options: NightOptions) => {
  void simulateNight(options).then((end) => parentPort?.postMessage(end));
});
