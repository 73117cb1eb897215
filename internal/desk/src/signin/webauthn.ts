// Passkeys: what the server asks goes to the browser, and back what that made.

import { api } from "../api";
import type { Me } from "../types";

interface Ceremony { ceremony: string; publicKey: unknown; name?: string }

/** Whether this browser can; those of before 2025 cannot. */
export function capable(): boolean {
  return typeof PublicKeyCredential === "function" && "parseRequestOptionsFromJSON" in PublicKeyCredential;
}

/** Whether a ceremony was ended by whoever sits there, or ran out of time. */
export function cancelled(cause: unknown): boolean {
  return cause instanceof DOMException && (cause.name === "NotAllowedError" || cause.name === "AbortError");
}

/** What this device may be called: its system, as the browser says it. */
export function device(): string {
  const { userAgentData } = navigator as Navigator & { userAgentData?: { platform: string } };
  const system = userAgentData?.platform || /iPhone|iPad|Android|Windows|Mac|Linux/.exec(navigator.userAgent)?.[0];
  return system ?? "Passkey";
}

/** Signs in with a passkey. */
export async function signIn(): Promise<Me> {
  const { ceremony, publicKey } = await api.post<Ceremony>("signin/options", {});
  const asked = PublicKeyCredential.parseRequestOptionsFromJSON(publicKey as PublicKeyCredentialRequestOptionsJSON);
  const credential = await navigator.credentials.get({ publicKey: asked }) as PublicKeyCredential;
  return api.post<Me>("signin", { ceremony, credential: credential.toJSON() });
}

/** Makes a passkey, for who is signed in or who has an invitation. */
export async function makePasskey(name: string, invite?: string): Promise<Me> {
  const invited = invite === undefined ? {} : { invite };
  const { ceremony, publicKey } = await api.post<Ceremony>("me/passkeys/options", invited);
  const asked = PublicKeyCredential.parseCreationOptionsFromJSON(publicKey as PublicKeyCredentialCreationOptionsJSON);
  const credential = await navigator.credentials.create({ publicKey: asked }) as PublicKeyCredential;
  return api.post<Me>("me/passkeys", { ceremony, credential: credential.toJSON(), name, ...invited });
}
