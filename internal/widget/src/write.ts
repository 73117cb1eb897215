// kibitz-write.js: what only a reader who writes needs. kibitz.js loads it at the
// first wish to write.

export { default as words } from "./lang/en";
export { edit, remove, reply } from "./writing/actions";
export { Composer } from "./writing/composer";
export { drawings } from "./writing/drawings";
export { menu } from "./writing/menu";
export { default as style } from "./writing/style.css";
export { take } from "./writing/tools";
