// Modules of RPM distributions. OSV has no field for them: that a version is of a module stands in its release, which
// module and stream stand in the summary ("Moderate: nodejs:18 security update").

/** `.module+el8.10.0+22252+…` (Red Hat, Rocky), `.module_el8.5.0+…` (AlmaLinux). */
const MODULE_MARK = /[.+]module[_+]el/;

/** `389-ds:1.4` begins with a digit; a time of day has no letter. */
const LABEL = /(?<![\w.:+-])(\d*-?[A-Za-z][\w.+-]*):([A-Za-z0-9][\w.+-]*)/g;
/** `ALSA-2022:5468` in a summary is an advisory. */
const ADVISORY = /^[A-Z]{4}-\d{4}$/;

export const modulesNamedIn = (summary: string): readonly string[] => {
  const labels = [...summary.matchAll(LABEL)]
    .filter(([, name = '']) => !ADVISORY.test(name))
    .map(([, name, stream = '']) => `${name}:${stream.replace(/[.+-]+$/, '')}`);
  return [...new Set(labels)];
};

/**
 * One for every module that the record names: which of two ("virt:rhel and virt-devel:rhel") a package is of, it does not
 * say. A version of a module that nobody names keeps `null`; the judge sees the mark in its version.
 */
export const modulesOf = (
  versions: readonly string[],
  named: readonly string[],
): readonly [string | null, ...(string | null)[]] => {
  const [first, ...more] = versions.some((version) => MODULE_MARK.test(version)) ? named : [];
  return first === undefined ? [null] : [first, ...more];
};
