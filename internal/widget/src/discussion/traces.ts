// What tells that the reader has written here, or has begun to.

import { store } from "../store";

/** Where the browser keeps what was written on a page: comments, drafts by what they answer, and who wrote. */
export const names = (site: string, page: string) =>
  ({ mine: `kibitz:mine:${site}:${page}`, draft: `kibitz:draft:${site}:${page}:`, writer: `kibitz:writer:${site}` });

/** Whether it is kept. */
export const kept = (name: string): boolean => store.get(name) !== null;
