// The parts that views are made of.

export { useAsk, useList, type Asked, type Listed } from "./ask";
export { Button } from "./button";
export { Chip, type ChipKind } from "./chip";
export { Dialog, DialogActions } from "./dialog";
export { CheckField, Choice, Field, SelectField, TextField } from "./field";
export { Icon, type IconName } from "./icon";
export { Menu, type MenuItem } from "./menu";
export { Bars, csv, download, Plot, type Point, type Series } from "./plot";
export { Empty, Failed, Loading, More, wordsOf } from "./state";
export { Table, type Column } from "./table";
