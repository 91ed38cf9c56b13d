// What people do, by the product's own use cases: enrol, adopt, cut, plan, approve, start, and wait for what comes of it.
// Not here: what happens to hosts (host), the story that somebody tells with both (night, scene).
// May import: controller use cases, core, sim's controller and time.

export { ADMINISTRATOR, type People, peopleAt } from './people.ts';
