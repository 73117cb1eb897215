// That dist is what the sources build.

import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { brotliDecompressSync } from "node:zlib";
import { build } from "../build.mjs";

const dist = new URL("../dist", import.meta.url).pathname;
const names = async (folder) => (await readdir(folder)).sort();

test("dist is what the sources build", async (t) => {
  const fresh = await mkdtemp(path.join(tmpdir(), "kibitz-desk-"));
  t.after(() => rm(fresh, { recursive: true }));
  await build(fresh);
  assert.deepEqual(await names(dist), await names(fresh), "make desk");
  for (const name of (await names(fresh)).filter((name) => !name.endsWith(".br"))) {
    const built = await readFile(path.join(fresh, name));
    assert.ok(built.equals(await readFile(path.join(dist, name))), `dist/${name} is not what the sources build: make desk`);
    // Other releases of the compressor make other bytes of the same file.
    assert.ok(brotliDecompressSync(await readFile(path.join(dist, `${name}.br`))).equals(built), `dist/${name}.br holds another file: make desk`);
  }
});
