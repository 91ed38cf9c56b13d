/**
 * Who blocks a shutdown, from logind's ListInhibitors as busctl prints it (org.freedesktop.login1(5)): what, who, why,
 * mode, user, process. `delay` ones only ask for a moment and get it from systemd. `null`: not such an answer.
 */
export const readInhibitors = (json: string): readonly string[] | null => {
  try {
    const answer: unknown = JSON.parse(json);
    if (typeof answer !== 'object' || answer === null || !('data' in answer) || !Array.isArray(answer.data))
      return null;
    const [list]: readonly unknown[] = answer.data;
    if (!Array.isArray(list)) return null;
    const blocking: string[] = [];
    for (const entry of list as readonly unknown[]) {
      if (!Array.isArray(entry)) return null;
      const [what, who, why, mode]: readonly unknown[] = entry;
      if (typeof what !== 'string' || typeof mode !== 'string') return null;
      if (what.split(':').includes('shutdown') && mode.startsWith('block'))
        blocking.push(`${String(who)} (${String(why)})`);
    }
    return blocking;
  } catch {
    return null;
  }
};
