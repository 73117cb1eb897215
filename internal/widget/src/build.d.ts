// What build.mjs puts into the files.

/** Tags of the languages there is a file for. */
declare const LANGUAGES: string[];

/** kibitz-write.js: its path below the widget's, and its hash. */
declare const WRITING: { path: string; integrity: string };

/** A stylesheet, minified. */
declare module "*.css" {
  const text: string;
  export default text;
}
