import type { Api } from "../api";
import { write } from "./account";
import { store } from "./tools";

/**
 * Writes, as the reader's account or as the guest, whose token is kept when the
 * answer tells it. What is repeated is never done twice: a comment is sent under
 * a key, and every other write says how things shall be. What an account gives
 * its name to, is named, is never sent as a guest.
 */
export async function send<T>(api: Api, method: "POST" | "PATCH" | "DELETE", path: string, body: object, o: { signal?: AbortSignal; key?: string; named?: boolean } = {}): Promise<T> {
  api.mine.clear();
  const headers: Record<string, string> = { "Content-Type": "application/json" };
  if (o.key) headers["Idempotency-Key"] = o.key;
  const answer = await write<T & { guest?: string }>(api, method, path, headers, body, o.named, o.signal);
  if (answer.guest) store.set(api.key, answer.guest);
  return answer;
}
