// Loads a source as the page does: bundled, with what it imports.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const source = new URL("../../src/", import.meta.url).pathname;

/** The exports of several sources as one module, in which each of them is there once. */
export async function load(...names) {
  const { outputFiles } = await build({
    stdin: { contents: names.map((name) => `export * from "./${name}";`).join("\n"), resolveDir: source, loader: "ts" },
    bundle: true, write: false, format: "esm", jsx: "automatic", jsxImportSource: "preact", tsconfigRaw: {},
  });
  const folder = await mkdtemp(path.join(tmpdir(), "kibitz-desk-"));
  const file = path.join(folder, "module.mjs");
  await writeFile(file, outputFiles[0].text);
  try {
    return await import(pathToFileURL(file).href);
  } finally {
    await rm(folder, { recursive: true });
  }
}
