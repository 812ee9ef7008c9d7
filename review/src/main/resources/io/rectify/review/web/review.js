"use strict";
// A person decides by one key; what is decided waits in this browser until the server says that it is on the disk.
const API = "/api/v1/";
const PAGE = 40;
const MOST_SHOWN = 2000;
const $ = id => document.getElementById(id);
const show = (id, text) => { $(id).textContent = text; };

const state = {
  project: null,
  queue: "sample",
  items: [],      // of the queue, in its order, as far as they were fetched
  at: 0,          // which of them is shown
  held: 0,        // rows of it that others have before them
  next: 0,        // cursor behind them; null at the end
  since: 0,       // when it was shown
  versions: new Map(),  // of rows, as far as this page changed them
  fixed: null,    // row that was last given another label
  outbox: [],
  sending: false,
  loading: null,
  watch: 0,       // timer that asks how far training again is
};

function element(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  return made;
}

async function ask(path, body) {
  const answer = await fetch(API + path, body === undefined ? {} : {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const value = await answer.json();
  if (!answer.ok) {
    throw Object.assign(new Error(value.detail || answer.statusText), { status: answer.status, current: value.current });
  }
  return value;
}

function notice(text) {
  show("notice", text);
  $("notice").hidden = !text;
}

function stored(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function store(name, value) {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    notice("This browser keeps nothing: close the page only when it says saved.");
  }
}

const outboxName = () => "rectify-unsent-" + state.project.data;
const eventName = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), byte => byte.toString(16).padStart(2, "0")).join("");
const current = () => state.items[state.at];

// ---- what is shown

function draw() {
  const item = current();
  $("item").hidden = !item;
  $("none").hidden = Boolean(item) || state.next !== null;
  show("nothing", state.held ? `Others have the ${state.held} rows that are still open before them.` : "Nothing is open in this queue.");
  $("batch").hidden = !state.queue.startsWith("pair:");
  if (!item) {
    $("near").hidden = true;
    return;
  }
  state.since = performance.now();
  show("place", `Row ${item.row}${item.id ? ` (${item.id})` : ""}${item.rank ? `, suspicion ${item.rank} of ${state.project.rows}` : ", from the random sample"}`);
  const picture = state.project.pictures;
  $("text").hidden = picture;
  $("picture").hidden = !picture;
  if (picture) {
    $("picture").src = `${API}rows/${item.row}/image`;
    $("picture").alt = item.text;
  } else {
    show("text", item.text || `Row ${item.row}; the audit has no texts`);
  }
  $("content").scrollTop = 0;
  show("given", item.given);
  $("suggestion").hidden = item.blind;
  $("take").hidden = item.blind;
  show("suggested", item.suggested ?? "");
  show("why", item.wrong === null ? "" : `${item.given} is wrong with probability ${item.wrong.toFixed(2)}`);
  const decided = item.state.answer !== "open";
  $("decided").hidden = !decided;
  show("answer", decided ? [item.state.answer, item.state.label, item.state.reviewer && `by ${item.state.reviewer}`].filter(Boolean).join(" ") : "");
  $("choices").replaceChildren(...item.choices.map((name, k) => {
    const button = element("button", name + " ");
    button.append(element("kbd", String(k + 1)));
    button.addEventListener("click", () => choose(name));
    return button;
  }));
  $("copies").hidden = item.blind || item.copies < 2 || state.queue.startsWith("cluster:");
  show("copies-count", `Near-duplicates: ${item.copies} rows`);
  $("back").disabled = state.at === 0;
  neighbours(item);
}

async function neighbours(item) {
  $("near").hidden = true;
  if (item.blind) {
    return;
  }
  try {
    item.near ??= await ask(`rows/${item.row}/neighbours?queue=${encodeURIComponent(state.queue)}`);
  } catch {
    return;
  }
  if (item !== current() || item.near.length === 0) {
    return;
  }
  $("neighbours").replaceChildren(...item.near.map(near => {
    const line = element("li", "");
    line.append(element("strong", near.given));
    line.append(element("small", ` row ${near.row}`));
    if (state.project.pictures) {
      line.append(element("img", "", { src: `${API}rows/${near.row}/image`, alt: near.text, loading: "lazy" }));
    } else if (near.text) {
      line.append(element("p", near.text));
    }
    return line;
  }));
  $("near").hidden = false;
}

