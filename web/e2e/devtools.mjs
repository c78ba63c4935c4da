// The network panel of Chromium's own developer tools, driven as a person would: import a file, open each request, read
// every tab. The tools are a page like any other, which the browser carries with it.
import { picture } from "./browser.mjs";

/** Everything that is shown below an element, shadow trees included, a line for each text. */
function shown(root) {
  const out = [];
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      if (node.data.trim()) out.push(node.data.trim());
      return;
    }
    if (["STYLE", "SCRIPT", "TEMPLATE"].includes(node.nodeName)) return;
    if (node.nodeType === Node.ELEMENT_NODE && getComputedStyle(node).display === "none") return;
    const slotted = node.nodeName === "SLOT" ? node.assignedNodes() : [];
    for (const child of slotted.length ? slotted : (node.shadowRoot ?? node).childNodes) walk(child);
  };
  walk(root);
  return out.join("\n");
}

/** What a tab shows, once it has settled. */
async function settled(view) {
  let before;
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const now = await view.evaluate(shown);
    if (now === before) return now;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  throw new Error("the panel does not come to rest");
}

/** The line behind a label. Versions of the browser write their labels in different capitals. */
function behind(text, label) {
  const lines = text.split("\n");
  const at = lines.findIndex((line) => line.toLowerCase() === label.toLowerCase());
  if (at < 0) throw new Error(`the panel has no ${label}: ${text}`);
  return lines.slice(at + 1).find((line) => line !== "\u200b");
}

/** Imports a capture and returns what the panel says of each request: its row, the facts in its tabs, and their text. */
export async function importCapture(page, file, name) {
  await page.goto("devtools://devtools/bundled/devtools_app.html");
  await page.getByRole("tab", { name: "Network", exact: true }).click();
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Import HAR file…" }).click();
  await (await chooser).setFiles(file);
  const names = page.locator(".network-log-grid td.name-column");
  await names.first().waitFor();
  const rows = await page.locator(".network-log-grid tr.data-grid-data-grid-node").evaluateAll((all) => all.map((row) => [...row.cells].map(({ innerText }) => innerText.replaceAll("\u00a0", " "))));
  if (name) await picture(page, name);
  const requests = [];
  const view = page.locator(".network-item-view:not(.hidden)");
  for (const [n, cells] of rows.entries()) {
    await names.nth(n).click();
    const tabs = {};
    for (const tab of await view.getByRole("tab").all()) {
      const title = (await tab.innerText()).trim();
      await tab.click();
      tabs[title] = await settled(view);
      if (name && title === "Response") await picture(page, `${name}-${n + 1}`);
    }
    const [, status, type, , size, time] = cells;
    requests.push({
      status, type, size, time, tabs,
      method: behind(tabs.Headers, "Request method"),
      url: behind(tabs.Headers, "Request URL"),
      wait: behind(tabs.Timing, "Waiting for server response"),
      all: [...cells, ...Object.values(tabs)].join("\n"),
    });
  }
  return requests;
}
