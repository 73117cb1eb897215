// What was handed over by kibitz.js.

import type { Tools } from "../discussion/tools";

export let h: Tools["h"];
export let address: Tools["address"];
export let safeHTML: Tools["safeHTML"];
export let request: Tools["request"];
export let store: Tools["store"];
export let icon: Tools["icon"];
export let button: Tools["button"];
export let note: Tools["note"];
export let wrong: Tools["wrong"];

/** Called before anything else. */
export function take(tools: Tools): void {
  ({ h, address, safeHTML, request, store, icon, button, note, wrong } = tools);
}