const percent = share => `${(100 * share.value).toFixed(1)} % (${(100 * share.low).toFixed(1)} to ${(100 * share.high).toFixed(1)})`;

async function figures() {
  let now;
  let queues;
  try {
    [now, queues] = await Promise.all([ask("stats"), ask(`queues?reviewer=${encodeURIComponent(reviewer())}`)]);
  } catch {
    return;
  }
  fillQueues(queues);
  const queue = queues.find(one => one.name === state.queue);
  if (queue) {
    $("progress").max = queue.size;
    $("progress").value = queue.size - queue.open;
  }
  $("progress").hidden = !queue;
  show("done", `${queue ? `${queue.size - queue.open} of ${queue.size} here; ` : ""}in all ${now.kept} kept, ${now.changed} changed, ${now.excluded} excluded, ${now.unsure} unsure, ${now.skipped} skipped${now.disputed ? `, ${now.disputed} disputed` : ""}`);
  show("rate", now.noiseRate
    ? `Wrong labels: ${percent(now.noiseRate)}, by ${now.answered} of ${now.drawn} rows of the random sample`
    : `How many labels are wrong is told by the random sample, ${now.drawn} rows`);
  const half = share => (100 * share).toFixed(1);
  show("after", now.after ? `About ±${half(now.after.halfWidth)} points after ${now.after.more} more of the sample` : "");
  show("anytime", now.anytime.asked ? `Stop whenever you like: ${half(now.anytime.low)} to ${half(now.anytime.high)} % holds at any moment, the interval above when the whole sample is answered` : "");
  show("looked", now.looked.known ? `By suspicion, of the first ${now.looked.rows} rows ${now.looked.wrong} of ${now.looked.known} labels were wrong; of the last ${now.looked.last}, ${now.looked.lastWrong}` : "");
  show("precision", now.precision ? `Flags that are right: ${percent(now.precision)}` : "");
  show("people", now.agreement.rows ? `Reviewers agree on ${now.agreement.alike} of ${now.agreement.rows} rows${now.agreement.kappa === null ? "" : `, Cohen's κ ${now.agreement.kappa.toFixed(2)}`}` : "");
}

// ---- training again

const points = share => `${share.value < 0 ? "−" : "+"}${Math.abs(100 * share.value).toFixed(1)} points (${(100 * share.low).toFixed(1)} to ${(100 * share.high).toFixed(1)})`.replace(/([( ])-/g, "$1−");

function changeInWords(change) {
  if (!change) {
    return "How much that gains is told by the random sample, of which no row is answered.";
  }
  if (!change.known) {
    return `How much that gains cannot be told by ${change.rows} rows of the random sample; ${change.needed} are needed.`;
  }
  return `On rows that it had not seen it is right in ${percent(change.after)}, before in ${percent(change.before)}: ${points(change.difference)}, by ${change.rows} rows of the random sample${change.certain ? "" : "; which is better cannot be told"}.`;
}

function drawTraining(now) {
  const running = now.state === "RUNNING";
  $("retrain").disabled = running;
  $("reorder").hidden = running || !now.queue || now.queue === state.queue;
  $("reorder").dataset.queue = now.queue;
  show("again", running ? `Training again with ${now.answers} decided rows: ${now.stage}${now.parts ? `, part ${now.part} of ${now.parts}` : ""}`
    : now.state === "FAILED" ? `Training again failed: ${now.problem}`
    : now.state === "DONE" ? `Trained again with ${now.answers} decided rows. ${changeInWords(now.change)}` : "");
}

/** Asks until it has ended; queues stay as they are, and the new order is there to be asked for. */
async function watchTraining() {
  clearTimeout(state.watch);
  try {
    const now = await ask("retraining");
    drawTraining(now);
    if (now.state === "RUNNING") {
      state.watch = setTimeout(watchTraining, 1000);
    } else {
      figures();
    }
  } catch {
    state.watch = setTimeout(watchTraining, 5000);
  }
}

async function retrain() {
  try {
    drawTraining(await ask("retraining", { reviewer: reviewer() }));
    state.watch = setTimeout(watchTraining, 500);
  } catch (error) {
    notice(error.message);
  }
}

function reorder() {
  $("reorder").hidden = true;
  enter($("reorder").dataset.queue);
}

function fillQueues(queues) {
  if (document.activeElement === $("queue")) {
    return;
  }
  const options = queues.map(one => element("option", `${one.title} (${one.open} of ${one.size} open)`, { value: one.name }));
  if (!queues.some(one => one.name === state.queue)) {
    options.push(element("option", state.queue.replace(/^search:/, "Search: ").replace(/^like:/, "Given the same label and like row ").replace(/^cluster:/, "Near-duplicates of row ").replace(/^area:.*/, "An area of the map"), { value: state.queue }));
  }
  $("queue").replaceChildren(...options);
  $("queue").value = state.queue;
}

// ---- going through a queue

async function enter(queue) {
  state.queue = queue;
  state.items = [];
  state.at = 0;
  state.next = 0;
  state.held = 0;
  state.loading = null;
  await more();
  draw();
  figures();
}

function more() {
  if (state.loading || state.next === null) {
    return state.loading ?? Promise.resolve();
  }
  const items = state.items;
  const loading = ask(`items?queue=${encodeURIComponent(state.queue)}&from=${state.next}&limit=${PAGE}&reviewer=${encodeURIComponent(reviewer())}`)
    .then(page => {
      if (items === state.items) {  // Else another queue has been entered since.
        items.push(...page.items);
        state.next = page.next;
        state.held += page.held;
      }
    })
    .catch(error => notice(error.message))
    .finally(() => {
      if (state.loading === loading) {
        state.loading = null;
      }
    });
  state.loading = loading;
  return loading;
}

async function move(step) {
  const to = state.at + step;
  if (to < 0) {
    return;
  }
  state.at = Math.min(to, state.items.length);
  draw();
  if (!current() && state.next !== null) {
    await more();  // Until it is there nothing is shown, and keys do nothing: nobody decides about what he has not seen.
    draw();
  }
  if (state.items.length - state.at < PAGE / 2) {
    more();
  }
}

/** Shows a row as it is now, wherever it is. */
async function visit(number) {
  const item = await ask(`rows/${number}?queue=${encodeURIComponent(state.queue)}&reviewer=${encodeURIComponent(reviewer())}`);
  const at = state.items.findIndex(one => one.row === number);
  if (at >= 0) {
    state.at = at;
    state.items[at] = item;
  } else {
    state.items.splice(state.at, 0, item);
  }
  draw();
}

// ---- deciding

function decide(choice, label = "") {
  const item = current();
  if (!item) {
    return;
  }
  notice("");
  post("decisions", {
    event: eventName(),
    reviewer: reviewer(),
    queue: state.queue,
    row: item.row,
    version: item.state.version,
    choice,
    label,
    millis: Math.round(performance.now() - state.since),
  });
  if (choice === "LABEL" && label !== item.given && state.project.alike && !item.blind) {
    state.fixed = item.row;
    $("same").hidden = false;
  }
  Object.assign(item.state, { answer: choice.toLowerCase(), label, reviewer: "" });
  move(1);
}

function sameMistake() {
  if (state.fixed !== null) {
    $("same").hidden = true;
    enter(`like:${state.fixed}`);
  }
}

function nearDuplicates() {
  if (!$("copies").hidden) {
    enter(`cluster:${current().row}`);
  }
}

const choose = name => decide("LABEL", name);
const take = () => { if (current()?.suggested) { choose(current().suggested); } };

function post(path, body) {
  state.outbox.push({ path, body });
  store(outboxName(), state.outbox);
  send();
}

function saved(text, unsaved) {
  show("saved", text);
  $("saved").classList.toggle("unsaved", unsaved);
}

/** One after another, in order; what cannot be sent now is sent again. */
async function send() {
  if (state.sending) {
    return;
  }
  state.sending = true;
  try {
    while (state.outbox.length > 0) {
      const { path, body } = state.outbox[0];
      if (path === "decisions" && state.versions.has(body.row)) {
        body.version = state.versions.get(body.row);
      }
      saved(`saving ${state.outbox.length}`, true);
      let answer;
      try {
        answer = await ask(path, body);
      } catch (error) {
        if (error.status === undefined || error.status >= 500) {
          saved(`${state.outbox.length} not saved yet`, true);
          notice(`${error.status === undefined ? "The server does not answer" : error.message}. What you decide is kept in this browser and sent again.`);
          setTimeout(send, 2000);
          return;
        }
        notice(error.message);
        if (error.current) {
          state.versions.set(error.current.row, error.current.version);
          visit(error.current.row).catch(() => {});
        }
      }
      state.outbox.shift();
      store(outboxName(), state.outbox);
      if (answer) {
        for (const row of answer.states) {
          state.versions.set(row.row, row.version);
        }
        saved(`saved #${answer.sequence}`, false);
        if (path === "undo" || path === "redo") {
          notice("");
          if (answer.states.length > 0) {
            await visit(answer.states[0].row).catch(() => {});
          }
        } else if ($("notice").textContent.startsWith("The server")) {
          notice("");
        }
      }
    }
    figures();
  } finally {
    state.sending = false;
  }
}

// ---- dialogs

function openClasses() {
  if (!current()) {
    return;
  }
  $("wanted").value = "";
  find();
  $("classes").showModal();
  $("wanted").focus();
}

function find() {
  const words = $("wanted").value.trim().toLowerCase();
  const starting = state.project.classes.filter(name => name.toLowerCase().startsWith(words));
  const holding = state.project.classes.filter(name => !name.toLowerCase().startsWith(words) && name.toLowerCase().includes(words));
  $("found").replaceChildren(...[...starting, ...holding].slice(0, 50).map((name, k) => {
    const option = element("button", name, { role: "option", "aria-selected": String(k === 0), tabindex: "-1" });
    option.addEventListener("click", () => {
      $("classes").close();
      choose(name);
    });
    return option;
  }));
}

function moveFound(step) {
  const options = [...$("found").children];
  const at = options.findIndex(option => option.getAttribute("aria-selected") === "true");
  const to = Math.max(0, Math.min(options.length - 1, at + step));
  options.forEach((option, k) => option.setAttribute("aria-selected", String(k === to)));
  options[to]?.scrollIntoView({ block: "nearest" });
}

async function openPair() {
  const rows = [];
  for (let from = 0; from !== null && rows.length < MOST_SHOWN;) {
    const page = await ask(`items?queue=${encodeURIComponent(state.queue)}&from=${from}&limit=200`);
    rows.push(...page.items);
    from = page.next;
  }
  $("pair-rows").replaceChildren(...rows.map(item => {
    const label = element("label", "");
    const box = element("input", "", { type: "checkbox", value: String(item.row) });
    box.checked = true;
    box.addEventListener("change", countPair);
    label.append(box, element("span", item.text || `Row ${item.row}`));
    return label;
  }));
  await countPair();
  $("pair").showModal();
}

const exceptions = () => [...$("pair-rows").querySelectorAll("input:not(:checked)")].map(box => Number(box.value));

async function countPair() {
  const preview = await ask("batches/preview", { queue: state.queue, exceptions: exceptions() });
  $("pair-commit").dataset.hash = preview.hash;
  $("pair-commit").disabled = preview.count === 0;
  show("pair-count", `${preview.count} rows get the suggested label; untick those that are to stay. ${preview.count > MOST_SHOWN ? `Only the first ${MOST_SHOWN} are listed. ` : ""}One undo takes all of it back.`);
}

function commitPair() {
  $("pair").close();
  post("batches", { event: eventName(), reviewer: reviewer(), queue: state.queue, exceptions: exceptions(), hash: $("pair-commit").dataset.hash });
  const wait = () => state.sending ? setTimeout(wait, 50) : enter(state.queue);
  wait();
}

const reviewer = () => $("reviewer").value.trim() || state.project.reviewer;

function openHelp() {
  $("keys").showModal();
}

// ---- keys

const KEYS = {
  enter: take, a: take, k: () => decide("KEEP"), " ": () => decide("SKIP"), e: () => decide("EXCLUDE"), f: () => decide("UNSURE"),
  s: sameMistake, d: nearDuplicates, m: openMap, "/": openClasses, "?": openHelp, arrowleft: () => move(-1), arrowright: () => move(1),
};

function onKey(event) {
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
    return;
  }
  const on = event.target;
  if (document.querySelector("dialog[open]") || /^(INPUT|SELECT|TEXTAREA)$/.test(on.tagName)) {
    return;
  }
  const key = event.key.toLowerCase();
  if (key === "?") {
    event.preventDefault();
    openHelp();
    return;
  }
  const pressed = (key === "enter" || key === " ") && /^(BUTTON|A)$/.test(on.tagName);
  if (!$("keyboard").checked || pressed) {
    return;
  }
  if (key === "z") {
    event.preventDefault();
    post(event.shiftKey ? "redo" : "undo", { event: eventName(), reviewer: reviewer() });
  } else if (/^[1-9]$/.test(key) && !event.shiftKey) {
    const name = current()?.choices[Number(key) - 1];
    if (name !== undefined) {
      event.preventDefault();
      choose(name);
    }
  } else if (Object.hasOwn(KEYS, key)) {
    event.preventDefault();
    KEYS[key]();
  }
}

function listen() {
  document.addEventListener("keydown", onKey);
  const click = (id, action) => $(id).addEventListener("click", event => {
    action();
    if (event.detail > 0) {
      $(id).blur();
    }
  });
  click("take", take);
  click("keep", KEYS.k);
  click("unsure", KEYS.f);
  click("skip", KEYS[" "]);
  click("exclude", KEYS.e);
  click("other", openClasses);
  click("back", () => move(-1));
  click("next", () => move(1));
  click("undo", () => post("undo", { event: eventName(), reviewer: reviewer() }));
  click("redo", () => post("redo", { event: eventName(), reviewer: reviewer() }));
  click("batch", () => openPair().catch(error => notice(error.message)));
  click("same", sameMistake);
  click("copies", nearDuplicates);
  listenToMap(click);
  click("retrain", retrain);
  click("reorder", reorder);
  click("help", openHelp);
  click("keys-close", () => $("keys").close());
  click("pair-cancel", () => $("pair").close());
  click("pair-commit", commitPair);
  $("queue").addEventListener("change", () => {
    const queue = $("queue").value;
    $("queue").blur();
    enter(queue);
  });
  $("search").addEventListener("keydown", event => {
    if (event.key === "Enter" && $("search").value.trim()) {
      $("search").blur();
      enter("search:" + $("search").value.trim());
    }
  });
  $("wanted").addEventListener("input", find);
  $("wanted").addEventListener("keydown", event => {
    if (event.key === "Enter") {
      event.preventDefault();
      document.querySelector("#found [aria-selected=true]")?.click();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      moveFound(event.key === "ArrowDown" ? 1 : -1);
    }
  });
  $("keyboard").addEventListener("change", () => store("rectify-keyboard", $("keyboard").checked));
  $("reviewer").addEventListener("change", () => {
    store("rectify-reviewer", $("reviewer").value);
    enter(state.queue);  // Rows are lent to whoever reviews.
  });
  window.addEventListener("beforeunload", event => {
    if (state.outbox.length > 0) {
      event.preventDefault();
    }
  });
}

async function begin() {
  state.project = await ask("project");
  $("keyboard").checked = stored("rectify-keyboard", true);
  $("reviewer").value = state.project.named ? state.project.reviewer : stored("rectify-reviewer", state.project.reviewer);
  $("reviewer").disabled = state.project.named;
  $("labels").hidden = !state.project.labels;
  $("training").hidden = !state.project.alike;
  $("open-map").hidden = !state.project.alike;
  notice(state.project.notice);
  state.outbox = stored(outboxName(), []);
  listen();
  if (state.outbox.length > 0) {
    await send();
  }
  await enter("suspicion");
  watchTraining();
}

begin().catch(error => notice(error.message));
