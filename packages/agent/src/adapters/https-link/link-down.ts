/** The controller did not answer, or not with what was asked. The caller tries again later; nothing follows from it. */
export class LinkDown extends Error {
  override readonly name = 'LinkDown';
}
