"use strict";
// Draws the behaviour that stands in #data: a ladder of steps, the state after one of them, and what leads
// from one to the next.  It knows roles and values, and nothing of what they stand for.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { actors, sides, rows, variables } = data;
  const byId = (id) => document.getElementById(id);
  const numeric = (text) => (text === "TRUE" ? 1 : text === "FALSE" ? 0 : /^-?\d+$/.test(text) ? Number(text) : null);

  /** Make an element with attributes and children; strings become text. */
  function make(tag, attributes = {}, ...children) {
    const svg = ["svg", "path", "line"].includes(tag);
    const element = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
    }
    element.append(...children.flat(2).filter((child) => child !== null && child !== ""));
    return element;
  }
  const unseen = (text) => make("span", { class: "unseen" }, text);
  const plain = (text) => text.replace(/^"(.*)"$/s, "$1"); // a string is shown without its quotes
  /** Let long names break between their words. */
  function name(text) {
    return text.split(/(?<=[_.])|(?<=[a-z])(?=[A-Z])/).flatMap((piece, at) => (at ? [make("wbr"), piece] : [piece]));
  }
  const sideClass = (side) => `side-${side}`;

  // Where each side stands in each row, and whose next step a wait ends with.
  const stands = sides.map((_, side) => {
    let at = 0;
    return rows.map((row) => (row.at[side] === null ? at : (at = row.at[side])));
  });
  const lastRow = sides.map((_, side) => rows.findLastIndex((row) => row.at[side] !== null));
  const stepOf = (row, side) => (rows[row].at[side] === null ? null : sides[side].steps[rows[row].at[side]]);
  const isOpen = (row, side) => row <= lastRow[side] && sides[side].steps[stands[side][row]].window === true;
  const isWaiting = (row, side, actor) => side === 1 && rows[row].waiting.includes(actor);
  function released(row, side, actor) {
    return rows.findIndex((later, at) => at > row && later.actor === actor && later.at[side] !== null);
  }

  // The header.
  const verdictOf = (side) => make("span", { class: `verdict ${side.kind}` }, side.headline);
  byId("case").append(...name(data.case));
  byId("lead").append(make("code", {}, data.claim), " is ", verdictOf(data.shown), `: ${data.shown.how}.`);
  byId("why").textContent = data.why;

  // The ladder.
  const table = make("table", { class: "ladder" });
  table.style.setProperty("--sides", sides.length);
  table.style.setProperty("--actors", Math.max(1, actors.length));
  const columns = actors.length ? actors : [{ name: "step" }];
  const columnOf = (actor) => (actor === null ? 0 : actor);

  function head() {
    const top = make("tr", {}, make("td", { class: "number" }));
    const cpus = make("tr", {}, make("th", { scope: "col", class: "number" }, unseen("step")));
    sides.forEach((side, number) => {
      const switches = side.switches.map(([constant, value]) => `${constant} = ${value}`).join(", ");
      top.append(
        make("th", { scope: "colgroup", colspan: columns.length, class: `variant ${sideClass(number)}${number ? " parted" : ""}` },
          make("span", { class: "name" }, side.case), verdictOf(side), make("span", { class: "switches" }, switches)),
      );
      columns.forEach((actor, at) =>
        cpus.append(make("th", { scope: "col", class: `cpu ${sideClass(number)}${number && !at ? " parted" : ""}`, "data-actor": at % 6 }, actor.name)),
      );
    });
    table.append(make("caption", { class: "unseen" }, "Each row is a turn, each column a process."));
    table.append(make("thead", {}, sides.length > 1 ? top : null, cpus));
  }

  const change = ([path, old, now]) =>
    make("li", {}, `${path}: `, make("del", {}, plain(old)), make("span", { "aria-hidden": "true" }, " → "), unseen(" becomes "), make("ins", {}, plain(now)));

  /** What is to be said of a side in a row beside the step itself: the window, and how it ends. */
  function notes(row, side) {
    const found = [];
    const before = row > 0 && isOpen(row - 1, side);
    if (isOpen(row, side) && !before) found.push(make("span", { class: "note race" }, "the race window opens"));
    if (!isOpen(row, side) && before) found.push(make("span", { class: "note race" }, "the race window closes"));
    if (row === lastRow[side]) found.push(make("span", { class: `note end ${sides[side].mood}` }, sides[side].outcome));
    return found;
  }

  function waits(row, side, actor) {
    const first = row === 0 || !isWaiting(row - 1, side, actor);
    const end = released(row, side, actor);
    if (!first) {
      const turn = rows[row].actor === actor;
      return turn ? make("span", { class: "label" }, make("b", {}, "waits"), unseen(" still")) : unseen("waits still");
    }
    if (end < 0) return make("span", { class: "label" }, make("b", {}, "takes no step"));
    const step = stepOf(end, side);
    const lock = step.changes.find(([, , now, role]) => role === "lock" && now === actors[actor].value);
    const held = lock ? `: ${lock[0]} is taken` : "";
    const holder = lock ? holderOf(side, stands[side][row], lock) : null;
    return make("span", { class: "label" }, make("b", {}, "waits"), " for ", make("code", {}, name(step.statement)),
      holder === null ? held : `: ${actors[holder].name} holds ${lock[0]}`);
  }
  /** Who holds a lock at a state, as the first change to it after that says. */
  function holderOf(side, state, [path]) {
    const next = sides[side].steps.slice(state + 1).flatMap((step) => step.changes).find((one) => one[0] === path);
    const holder = next ? actors.findIndex((actor) => actor.value === next[1]) : -1;
    return holder < 0 ? null : holder;
  }

  function cell(row, side, at) {
    const { actor } = rows[row];
    const step = stepOf(row, side);
    const classes = ["step", sideClass(side)];
    if (side && !at) classes.push("parted");
    const open = isOpen(row, side);
    if (open) classes.push("raced");
    const element = make("td", { "data-actor": at % 6 });
    if (isWaiting(row, side, at) && actors.length) {
      classes.push("waits");
      element.append(waits(row, side, at));
    }
    if (step && row > 0 && columnOf(actor) === at) {
      classes.push("took");
      if (step.function) element.append(make("span", { class: "function" }, name(step.function)), unseen(": "));
      element.append(make("span", { class: "statement" }, name(step.statement)));
      if (step.changes.length) element.append(make("ul", { class: "changes" }, step.changes.filter((one) => one[4]).map(change)));
      [...step.reads, ...step.beliefs].forEach((text) => element.append(make("span", { class: "note belief" }, text)));
      element.append(...notes(row, side));
    }
    element.className = classes.join(" ");
    return element;
  }

  function foot() {
    const line = make("tr", {}, make("td", { class: "number" }));
    sides.forEach((side, number) =>
      line.append(make("td", { colspan: columns.length, class: `${sideClass(number)}${number ? " parted" : ""}` },
        side.ending.map((text, at) => make("p", { class: at ? null : `verdict-${side.mood}` }, text)))));
    table.append(make("tfoot", {}, line));
  }

  function body() {
    const all = make("tbody");
    rows.forEach((row, number) => {
      const go = make("button", { type: "button", "aria-label": number ? `Step ${number}` : "Step 0, the initial state" }, String(number));
      const line = make("tr", {}, make("th", { scope: "row", class: "number" }, go));
      sides.forEach((_, side) => {
        if (number) columns.forEach((_, at) => line.append(cell(number, side, at)));
        else line.append(make("td", { colspan: columns.length, class: `over ${sideClass(side)}${side ? " parted" : ""}` }, "initial state", ...notes(0, side)));
      });
      line.addEventListener("click", () => go_to(number));
      all.append(line);
    });
    table.append(all);
  }

  // The state.
  const titles = { table: "Tables", lock: "Locks", counter: "Counters", register: "Registers", pc: "Program counters", auxiliary: "Auxiliary", "": "Variables" };
  const order = ["table", "lock", "counter", "register", "", "pc", "auxiliary"];
  const rank = (role) => (order.includes(role) ? order.indexOf(role) : 4);
  const title = (role) => titles[role] ?? role;
  const drawn = ["table", "lock", "counter"];
  const moves = (at) => sides.some((side) => side.steps.some((step) => JSON.stringify(step.state[at]) !== JSON.stringify(side.steps[0].state[at])));
  const prominent = (at) => variables[at].shown && (drawn.includes(variables[at].role) || moves(at));

  const padlock = (closed) =>
    make("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, make("path", { d: "M3 7h10v7H3z" }), make("path", { d: closed ? "M5 7V4.5a3 3 0 0 1 6 0V7" : "M5 7V4a3 3 0 0 1 5.8-1" }));

  const pick = (value, path) =>
    path.reduce((inner, key) => (Array.isArray(inner) ? inner.find((one) => one[0] === key)?.[1] : undefined), value);
  /** A number through time, with the present marked; nothing for one that does not change. */
  function spark({ at, side, row }, path) {
    const all = sides.map((one) => one.steps.map((step) => numeric(String(pick(step.state[at], path)))));
    const low = Math.min(...all.flat()), high = Math.max(...all.flat());
    if (all.flat().includes(null) || low === high) return null;
    const x = (number) => ((number / rows.length) * 96).toFixed(1);
    const y = (value) => (20 - ((value - low) / (high - low)) * 18).toFixed(1);
    const series = stands[side].slice(0, lastRow[side] + 1).map((state) => all[side][state]);
    const line = series.map((value, number) => `${number ? "V" : "M0 "}${y(value)}H${x(number + 1)}`).join("");
    const now = ((row + 0.5) / rows.length) * 96;
    return make("svg", { class: "spark", viewBox: "0 0 96 22", preserveAspectRatio: "none", "aria-hidden": "true" },
      make("path", { d: line }), row > lastRow[side] ? null : make("line", { x1: now, x2: now, y1: 0, y2: 22 }));
  }

  function leaf(place, value, before, path) {
    const changed = before !== undefined && before !== value;
    const role = variables[place.at].role;
    const holder = role === "lock" ? actors.findIndex((actor) => actor.value === value) : -1;
    const shown = role !== "lock" ? [plain(value)] : [padlock(holder >= 0 || value === "TRUE"), holder >= 0 ? actors[holder].name : plain(value)];
    const text = make("span", { class: `value${holder >= 0 ? " held" : ""}`, "data-actor": holder >= 0 ? holder % 6 : null, "data-value": value },
      changed && typeof before === "string" && role !== "lock" ? [make("del", {}, plain(before)), make("ins", {}, shown)] : shown);
    if (changed) text.prepend(unseen("changed: "));
    return make("span", { class: `leaf${changed ? " changed" : ""}` }, text, role === "counter" ? spark(place, path) : null);
  }
  const index = (key) => (/^"[A-Za-z_]\w*"$/.test(key) ? `.${plain(key)}` : `[${key}]`);
  /** A value: of a function what it gives for each argument, all else as text. */
  function draw(place, value, before, path = []) {
    if (!Array.isArray(value)) {
      const text = leaf(place, value, typeof before === "string" ? before : undefined, path);
      return path.length ? make("span", { class: "item" }, make("span", { class: "key" }, path.map(index).join("")), text) : text;
    }
    const rowed = value.some(([, inner]) => Array.isArray(inner)) || variables[place.at].role === "counter";
    return make("span", { class: `fun${rowed ? " rows" : ""}` },
      value.map(([key, inner]) => draw(place, inner, pick(before, [key]), [...path, key])));
  }

  function stateRow(at, row) {
    const values = sides.map((side, number) => side.steps[stands[number][row]].state[at]);
    const differs = values.length > 1 && JSON.stringify(values[0]) !== JSON.stringify(values[1]);
    const cells = values.map((value, side) => {
      const here = stands[side][row];
      const before = row > 0 && stands[side][row - 1] !== here ? sides[side].steps[here - 1].state[at] : undefined;
      return make("td", { class: `${variables[at].role || "plain"} ${sideClass(side)}` }, draw({ at, side, row }, value, before));
    });
    return make("tr", { class: differs ? "differs" : null, "data-variable": variables[at].name }, make("th", { scope: "row" }, name(variables[at].name)), cells);
  }
  function stateTable(places, row, headed) {
    const head = make("thead", { class: headed ? null : "unseen" }, make("tr", {}, make("th", { scope: "col", class: "name" }, unseen("variable")),
      sides.map((side, number) => make("th", { scope: "col", class: sideClass(number) }, sides.length > 1 ? side.short : unseen("value"), row > lastRow[number] ? ", at its end " : " ",
        side.steps[stands[number][row]].window ? make("span", { class: "pill race" }, "race window open") : null,
        side.steps[stands[number][row]].broken ? make("span", { class: "pill bad" }, `${data.claim} is false`) : null))));
    const groups = new Map();
    places.forEach((at) => groups.set(title(variables[at].role), [...(groups.get(title(variables[at].role)) ?? []), at]));
    const bodies = [...groups].map(([heading, members]) => make("tbody", {},
      make("tr", { class: "group" }, make("th", { scope: "rowgroup" }, heading), sides.map((_, side) => make("td", { class: sideClass(side) }))), members.map((at) => stateRow(at, row))));
    const all = make("table", { class: "state" }, head, bodies);
    all.style.setProperty("--sides", sides.length);
    return all;
  }
  const places = variables.map((_, at) => at).sort((a, b) => rank(variables[a].role) - rank(variables[b].role) || a - b);
  const rest = places.filter((at) => !prominent(at));
  const more = make("details", {}, make("summary", {}, "The rest: what never changes here, program counters, auxiliary variables"), make("div"));
  function showState(row) {
    const held = byId("values");
    held.replaceChildren(stateTable(places.filter(prominent), row, true));
    if (rest.length) {
      more.lastChild.replaceChildren(stateTable(rest, row, false));
      held.append(more);
    }
    byId("where").textContent = row ? `after step ${row}` : "at the start";
  }

  // The strip above the controls: who goes when, and where the window is open.
  const ticks = sides.map((_, side) => rows.slice(1).map((row, number) => {
    const step = stepOf(number + 1, side);
    const waiting = !step && row.actor !== null && isWaiting(number + 1, side, row.actor);
    const classes = [step ? "took" : "", waiting ? "waits" : "", isOpen(number + 1, side) ? "raced" : ""];
    return make("span", { class: classes.join(" ").trim(), "data-actor": row.actor === null ? 0 : row.actor % 6 });
  }));
  byId("track").append(...ticks.map((side, number) => make("div", { class: sideClass(number) }, side)));

  // Stepping.
  let now = 0, timer = null;
  const slider = byId("slider");
  slider.max = rows.length - 1;
  const lines = () => [...table.tBodies[0].rows];

  function spoken(row) {
    if (!row) return "Initial state.";
    const parts = sides.map((side, number) => {
      const step = stepOf(row, number);
      const who = rows[row].actor === null ? "" : `${actors[rows[row].actor].name}, `;
      const head = sides.length > 1 ? `${side.short}: ` : "";
      const did = step ? `${who}${step.function ? `${step.function}, ` : ""}${step.statement}. ` +
          step.changes.filter((one) => one[4]).map(([path, old, value]) => `${path} from ${plain(old)} to ${plain(value)}. `).join("")
        : rows[row].actor !== null && isWaiting(row, number, rows[row].actor) ? `${who}waits. ` : "no step. ";
      const said = notes(row, number).filter((one, at, all) => step || all.length).map((one) => `${one.textContent}. `).join("");
      return head + did + said;
    });
    return `Step ${row} of ${rows.length - 1}. ${parts.join(" ")}`;
  }

  function show(row, quiet) {
    now = Math.min(Math.max(row, 0), rows.length - 1);
    lines().forEach((line, number) => {
      line.classList.toggle("now", number === now);
      line.classList.toggle("later", number > now);
      if (number === now) line.setAttribute("aria-current", "step");
      else line.removeAttribute("aria-current");
    });
    showState(now);
    ticks.flat().forEach((tick, number) => tick.classList.toggle("later", (number % (rows.length - 1)) >= now));
    slider.value = now;
    slider.setAttribute("aria-valuetext", now ? `step ${now} of ${rows.length - 1}` : "initial state");
    byId("position").textContent = `${now} of ${rows.length - 1}`;
    // Not `disabled`: a button that is would lose the focus.
    for (const id of ["first", "back"]) byId(id).setAttribute("aria-disabled", String(now === 0));
    for (const id of ["next", "last"]) byId(id).setAttribute("aria-disabled", String(now === rows.length - 1));
    if (quiet) return;
    history.replaceState(null, "", `#step=${now}`);
    byId("said").textContent = spoken(now);
    // On a narrow screen the header makes room for the ladder and the state beneath it.
    if (matchMedia("(max-width: 47.99rem)").matches && byId("steps").getBoundingClientRect().top > 16) byId("steps").scrollIntoView();
    reveal(lines()[now]);
  }
  /** Scroll the ladder so far that a row can be seen, and who takes a step in it. */
  function reveal(line) {
    const pane = byId("ladder"), margin = 8;
    const took = line.querySelector(".took, .waits") ?? line.cells[0];
    const foot = line.nextElementSibling ? 0 : table.tFoot.offsetHeight;
    const nearest = (from, low, high) => Math.min(Math.max(from, high), low);
    const top = nearest(pane.scrollTop, line.offsetTop - table.tHead.offsetHeight - margin,
      line.offsetTop + line.offsetHeight + foot + margin - pane.clientHeight);
    const left = nearest(pane.scrollLeft, took.offsetLeft - line.cells[0].offsetWidth - margin, took.offsetLeft + took.offsetWidth + margin - pane.clientWidth);
    if (top === pane.scrollTop && left === pane.scrollLeft) return;
    pane.scrollTo({ top, left, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  }
  function go_to(row) {
    play(false);
    show(row);
  }
  function play(on) {
    clearInterval(timer);
    timer = on ? setInterval(() => (now === rows.length - 1 ? play(false) : show(now + 1)), 1500) : null;
    byId("play").setAttribute("aria-pressed", String(on));
  }
  const keys = { ArrowLeft: () => now - 1, ArrowRight: () => now + 1, Home: () => 0, End: () => rows.length - 1 };
  document.addEventListener("keydown", (event) => {
    if (!(event.key in keys) || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go_to(keys[event.key]());
  });
  byId("first").addEventListener("click", () => go_to(0));
  byId("back").addEventListener("click", () => go_to(now - 1));
  byId("next").addEventListener("click", () => go_to(now + 1));
  byId("last").addEventListener("click", () => go_to(rows.length - 1));
  byId("play").addEventListener("click", () => {
    const on = timer === null;
    if (on && now === rows.length - 1) show(0);
    play(on);
  });
  slider.addEventListener("input", () => go_to(Number(slider.value)));
  const fromAddress = () => Number(/^#step=(\d+)$/.exec(location.hash)?.[1] ?? 0);
  window.addEventListener("hashchange", () => go_to(fromAddress()));

  // Which variant a narrow screen shows.
  function choose(side) {
    document.body.dataset.side = side;
    [...byId("chooser").children].forEach((button, number) => button.setAttribute("aria-pressed", String(number === side)));
  }
  if (sides.length > 1) {
    byId("chooser").append(...sides.map((side, number) => {
      const button = make("button", { type: "button" }, make("code", {}, side.short), " ", verdictOf(side));
      button.addEventListener("click", () => choose(number));
      return button;
    }));
    byId("chooser").hidden = false;
    choose(sides[0].case === data.case ? 0 : 1);
  }

  // Colours.
  const schemes = { "": "auto", light: "light", dark: "dark" };
  function colour(scheme) {
    document.documentElement.style.colorScheme = scheme;
    document.documentElement.dataset.scheme = scheme;
    byId("scheme-name").textContent = schemes[scheme];
  }
  byId("scheme").addEventListener("click", () => {
    const names = Object.keys(schemes);
    colour(names[(names.indexOf(document.documentElement.dataset.scheme) + 1) % names.length]);
  });
  colour("");

  // The footer.
  const legend = [];
  if (data.window) legend.push(["raced", "", `the race window is open: ${data.window} is true`]);
  if (sides.length > 1) legend.push(["waits", "", "the process cannot go on here, and waits"]);
  byId("about").append(
    legend.length ? make("dl", {}, legend.map(([kind, , text]) => make("div", {}, make("dt", { class: kind, "data-actor": 0 }), make("dd", {}, text)))) : "",
    ...data.beside.map((text) => make("p", {}, text)),
    make("p", { class: "help" }, make("kbd", {}, "←"), " ", make("kbd", {}, "→"), " step, ", make("kbd", {}, "Home"), " ", make("kbd", {}, "End"), " first and last state."),
    make("p", {}, data.about),
  );

  head();
  body();
  foot();
  byId("ladder").append(table);
  byId("main").hidden = byId("controls").hidden = false;
  show(fromAddress(), true);
  if (now) show(now);
})();
