// What kibitz-write.js uses of kibitz.js: it is handed over, so that nothing is
// loaded twice.

import { request } from "../api";
import { h } from "../dom";
import { address } from "../page";
import { safeHTML } from "../safe-html";
import { store } from "../store";
import { icon } from "./icons";
import { button, note, wrong } from "./parts";

export const tools = { h, address, safeHTML, request, store, icon, button, note, wrong };
export type Tools = typeof tools;
