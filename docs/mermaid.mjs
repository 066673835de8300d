// Draws the diagrams of the site; without a network their text is shown as it is.
const blocks = [...document.querySelectorAll("code.language-mermaid")];
if (blocks.length) {
  const { default: mermaid } = await import("https://cdn.jsdelivr.net/npm/mermaid@11/dist/mermaid.esm.min.mjs");
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  mermaid.initialize({ startOnLoad: false, securityLevel: "strict", theme: dark ? "dark" : "default" });
  for (const block of blocks) {
    const drawing = document.createElement("div");
    drawing.textContent = block.textContent;
    block.parentElement.replaceWith(drawing);
    await mermaid.run({ nodes: [drawing] });
  }
}
