import type { Api } from "../api";
import { request, store } from "./tools";

/**
 * Writes, as the guest, whose token is kept when the answer tells it. What
 * is repeated is never done twice: a comment is sent under a key, and every other
 * write says how things shall be.
 */
export async function send<T>(api: Api, method: "POST" | "PATCH" | "DELETE", path: string, body: object, o: { signal?: AbortSignal; key?: string } = {}): Promise<T> {
  api.mine.clear();
  const headers: Record<string, string> = { "Content-Type": "application/json" };
  if (o.key) headers["Idempotency-Key"] = o.key;
  const answer = await request<T & { guest?: string }>(api.origin + path, {
    method, headers, body: JSON.stringify({ site: api.site, ...body, guest: api.guest ?? undefined }),
  }, o.signal);
  if (answer.guest) store.set(api.key, answer.guest);
  return answer;
}
