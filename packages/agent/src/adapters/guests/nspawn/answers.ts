// What machined answers, as busctl writes it in JSON: `null` is "not of that form".

/** The host's own entry, in both lists. */
const ITSELF = '.host';
/** libvirt tells of its own. */
const OF_LIBVIRT = /^libvirt-/;

/** `a(ssso)`: name, class, service, object path. */
export const containersIn = (data: unknown): readonly { readonly name: string; readonly path: string }[] | null => {
  const entries = listIn(data);
  if (entries === null) return null;
  const containers: { name: string; path: string }[] = [];
  for (const entry of entries) {
    const [name, , service, path]: readonly unknown[] = Array.isArray(entry) ? entry : [];
    if (typeof name !== 'string' || typeof service !== 'string' || typeof path !== 'string') return null;
    if (name !== ITSELF && !OF_LIBVIRT.test(service)) containers.push({ name, path });
  }
  return containers;
};

/** `a(ssbttto)`: name, type, read-only, made, changed, size, object path. Trees alone have a machine id to see. */
export const imagesIn = (data: unknown): readonly { readonly name: string; readonly path: string }[] | null => {
  const entries = listIn(data);
  if (entries === null) return null;
  const images: { name: string; path: string }[] = [];
  for (const entry of entries) {
    const [name, type]: readonly unknown[] = Array.isArray(entry) ? entry : [];
    if (typeof name !== 'string' || typeof type !== 'string') return null;
    // Hidden ones are templates that others are copied from (machinectl(1)).
    if (!name.startsWith('.')) images.push({ name, path: `/var/lib/machines/${name}` });
  }
  return images;
};

/** `a{sv}`. */
export const propertiesIn = (data: unknown): { readonly unit: string; readonly leader: number } | null => {
  const [first] = Array.isArray(data) ? (data as readonly unknown[]) : [];
  if (typeof first !== 'object' || first === null) return null;
  const value = (name: string): unknown => {
    const property: unknown = (first as Readonly<Record<string, unknown>>)[name];
    return typeof property === 'object' && property !== null && 'data' in property ? property.data : undefined;
  };
  const [unit, leader] = [value('Unit'), value('Leader')];
  return typeof unit === 'string' && Number.isSafeInteger(leader) ? { unit, leader: Number(leader) } : null;
};

const listIn = (data: unknown): readonly unknown[] | null => {
  const [list] = Array.isArray(data) ? (data as readonly unknown[]) : [];
  return Array.isArray(list) ? (list as readonly unknown[]) : null;
};
