// What a form is sent with, which shows that somebody had it before them for a
// while.

import type { KibitzComments } from "../discussion/comments";
import { request } from "./tools";

const HASTE = 3_000; // ms: what is sent sooner waits for a moderator

/** Opens a form; what is returned gives the token, no sooner than a person is believed to have written. */
export function opened({ api, page, settings }: KibitzComments): () => Promise<string | undefined> {
  if (!settings.form) return async () => undefined;
  let asked: Promise<{ token: string; at: number }> | undefined;
  const ask = () => asked ??= request<{ token: string }>(api.url("/v1/form", { page }), {})
    .then(({ token }) => ({ token, at: Date.now() }), (error) => { asked = undefined; throw error; });
  ask().catch(() => undefined); // asked again when it is sent
  return async () => {
    const { token, at } = await ask();
    await new Promise((resolve) => setTimeout(resolve, at + HASTE - Date.now()));
    return token;
  };
}
