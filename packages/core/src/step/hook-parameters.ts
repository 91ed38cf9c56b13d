// What may be given to a hook or a plug-in: said of a policy when it is stored, and by the host itself before it calls one.

/** Becomes an option `--name`: letters, digits and dashes, so that it can be nothing else. */
const NAME = /^[a-z][a-z0-9-]{0,40}$/;

/** Longer values belong into a file of the host; and a short one cannot make a slow pattern slow enough to matter. */
export const PARAMETER_LENGTH_MAX = 256;

export const isParameterName = (text: string): boolean => NAME.test(text);
