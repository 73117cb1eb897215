import { render } from "preact";
import { dress } from "./app";
import { follow } from "./route";
import { Desk } from "./shell";

dress();
follow();
render(<Desk />, document.body);
