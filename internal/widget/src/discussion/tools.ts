// What kibitz-write.js uses of kibitz.js: it is handed over, so that nothing is
// loaded twice.

import { h } from "../dom";
import { address } from "../page";
import { safeHTML } from "../safe-html";
import { explain } from "./explain";
import { icon } from "./icons";
import { button, note, wrong } from "./parts";

export const tools = { h, address, safeHTML, explain, icon, button, note, wrong };
export type Tools = typeof tools;
