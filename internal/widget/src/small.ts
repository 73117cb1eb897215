// kibitz-count.js: views and counts, for sites that want no more.

import { KibitzCount, KibitzView } from "./count";
import { define } from "./host";

define("kibitz-count", KibitzCount, "of", "words");
define("kibitz-view", KibitzView, "show", "words");
