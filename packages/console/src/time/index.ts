// Time as people read it: instants in the zone that they chose, and how long ago by the controller's clock, since that of a
// laptop may be wrong.
// Not here: windows and what follows from them (the controller).
// May import: react.

export { controllerNow, setControllerNow, useNow } from './now.ts';
export { ageText, hourText, instantText, spanText, zoneName } from './text.ts';
export { userZone, useZone, type Zone, ZoneProvider } from './zone.tsx';
