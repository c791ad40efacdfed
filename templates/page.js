"use strict";
// The page says everything without this script; it adds a switch between light and dark,
// sorting and filtering of tables, and copying them.
(() => {
  const root = document.documentElement;
  const main = document.querySelector("main");
  const words = main.dataset;

  const make = (tag, text, parent) => {
    const element = document.createElement(tag);
    element.textContent = text;
    parent.append(element);
    return element;
  };

  const remembered = (value) => {
    try {
      if (value !== undefined) localStorage.setItem("wrkbook-theme", value);
      return localStorage.getItem("wrkbook-theme");
    } catch {
      return null; // a page opened from disk may have no storage
    }
  };

  const theme = document.getElementById("wb-theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const nameTheme = () => {
    theme.textContent = isDark() ? theme.dataset.light : theme.dataset.dark;
  };
  if (remembered()) root.dataset.theme = remembered() === "dark" ? "dark" : "light";
  theme.hidden = false;
  theme.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    remembered(root.dataset.theme);
    nameTheme();
  });
  system.addEventListener("change", nameTheme);
  nameTheme();

  // What a cell says as a number in one unit: "4,16 ms", ">= 2.00 s", "1.09 MiB/s", "-84.6 %".
  const UNITS = {
    "µs": 1e-6, ms: 1e-3, s: 1, B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40,
    k: 1e3, M: 1e6, G: 1e9, "%": 1, x: 1, "": 1,
  };
  const group = words.decimal === "," ? /\./g : /,/g;
  const numberOf = (text) => {
    const parts = /^(?:[<>]= )?([+-]?[\d.,]+) ?([a-zA-Zµ%]*)(?:\/s)?/.exec(text);
    if (!parts || !(parts[2] in UNITS)) return NaN;
    return Number(parts[1].replace(group, "").replace(",", ".")) * UNITS[parts[2]];
  };

  const textOf = (row, column) => row.cells[column].textContent.trim();
  const compare = (a, b) => {
    const x = numberOf(a);
    const y = numberOf(b);
    if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
    return Number.isNaN(x) ? a.localeCompare(b, root.lang, { numeric: true }) : x - y;
  };

  const sortBy = (table, column) => {
    const heads = [...table.tHead.rows[0].cells];
    const down = heads[column].getAttribute("aria-sort") === "ascending";
    const body = table.tBodies[0];
    const rows = [...body.rows].sort((a, b) => {
      const x = textOf(a, column);
      const y = textOf(b, column);
      const empty = (text) => text === "" || text === "-";
      if (empty(x) || empty(y)) return empty(x) - empty(y); // nothing stays last either way
      return down ? compare(y, x) : compare(x, y);
    });
    heads.forEach((head) => head.removeAttribute("aria-sort"));
    heads[column].setAttribute("aria-sort", down ? "descending" : "ascending");
    body.append(...rows);
  };

  const rowsOf = (table) =>
    [...table.rows].filter((row) => !row.hidden).map((row) => [...row.cells].map((cell) => cell.textContent.trim()));

  const markdown = (table) => {
    const rows = rowsOf(table).map((row) => row.map((text) => text.replace(/[\\|<&*_`~[\]]/g, "\\$&")));
    const rule = [...table.rows[0].cells].map((cell) => (cell.align === "right" ? "--:" : "---"));
    return [rows[0], rule, ...rows.slice(1)].map((row) => `| ${row.join(" | ")} |\n`).join("");
  };

  // A spreadsheet takes a text that begins so for a formula.
  const harmless = (text) => (/^[=+\-@\t\r]/.test(text) && Number.isNaN(numberOf(text)) ? `'${text}` : text);
  const csv = (table) =>
    rowsOf(table)
      .map((row) => row.map((text) => `"${harmless(text).replaceAll('"', '""')}"`).join(",") + "\r\n")
      .join("");

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = make("textarea", "", document.body); // where a page has no clipboard
      area.value = text;
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  };

  const addCopy = (tools, label, table, format) => {
    const button = make("button", label, tools);
    button.addEventListener("click", async () => {
      await copy(format(table));
      button.textContent = words.copied;
      setTimeout(() => (button.textContent = label), 1500);
    });
  };

  const addFilter = (tools, table) => {
    const input = make("input", "", tools);
    input.type = "search";
    input.placeholder = words.filter;
    input.setAttribute("aria-label", words.filter);
    input.addEventListener("input", () => {
      const wanted = input.value.toLocaleLowerCase();
      for (const row of table.tBodies[0].rows) {
        row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted);
      }
    });
  };

  for (const table of main.querySelectorAll("table")) {
    if (!table.tHead || !table.tBodies[0]) continue;
    const tools = document.createElement("div");
    tools.className = "wb-tools";
    table.before(tools);
    if (table.tBodies[0].rows.length > 7) addFilter(tools, table);
    addCopy(tools, words.markdown, table, markdown);
    addCopy(tools, words.csv, table, csv);
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const text = head.textContent;
      head.textContent = "";
      make("button", text, head).addEventListener("click", () => sortBy(table, column));
    });
  }
})();
