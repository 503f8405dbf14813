"""The script of a batch's report: pages, filters, order and export of its items, from data in it.

Only the items of one page are elements of the document, so it is quick with any number of items.
Texts of the data become text nodes, never markup. Choices are in the address after ``#``.
"""

from __future__ import annotations

from typing import Final

SCRIPT: Final = r"""
"use strict";
(() => {
const PAGE = 50;
const byId = (id) => document.getElementById(id);
const data = JSON.parse(byId("sigverify-items").textContent);
const column = Object.fromEntries(data.columns.map((name, place) => [name, place]));
const value = (item, name) => item[column[name]];
const kind = (item) => value(item, "error") ? "failed" : value(item, "decision");
const similarity = (item) => value(item, "similarity") ?? -1;
const number = (item) => value(item, "number");
const compared = new Intl.Collator(undefined, { numeric: true }).compare;
const orders = {
  number: (a, b) => number(a) - number(b),
  id: (a, b) => compared(value(a, "id"), value(b, "id")),
  urgency: (a, b) => data.order.indexOf(value(a, "decision"))
    - data.order.indexOf(value(b, "decision"))
    || similarity(a) - similarity(b) || number(a) - number(b),
  similarity: (a, b) => similarity(a) - similarity(b) || number(a) - number(b),
  account: (a, b) => compared(value(a, "account"), value(b, "account")),
  amount: (a, b) => (value(a, "amount_number") ?? -1) - (value(b, "amount_number") ?? -1),
  why: (a, b) => compared(value(a, "why"), value(b, "why")),
};
const usual = { show: "exceptions", why: "", id: "", account: "", least: "", most: "",
  order: "urgency", down: "", page: "1" };
let choices = { ...usual };
let chosen = [];

function fits(item) {
  const found = kind(item);
  if (choices.show === "exceptions" ? found === "accept"
    : choices.show !== "all" && found !== choices.show) return false;
  if (choices.why && value(item, "why") !== choices.why) return false;
  const part = (name) => !choices[name]
    || value(item, name).toLowerCase().includes(choices[name].toLowerCase());
  if (!part("id") || !part("account")) return false;
  const amount = value(item, "amount_number");
  if (choices.least !== "" && !(amount !== null && amount >= Number(choices.least))) return false;
  return choices.most === "" || (amount !== null && amount <= Number(choices.most));
}

function choose() {
  const order = orders[choices.order] ?? orders.urgency;
  chosen = data.items.filter(fits).sort(order);
  if (choices.down) chosen.reverse();
}

function element(name, text, style) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (style) made.className = style;
  return made;
}

const parsed = new Map();
function inksOf(item) {
  const block = Math.floor((number(item) - 1) / data.block);
  if (!parsed.has(block)) {
    const source = byId("inks-" + block);
    parsed.set(block, source ? JSON.parse(source.textContent) : {});
    if (parsed.size > 8) parsed.delete(parsed.keys().next().value);
  }
  return parsed.get(block)[number(item)] ?? ["", ""];
}

function picture(ink, what) {
  if (!ink) return [];
  const made = document.createElement("img");
  made.alt = what;
  made.src = "data:image/png;base64," + ink;
  return [made];
}

const fileName = (path) => path.split(/[/\\]/).pop();

function row(item) {
  const line = document.createElement("tr");
  const cell = (style, ...parts) => {
    const made = element("td", undefined, style);
    made.append(...parts);
    line.append(made);
  };
  const [questioned, specimen] = inksOf(item);
  const page = value(item, "page") === 1 ? "" : ", page " + value(item, "page");
  const words = [...new Set([...value(item, "reasons"), ...value(item, "quality")])];
  cell("number", String(number(item)));
  cell("", value(item, "id"));
  cell("", value(item, "account"));
  cell("number right", value(item, "amount"));
  cell("word " + kind(item), data.words[kind(item)]);
  const evidence = data.evidence[value(item, "evidence")];
  cell("similarity", element("div", value(item, "similarity") === null ? ""
    : similarity(item).toFixed(3), "number"),
    ...evidence ? [element("div", evidence, "quiet")] : []);
  cell("", ...picture(questioned, "questioned ink"), fileName(value(item, "questioned")) + page);
  cell("", ...picture(specimen, "most similar specimen"),
    value(item, "reference").map(fileName).join(", "));
  cell("", ...words.map((text) => element("div", text)));
  return line;
}

function show() {
  const pages = Math.max(1, Math.ceil(chosen.length / PAGE));
  const page = Math.min(pages, Math.max(1, Math.floor(Number(choices.page)) || 1));
  choices.page = String(page);
  const from = (page - 1) * PAGE;
  const shown = chosen.slice(from, from + PAGE);
  byId("rows").replaceChildren(...shown.map(row));
  byId("count").textContent = chosen.length === 0 ? "No item"
    : `${from + 1} to ${from + shown.length} of ${chosen.length} items`;
  byId("page").value = choices.page;
  byId("page").max = String(pages);
  byId("pages").textContent = "of " + pages;
  for (const name of ["first", "back"]) byId(name).disabled = page === 1;
  for (const name of ["on", "last"]) byId(name).disabled = page === pages;
  byId("export").disabled = chosen.length === 0;
  for (const head of document.querySelectorAll("th[data-order]")) {
    const here = head.dataset.order === choices.order;
    if (here) head.setAttribute("aria-sort", choices.down ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  }
  for (const card of document.querySelectorAll("[data-show]")) {
    card.setAttribute("aria-pressed", String(card.dataset.show === choices.show));
  }
  for (const name of ["show", "why", "id", "account", "least", "most"]) {
    if (byId("by-" + name).value !== choices[name]) byId("by-" + name).value = choices[name];
  }
  const changed = Object.entries(choices).filter(([name, text]) => text !== usual[name]);
  const address = changed.length ? "#" + new URLSearchParams(changed) : "#";
  if (location.hash !== address && (location.hash || changed.length)) {
    history.replaceState(null, "", address);
  }
}

function change(changes) {
  choices = { ...choices, page: "1", ...changes };
  choose();
  show();
}

function goTo(page) {
  choices.page = String(page);
  show();
}

function fromAddress() {
  choices = { ...usual };
  for (const [name, text] of new URLSearchParams(location.hash.slice(1))) {
    if (Object.hasOwn(usual, name)) choices[name] = text;
  }
  choose();
  show();
}

// As sigverify.files.harmless: no cell of the exported table may begin a formula.
function harmless(text) {
  return /^[+-]?\d+([.,]\d+)*$/.test(text) ? text
    : text.replace(/(^|[;,\t\r\n])(\s*)(?=[=+\-@\t\r＝＋－＠])/g, "$1$2'");
}

function codePath(code) {
  const inner = Object.values(code.parameters).flat()
    .filter((one) => one && typeof one === "object").map(codePath).join("+");
  return inner ? code.code + ":" + inner : code.code;
}

function csvCell(found, name) {
  if (found === null || found === undefined) return "";
  if (typeof found === "number") return String(found);
  if (name === "box") return found.join(",");
  if (name === "reason_codes") return found.map(codePath).join("; ");
  return harmless(Array.isArray(found) ? found.join("; ") : found);
}

function exported() {
  const quoted = (text) => /[",\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
  const lines = [data.results, ...chosen.map((item) => data.results.map(
    (name) => csvCell(name in data.same ? data.same[name] : value(item, name), name)))];
  return "\ufeff" + lines.map((cells) => cells.map(quoted).join(",") + "\r\n").join("");
}

function download() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([exported()], { type: "text/csv" }));
  link.download = data.name + ".exceptions.csv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

const reasons = new Map();
for (const item of data.items) {
  const why = value(item, "why");
  if (why) reasons.set(why, (reasons.get(why) ?? 0) + 1);
}
for (const [why, count] of [...reasons].sort((a, b) => b[1] - a[1])) {
  const option = element("option", `${why} (${count})`);
  option.value = why;
  byId("by-why").append(option);
}
for (const name of ["show", "why"]) {
  byId("by-" + name).addEventListener("change", (event) => change({ [name]: event.target.value }));
}
for (const name of ["id", "account", "least", "most"]) {
  byId("by-" + name).addEventListener("input", (event) => change({ [name]: event.target.value }));
}
for (const head of document.querySelectorAll("th[data-order]")) {
  head.firstElementChild.addEventListener("click", () => {
    const here = head.dataset.order === choices.order;
    change({ order: head.dataset.order, down: here && !choices.down ? "1" : "" });
  });
}
for (const card of document.querySelectorAll("[data-show]")) {
  card.addEventListener("click", () => change({ show: card.dataset.show }));
}
byId("clear").addEventListener("click", () => change({ ...usual }));
byId("export").addEventListener("click", download);
byId("first").addEventListener("click", () => goTo(1));
byId("back").addEventListener("click", () => goTo(Number(choices.page) - 1));
byId("on").addEventListener("click", () => goTo(Number(choices.page) + 1));
byId("last").addEventListener("click", () => goTo(Infinity));
byId("page").addEventListener("change", (event) => goTo(event.target.value));
addEventListener("hashchange", fromAddress);
fromAddress();
})();
"""
