// kibitz-write.js: what only a reader who does something needs, or has written
// here. kibitz.js loads it at the first wish.

export { default as words } from "./lang/en";
export { votes } from "./writing/account";
export { edit, remove, reply, write } from "./writing/actions";
export { drawings } from "./writing/drawings";
export { explain } from "./writing/explain";
export { keep } from "./writing/keep";
export { menu } from "./writing/menu";
export { watch } from "./writing/news";
export { own, unlisted } from "./writing/own";
export { proceed } from "./writing/replies";
export { reveal } from "./writing/reveal";
export { send } from "./writing/send";
export { default as style } from "./writing/style.css";
export { take } from "./writing/tools";
