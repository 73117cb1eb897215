import type { JSX } from "preact";

const paths = {
  check: "m4 10.5 4 4 8-9",
  cross: "m5 5 10 10M15 5 5 15",
  warn: "M10 3.5 2.5 16.500h15zM10 8.500v3.500M10 14.300v.2",
  dash: "M5 10h10",
  clock: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 6v4l2.5 2",
  flag: "M5 17V4M5 4.500h9l-2 3 2 3H5",
  eye: "M2 10c1.6-3 4.4-5 8-5s6.4 2 8 5c-1.6 3-4.4 5-8 5s-6.4-2-8-5zM10 7.700a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.600z",
  person: "M10 3.500a3.3 3.3 0 1 0 0 6.6 3.3 3.3 0 0 0 0-6.600zM3.5 17c.7-3.3 3.2-5 6.5-5s5.8 1.7 6.5 5",
  search: "M8.8 3.500a5.3 5.3 0 1 0 0 10.6 5.3 5.3 0 0 0 0-10.600zM13 13l4 4",
  down: "m5 7.5 5 5 5-5",
  left: "m12 5-5 5 5 5",
  key: "M7 9.500a3.3 3.3 0 1 0 0 6.6 3.3 3.3 0 0 0 0-6.600zM9.5 10.400l6-6M13 7l2.2 2.200M15.5 4.400l1.3 1.3",
  bin: "M4 5.500h12M8 5V3.500h4V5M5.5 5.500l.8 11h7.400l.8-11M8.5 8.500v5M11.5 8.500v5",
  stop: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 6.500v4.500M10 13.500v.2",
  lock: "M5 9h10v7.500H5zM7 9V6.500a3 3 0 0 1 6 0V9",
  dots: "M4.5 10h.1M10 10h.1M15.5 10h.1",
  light: "M10 6.500a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM10 2v1.500M10 16.500V18M2 10h1.500M16.5 10H18M4.3 4.300l1.1 1.100M14.6 14.600l1.1 1.100M15.7 4.300l-1.1 1.100M5.4 14.600l-1.1 1.1",
  dark: "M16 11.800A6.5 6.5 0 0 1 8.2 4 6.5 6.5 0 1 0 16 11.800z",
  auto: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 3v14",
} as const;

/** The name of an icon. */
export type IconName = keyof typeof paths;

/** A drawing beside words, which say the same. */
export function Icon({ name }: { name: IconName }): JSX.Element {
  return <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false"><path d={paths[name]} /></svg>;
}

/** The sign of Kibitz. */
export function Logo(): JSX.Element {
  return (
    <span class="logo">
      <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        <path class="bubble" d="M12 2a10 10 0 1 1-4.6 18.9L2.6 22l1.2-4.5A10 10 0 0 1 12 2z" />
        <path class="eye" d="M12 8.2c2.9 0 4.9 2 5.8 3.8-.9 1.8-2.9 3.8-5.8 3.8S7.1 13.8 6.2 12c.9-1.8 2.9-3.8 5.8-3.800zm0 1.700a2.1 2.1 0 1 0 0 4.2 2.1 2.1 0 0 0 0-4.200z" />
      </svg>
      <span>Kibitz</span>
    </span>
  );
}
