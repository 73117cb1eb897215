// What can be tested of writing without a browser: where comments may link, and
// what the format buttons do to a text.

import assert from "node:assert/strict";
import test from "node:test";
import { bundle } from "../build.mjs";

const load = async (entry) => import(`data:text/javascript,${encodeURIComponent(await bundle(entry, { format: "esm" }))}`);
const { safeURL } = await load("safe-html.ts");
const { formats, formatted } = await load("writing/format.ts");

test("comments link to the web and to mailboxes alone", () => {
  for (const good of ["https://example.org/a?b=1#c", "http://example.org/", "mailto:a@example.org", "  HTTPS://example.org/x  "]) {
    assert.match(safeURL(good), /^(https?|mailto):/, good);
  }
  for (const bad of [
    null, "", "/relative", "//example.org", "#fragment", "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)",
    "java\nscript:alert(1)", "java\tscript:alert(1)", "\u0001javascript:alert(1)", "data:text/html,<script>alert(1)</script>",
    "vbscript:x", "blob:https://example.org/1", "file:///etc/passwd", "filesystem:https://example.org/x", "view-source:https://example.org",
    "javascript://example.org/%0aalert(1)", "https//example.org", "mailto", "https://",
  ]) assert.equal(safeURL(bad), undefined, String(bad));
});

test("format buttons write Markdown around the selection, and select what comes next", () => {
  const made = (name, selection) => {
    const { text, from, to } = formatted(selection, formats.find((f) => f.name === name));
    return `${text.slice(0, from)}[${text.slice(from, to)}]${text.slice(to)}`.replace("[]", "|");
  };
  assert.equal(made("bold", "word"), "**[word]**");
  assert.equal(made("italic", ""), "_|_");
  assert.equal(made("code", "x"), "`[x]`");
  assert.equal(made("link", "words"), "[words]([https://])");
  assert.equal(made("link", ""), "[|](https://)");
  assert.equal(made("quote", "one\ntwo"), "> one\n> two|");
  assert.equal(made("list", "one\n\ntwo"), "- one\n- \n- two|");
  assert.equal(made("list", ""), "- |");
});
