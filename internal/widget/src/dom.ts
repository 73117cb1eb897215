// Making elements. Text goes in as text: nothing here reads HTML.

type Child = Node | string | null | undefined | false;
type Props = Record<string, unknown>;

/**
 * Makes an element. Properties named "on…" are listeners; null, undefined and
 * false leave an attribute out, true makes an empty one.
 */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props?: Props, ...children: Child[]): HTMLElementTagNameMap[K] {
  return fill(document.createElement(tag), props, children);
}

/** Makes an element of an SVG, as [h] does. */
export function svg<K extends keyof SVGElementTagNameMap>(tag: K, props?: Props, ...children: Child[]): SVGElementTagNameMap[K] {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag) as SVGElementTagNameMap[K], props, children);
}

/** Makes a decorative drawing of one path on a grid of 20 by 20. */
export function icon(path: string): SVGSVGElement {
  return svg("svg", { viewBox: "0 0 20 20", "aria-hidden": "true", class: "i" }, svg("path", { d: path }));
}

function fill<E extends Element>(element: E, props: Props = {}, children: Child[]): E {
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value as EventListener);
    } else if (value != null && value !== false) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.filter((child): child is Node | string => child != null && child !== false));
  return element;
}
