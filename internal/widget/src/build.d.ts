// What build.mjs puts into the files.

/** Tags of the languages there is a file for. */
declare const LANGUAGES: string[];

/** A stylesheet, minified. */
declare module "*.css" {
  const text: string;
  export default text;
}
