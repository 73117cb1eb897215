/** Resolves when the element is near enough to what the reader sees to be made ready. */
export function near(element: Element, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    // Several entries come at once where a page jumps while it loads; the last one is how it is.
    const eye = new IntersectionObserver((entries) => {
      if (!entries.at(-1)!.isIntersecting) return;
      eye.disconnect();
      resolve();
    }, { rootMargin: "1200px" });
    eye.observe(element);
    signal.addEventListener("abort", () => eye.disconnect());
  });
}
