// A lab fleet under the product's control: hosts, a controller on the bridge, every host enrolled. What scenarios, the
// demo and the bench begin with. Not here: what is then done with it.
//
// May import: fleet/, product/, host/, repository/ and the lab's top-level files.
export {
  bringUpManaged,
  enrolFleet,
  hostId,
  labHost,
  type ManagedFleet,
  onManagedFleet,
  startLabController,
} from './managed-fleet.ts';
