// That dist is what the sources build, and how large that is.

import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { brotliDecompressSync } from "node:zlib";
import { build } from "../build.mjs";

const dist = new URL("../dist", import.meta.url).pathname;
const names = async (folder) => (await readdir(folder, { recursive: true })).sort();

/** The most bytes of a file, compressed: styles and English are in it. The goal of kibitz.js is 12 KB; this keeps it from growing until then. */
const limits = { "kibitz.js": 12 * 1024, "kibitz-count.js": 1.5 * 1024 };

test("dist is what the sources build", async (t) => {
  const fresh = await mkdtemp(path.join(tmpdir(), "kibitz-widget-"));
  t.after(() => rm(fresh, { recursive: true }));
  await build(fresh);
  assert.deepEqual(await names(dist), await names(fresh));
  for (const name of (await names(fresh)).filter((name) => path.extname(name) && !name.endsWith(".br"))) {
    const built = await readFile(path.join(fresh, name), "utf8");
    assert.ok(await readFile(path.join(dist, name), "utf8") === built, `dist/${name} is not what the sources build: make widget`);
    // Other releases of the compressor make other bytes of the same file.
    assert.ok(brotliDecompressSync(await readFile(path.join(dist, `${name}.br`))).equals(Buffer.from(built)), `dist/${name}.br holds another file: make widget`);
  }
});

for (const [name, limit] of Object.entries(limits)) {
  test(`${name} fits`, async (t) => {
    const { length } = await readFile(path.join(dist, `${name}.br`));
    t.diagnostic(`${name}: ${length} bytes of ${limit}, compressed by Brotli`);
    assert.ok(length <= limit, `${length} bytes, and ${limit} are the most`);
  });
}
