// Notify: who is told, of what, and whether it arrived. An event is written in the transaction that makes it true (`tell`),
// with a delivery for each audience that hears of it; one loop, `notify`, delivers what is due until it was taken.
// Not here: what a notice says and who hears of it (core/notice), the forms of mail and chats (behind the port), the
// events themselves (each subject tells its own).
// May import: core, ports, access (types).

export {
  type AudienceShown,
  type AudienceWish,
  addAudience,
  listAudiences,
  removeAudience,
  testAudience,
} from './audiences.ts';
export { deliverDue, lookAtNotices } from './deliver.ts';
export { listNotices, type Notice, showNotice } from './notices.ts';
export { tell, tellThoseTold } from './tell.ts';
