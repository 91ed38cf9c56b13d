// XML of others, element by element and with limits: no DTD, no entities but the five that XML itself has, no depth, size
// or length without end.
// Not here: what any document means.
// May import: core, the frame's own contract (format, limits, refused), saxes.

export { attributeIn, childIn, childrenIn, textOfChild, type XmlElement } from './element.ts';
export { elementIn, elementsOf, writtenElementsOf } from './elements.ts';
export { refusedXml } from './refused-xml.ts';
