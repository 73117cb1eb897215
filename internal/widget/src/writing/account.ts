// The publisher's own accounts: the page hands over the token that its backend
// has signed, in window.kibitzAccount, and everything is done in its name.

import type { Api, Mine, Problem } from "../api";
import type { KibitzComments } from "../discussion/comments";
import { request } from "./tools";

const PATIENCE = 5_000; // ms: a backend that takes longer shall not keep comments from readers

/** Who the account is, as its token says it; the server verifies, we only show. */
export interface Account { sub: string; name: string; phone_number_verified?: boolean }

const tokens = new Map<Api, Promise<string>>();

/** The reader's token, "" for a guest: asked for once, and again after forget. */
function token(api: Api): Promise<string> {
  let found = tokens.get(api);
  if (!found) {
    tokens.set(api, (found = ask(api.site)));
    found.catch(() => tokens.delete(api));
  }
  return found;
}

async function ask(site: string): Promise<string> {
  const accounts = globalThis.kibitzAccount;
  if (!accounts) return "";
  let timer = 0;
  const late = new Promise<never>((_, reject) => {
    timer = window.setTimeout(reject, PATIENCE, { code: "token_missing", detail: "kibitzAccount.token took too long." });
  });
  try {
    return await Promise.race([accounts.token(site), late]) || "";
  } finally {
    clearTimeout(timer);
  }
}

/** Does it in the reader's name: account is the token, "" for a guest. A token that is over is replaced once. */
async function inName<T>(api: Api, act: (account: string) => Promise<T>): Promise<T> {
  const used = await token(api);
  try {
    return await act(used);
  } catch (error) {
    if ((error as Problem).code !== "token_expired") throw error;
    tokens.delete(api);
    const renewed = await token(api);
    if (!renewed) throw error; // what was said by somebody must not be sent as nobody's
    return act(renewed);
  }
}

const account = (token: string): Record<string, string> => ({ Authorization: `Account ${token}` });

/** Writes, as the account or as the guest; named by the account alone. See send. */
export function write<T>(api: Api, method: string, path: string, headers: Record<string, string>, body: object, named?: boolean, signal?: AbortSignal): Promise<T> {
  return inName(api, async (token) => {
    if (named && !token) throw { status: 401, code: "token_expired", detail: "The reader has logged out." };
    return request<T>(api.origin + path, {
      method,
      headers: { ...headers, ...token && account(token) },
      body: JSON.stringify({ site: api.site, ...body, ...!token && { guest: api.guest ?? undefined } }),
    }, signal);
  });
}

/** What the reader has voted on the page. */
export function votes(api: Api, page: string): Promise<Mine> {
  return inName(api, (token) => token || api.guest
    ? request<Mine>(api.url("/v1/votes", { page }), { headers: token ? account(token) : { Authorization: `Guest ${api.guest}` } })
    : Promise.resolve({ votes: {}, reaction: null }));
}

/** The account that the reader is logged in with, undefined for a guest, and when it cannot be had now. */
export async function current(api: Api): Promise<Account | undefined> {
  try {
    const payload = (await token(api)).split(".")[1];
    if (!payload) return undefined;
    const bytes = Uint8Array.from(atob(payload.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)) as Account;
  } catch (error) {
    console.warn("kibitzAccount", error);
    return undefined;
  }
}

/** Whether the page offers a login; when it does not, it may still have one of its own. */
export const offered = (): boolean => !!globalThis.kibitzAccount?.login;

/** Sends the reader to the page's login. */
export function login(d: KibitzComments): void {
  d.emit("login");
  globalThis.kibitzAccount?.login?.();
}

// The page says that the reader has logged in or out.
addEventListener("kibitz:account", () => {
  tokens.clear();
  for (const element of document.querySelectorAll<KibitzComments>("kibitz-comments, kibitz-reactions")) {
    element.api.mine.clear();
    element.site += ""; // begins anew
  }
});
