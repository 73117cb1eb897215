// Requests to /v1/moderation. An answer is what was asked for or a Problem;
// nothing is swallowed here, and nothing but reading is asked twice.

import { signal } from "@preact/signals";
import { known, t } from "./words";

/** Whether the last request got an answer. */
export const online = signal(true);

/** Called when the server says that nobody is signed in. */
export const signedOut = { then: () => {} };

/** Why a request was refused, or that nothing came back: then the code is "offline" and the status 0. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string;
  readonly detail: string;
  /** With a conflict: what is there instead. */
  readonly now: unknown;
  readonly request: string;
  /** Seconds after which to ask again, 0 when nobody said. */
  readonly retryAfter: number;

  constructor(status: number, body: { code?: string; detail?: string; field?: string; now?: unknown }, headers?: Headers) {
    const code = body.code ?? "internal";
    super(`${status} ${code}`);
    this.status = status;
    this.code = code;
    this.field = body.field ?? "";
    this.detail = body.detail ?? "";
    this.now = body.now;
    this.request = headers?.get("X-Request-Id") ?? "";
    this.retryAfter = Number(headers?.get("Retry-After") ?? 0) || 0;
  }

  /** What to tell a moderator: in their language where the code is a known one, else what the server says. */
  get words(): string {
    const key = `problem.${this.code}`;
    return known(key) ? t(key, { request: this.request || "–" }) : this.detail || t("problem.internal", { request: this.request || "–" });
  }
}

/** Values of a query; those that are undefined or "" are left out. */
export type Query = Record<string, string | number | readonly string[] | undefined>;

const root = "/v1/moderation/";

/** How long until a request that reads is sent again, in ms. */
const pauses = [400, 1500];

function address(path: string, query: Query): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined && one !== "") params.append(name, String(one));
  }
  const text = params.toString();
  return root + path + (text && `?${text}`);
}

async function send(method: string, url: string, body: unknown, abort?: AbortSignal): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(url, {
      method, credentials: "same-origin", cache: "no-store", signal: abort ?? null,
      ...(body === undefined ? {} : { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
    });
  } catch (cause) {
    if (abort?.aborted) throw cause;
    online.value = false;
    throw new Problem(0, { code: "offline" });
  }
  online.value = true;
  if (answer.ok) return answer;
  const problem = new Problem(answer.status, await answer.json().catch(() => ({})), answer.headers);
  if (problem.code === "signin_required") signedOut.then();
  throw problem;
}

/** Whether asking again can help: nothing came back, or the server was busy. */
export function passing(cause: unknown): boolean {
  return cause instanceof Problem && (cause.status === 0 || cause.status === 503 || cause.status === 429);
}

async function value<T>(answer: Response): Promise<T> {
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

async function get<T>(path: string, query: Query = {}, abort?: AbortSignal): Promise<T> {
  for (const pause of pauses) {
    try {
      return await value<T>(await send("GET", address(path, query), undefined, abort));
    } catch (cause) {
      if (!passing(cause)) throw cause;
      await new Promise((resolve) => setTimeout(resolve, Math.max(pause, Math.min((cause as Problem).retryAfter, 5) * 1000)));
    }
  }
  return value<T>(await send("GET", address(path, query), undefined, abort));
}

/** The API. Paths are below /v1/moderation, such as "comments". */
export const api = {
  get,
  async post<T>(path: string, body: unknown): Promise<T> { return value<T>(await send("POST", address(path, {}), body)); },
  async put<T>(path: string, body: unknown): Promise<T> { return value<T>(await send("PUT", address(path, {}), body)); },
  async patch<T>(path: string, body: unknown): Promise<T> { return value<T>(await send("PATCH", address(path, {}), body)); },
  async del<T = void>(path: string, query: Query = {}): Promise<T> { return value<T>(await send("DELETE", address(path, query), undefined)); },

  /** The lines of an answer in newline-delimited JSON, as they come. */
  async *lines<T>(path: string, body: unknown, abort?: AbortSignal): AsyncGenerator<T> {
    const { body: stream } = await send("POST", address(path, {}), body, abort);
    if (!stream) return;
    const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      const lines = (rest + (value ?? "")).split("\n");
      rest = done ? "" : lines.pop() ?? "";
      for (const line of lines) if (line) yield JSON.parse(line) as T;
      if (done) return;
    }
  },
};
