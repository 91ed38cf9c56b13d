import type { CheckReading, HttpCheck } from '@slipway/core/check';
import { fetchOnce, Overdue } from './fetch.ts';
import { ill, well } from './readings.ts';
import { ofError } from './tcp.ts';

export const checkHttp = async (check: HttpCheck, timeLimitMs: number): Promise<CheckReading> => {
  const begun = performance.now();
  try {
    const { status, body } = await fetchOnce(check.url, { timeLimitMs, at: check.at });
    if (status !== check.status) return ill(`it answers ${status}`);
    if (check.contains !== undefined && !body.includes(check.contains)) {
      return ill(`it answers ${status} without "${check.contains}"`);
    }
    return well(`it answers ${status} within ${Math.ceil(performance.now() - begun)} ms`);
  } catch (error) {
    return error instanceof Overdue ? ill(error.message) : ofError(error as NodeJS.ErrnoException);
  }
};
