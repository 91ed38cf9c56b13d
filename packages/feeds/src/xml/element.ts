// A complete element, read with plain functions.

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Its own text, without that of its children. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

/** `null` where it is absent or blank. */
export const attributeIn = (element: XmlElement | null, name: string): string | null => {
  const value = element !== null && Object.hasOwn(element.attributes, name) ? element.attributes[name] : undefined;
  return value === undefined || value.trim() === '' ? null : value.trim();
};

export const childrenIn = (element: XmlElement | null, name: string): readonly XmlElement[] =>
  element?.children.filter((child) => child.name === name) ?? [];

export const childIn = (element: XmlElement | null, name: string): XmlElement | null =>
  element?.children.find((child) => child.name === name) ?? null;

/** `null` where it is absent or blank. */
export const textOfChild = (element: XmlElement | null, name: string): string | null => {
  const text = childIn(element, name)?.text.trim() ?? '';
  return text === '' ? null : text;
};
