// kibitz.js: all elements.

import { KibitzCount, KibitzView } from "./count";
import { KibitzComments } from "./discussion/comments";
import { define } from "./host";
import { wordsFor } from "./i18n";
import { script } from "./page";
import { KibitzReactions } from "./reactions";
import { KibitzTop } from "./top";

// The document's language will be needed: it is on its way while the rest starts.
void wordsFor(document.documentElement.lang || navigator.language, script);

define("kibitz-comments", KibitzComments, "order", "heading-level", "eager", "reactions", "feed");
define("kibitz-count", KibitzCount, "of", "words");
define("kibitz-view", KibitzView, "show", "words");
define("kibitz-reactions", KibitzReactions, "labels");
define("kibitz-top", KibitzTop, "by", "window", "limit", "number");
