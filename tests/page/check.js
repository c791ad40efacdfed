"use strict";
// Looks at report.html in frames of several widths and uses it as a reader would. The page that
// loads this prints the outcome, a line each, as its text.
const lines = [];
const check = (what, holds, seen) => lines.push(`${holds ? "ok" : "FAILED"} ${what}${holds ? "" : `: ${seen}`}`);

const load = (width) =>
  new Promise((done) => {
    const frame = document.createElement("iframe");
    frame.style.width = `${width}px`;
    frame.style.height = "800px";
    frame.src = "report.html";
    frame.addEventListener("load", () => done(frame.contentWindow));
    document.body.append(frame);
  });

const luminance = (colour) => {
  const [r, g, b] = colour.match(/[\d.]+/g).map((part) => {
    const c = Number(part) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

const contrast = (a, b) => {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
};

const opaque = (colour) => !/^rgba\(.*, 0\)$/.test(colour);

// The colour behind an element: its own background or that of what it stands in.
const behind = (page, element) => {
  for (let at = element; at; at = at.parentElement) {
    const colour = page.getComputedStyle(at).backgroundColor;
    if (opaque(colour)) return colour;
  }
  return page.getComputedStyle(page.document.body).backgroundColor;
};

const worstContrast = (page) => {
  let worst = [21, ""];
  for (const element of page.document.body.querySelectorAll("*")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    const style = page.getComputedStyle(element);
    if (!own || element.closest("script, title, desc") || style.visibility === "hidden") continue;
    const ink = element instanceof page.SVGElement ? style.fill : style.color;
    const found = contrast(ink, behind(page, element));
    if (found < worst[0]) worst = [found, `${element.tagName} "${element.textContent.trim().slice(0, 30)}"`];
  }
  return worst;
};

const column = (table, index) => [...table.tBodies[0].rows].filter((row) => !row.hidden).map((row) => row.cells[index].textContent);

const tableWith = (page, heading, rows) =>
  [...page.document.querySelectorAll("table")].find(
    (table) => table.tBodies[0].rows.length >= rows && [...table.tHead.rows[0].cells].some((cell) => cell.textContent === heading),
  );

const checkSorting = (page) => {
  const table = tableWith(page, "latency p99", 8);
  const heads = [...table.tHead.rows[0].cells];
  const index = heads.findIndex((head) => head.textContent === "latency p99");
  const before = column(table, index);
  const values = before.map((text) => parseFloat(text) * (/µs/.test(text) ? 1e-3 : 1));
  heads[index].querySelector("button").click();
  const up = column(table, index).map((text) => parseFloat(text) * (/µs/.test(text) ? 1e-3 : 1));
  check("a column sorts upwards", String(up) === String([...values].sort((a, b) => a - b)), up);
  check("the heading says so", heads[index].getAttribute("aria-sort") === "ascending", heads[index].outerHTML);
  heads[index].querySelector("button").click();
  const down = column(table, index);
  check("and downwards", parseFloat(down[0]) === Math.max(...up), down);
  heads[0].querySelector("button").click();
  check("text sorts too", column(table, 0)[0] === "go" && heads[0].hasAttribute("aria-sort"), column(table, 0));
};

const checkFilter = (page) => {
  const table = tableWith(page, "latency p99", 8);
  const input = table.previousElementSibling.querySelector("input");
  input.value = "PYTHON-3";
  input.dispatchEvent(new page.Event("input"));
  check("a filter leaves what it finds", column(table, 0).length === 1, column(table, 0));
  input.value = "";
  input.dispatchEvent(new page.Event("input"));
  check("and gives all back", column(table, 0).length === 12, column(table, 0).length);
};

const checkCopies = async (page) => {
  const copied = [];
  Object.defineProperty(page.navigator, "clipboard", { value: { writeText: async (text) => copied.push(text) } });
  for (const button of page.document.querySelectorAll("table")[0].previousElementSibling.querySelectorAll("button")) button.click();
  await 0;
  check("a table is copied as Markdown", /^\| metric \| go \|.*\n\| --- \| --: \|/.test(copied[0]), copied[0]);
  check("and as CSV", /^"metric","go",.*\r\n"successful requests\/s","47,788"/.test(copied[1]), copied[1]);
};

const checkTheme = (page) => {
  const colour = () => page.getComputedStyle(page.document.body).backgroundColor;
  const button = page.document.getElementById("wb-theme");
  const first = colour();
  for (const time of ["first", "second"]) {
    const [worst, where] = worstContrast(page);
    check(`contrast in the ${time} theme`, worst >= 4.5, `${worst.toFixed(2)} at ${where}`);
    const before = colour();
    button.click();
    check(`the switch changes the ${time} theme`, colour() !== before, colour());
  }
  check("and comes back", colour() === first, colour());
};

(async () => {
  try {
    for (const width of [360, 800, 1400]) {
      const page = await load(width);
      const wide = page.document.documentElement.scrollWidth;
      check(`no scrolling sideways at ${width} px`, wide <= width, wide);
      const verdict = page.document.querySelector("td[align=right] + td:not([align=right])").getBoundingClientRect().width;
      check(`verdicts have room at ${width} px`, verdict >= 200, verdict);
      const letters = Math.min(...[...page.document.querySelectorAll("svg text")].map((text) => text.getBoundingClientRect().height));
      check(`charts can be read at ${width} px`, letters >= 9, letters);
      check(`contents at ${width} px`, page.document.querySelectorAll("nav a").length === page.document.querySelectorAll("h2").length && [...page.document.querySelectorAll("nav a")].every((a) => page.document.querySelector(a.getAttribute("href"))), "links");
    }
    const page = await load(1000);
    checkSorting(page);
    checkFilter(page);
    await checkCopies(page);
    checkTheme(page);
    check("charts have titles, descriptions and hints", [...page.document.querySelectorAll("svg")].every((svg) => svg.querySelector("title, desc") && svg.querySelector("g > title")), "svg");
    check("nothing comes from elsewhere", ![...page.document.querySelectorAll("[src], [href]")].some((e) => /^https?:/i.test(e.getAttribute("src") ?? e.getAttribute("href"))), "link");
    check("no label ran as a script", page.hacked === undefined, "hacked");
  } catch (error) {
    check("no error", false, error.stack);
  }
  document.body.textContent = lines.concat("END").join("\n");
})();
