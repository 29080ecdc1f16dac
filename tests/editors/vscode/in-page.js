// Runs in the browser's page: where things are on the screen. Each answer is measured in one frame.
globalThis.look = (() => {
  const plain = ({ x, y, width, height }) => ({ x, y, width, height });

  /** Box of the first occurrence of a text in the editor, hints included, or null; not above the line of another text, if given. */
  function text(wanted, anchor) {
    const start = anchor === undefined ? { y: 0 } : text(anchor);
    if (start === null) return null;
    const lines = [...document.querySelectorAll(".editor-instance .view-lines .view-line")];
    // The lines stand in the document in the order in which they were drawn.
    lines.sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top);
    for (const line of lines.filter((line) => line.getBoundingClientRect().bottom > start.y)) {
      const nodes = textNodes(line);
      const content = nodes.map((node) => node.data).join("").replaceAll("\u00a0", " ");
      const offset = content.indexOf(wanted);
      if (offset < 0) continue;
      const range = document.createRange();
      range.setStart(...within(nodes, offset));
      range.setEnd(...within(nodes, offset + wanted.length));
      return plain(range.getBoundingClientRect());
    }
    return null;
  }

  function textNodes(line) {
    const nodes = [];
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) nodes.push(walker.currentNode);
    return nodes;
  }

  function within(nodes, offset) {
    for (const node of nodes) {
      if (offset <= node.length) return [node, offset];
      offset -= node.length;
    }
    throw new RangeError("behind the end of the line");
  }

  /** Box of the first squiggle on the line of a text or below, and its place relative to the text; or null. */
  function squiggleBelow(wanted) {
    const anchor = text(wanted);
    if (anchor === null) return null;
    const squiggles = document.querySelectorAll(".view-overlays :is(.squiggly-error, .squiggly-warning, .squiggly-info)");
    const [first] = [...squiggles]
      .map((squiggle) => squiggle.getBoundingClientRect())
      .filter((box) => box.bottom > anchor.y)
      .sort((a, b) => a.top - b.top || a.left - b.left);
    if (first === undefined) return null;
    return { ...plain(first), place: [first.x - anchor.x, first.y - anchor.y, first.width].map(Math.round) };
  }

  /** Whether no hover is still waiting for an answer. */
  function settled() {
    const hovers = [...document.querySelectorAll(".monaco-hover:not(.hidden)")];
    return !hovers.some((hover) => /Loading\.\.\.|Checking for quick fixes/.test(hover.textContent));
  }

  return { text, squiggleBelow, settled };
})();
