import assert from "node:assert/strict";
import test from "node:test";
import { load } from "./lib/load.mjs";

globalThis.localStorage = { getItem: () => null, setItem() {} };
const { pressed } = await load("keys");
const key = (key, held = {}) => ({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...held });

test("a key has one name, whatever the keyboard makes of it", () => {
  assert.equal(pressed(key("j")), "j");
  assert.equal(pressed(key("J")), "j"); // caps lock
  assert.equal(pressed(key("J", { shiftKey: true })), "Shift+j");
  assert.equal(pressed(key("?", { shiftKey: true })), "?");
  assert.equal(pressed(key("Enter", { shiftKey: true })), "Shift+Enter");
  assert.equal(pressed(key("ArrowDown")), "ArrowDown");
});

test("what belongs to the browser is none of ours", () => {
  for (const held of ["ctrlKey", "metaKey", "altKey"]) assert.equal(pressed(key("r", { [held]: true })), "");
  assert.equal(pressed(key(" ")), "");
});
