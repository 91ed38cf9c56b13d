import { useEffect, useState } from 'react';

/** How far the controller's clock is ahead of this browser's. */
let aheadMs = 0;

export const setControllerNow = (instant: string): void => {
  aheadMs = Date.parse(instant) - Date.now();
};

export const controllerNow = (): number => Date.now() + aheadMs;

/** Moves on, so that ages do. */
export const useNow = (everyMs = 10_000): number => {
  const [now, setNow] = useState(controllerNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(controllerNow()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
};
