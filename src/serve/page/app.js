/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The page put together: its views, what they have in common, and the keys. */
import {Actions, readOnly} from "./actions.js";
import {canWrite, get} from "./api.js";
import {Chosen, MOST} from "./chosen.js";
import {Deck} from "./deck.js";
import {Details} from "./details.js";
import {$, announce, el, keep, kept} from "./dom.js";
import {listen} from "./events.js";
import * as say from "./format.js";
import {fillHelp, hearKeys} from "./keys.js";
import {Learn} from "./learn.js";
import {Library} from "./library.js";
import {MapView} from "./mapview.js";
import {note, quiet} from "./notes.js";
import {Player} from "./player.js";
import {Prompt} from "./prompt.js";
import {Review} from "./review.js";
import {Rows} from "./rows.js";
import {Said} from "./said.js";
import {Search} from "./search.js";
import {Table} from "./table.js";
import {Tabs} from "./tabs.js";
import {Theme} from "./theme.js";
import {Vocabulary} from "./vocabulary.js";

const rows = new Rows();
const chosen = new Chosen(rows);
const said = new Said();
const player = new Player();
const vocabulary = new Vocabulary();
const actions = new Actions(said, rows);
const deck = new Deck(player, said);
const grid = $("#grid");
const details = new Details($("#details"), player, deck, {onlike: like, onsearch: ask, onclose: openDetails});
const table = new Table(grid, rows, chosen, said, {onpick: pick, onopen: openDetails, onsort: sort, onview: (first, last) => rows.want(first, last)});
const search = new Search(rows, vocabulary, {onleave: () => grid.focus(), onquery: asked});
const prompt = new Prompt(vocabulary, actions);
const review = new Review($("#review"), player, deck, actions);
const map = new MapView($("#map"), {onhover: seenOnMap, onplay: (row) => player.play(row), onselect: chosenOnMap});
const library = new Library($("#library"), {onsearch: ask});
const learn = new Learn($("#learn"), {onsearch: ask, onmodel: relabelled, onplay: (row) => player.play(row)});
const tabs = new Tabs({samples: () => table.resize(), review: () => review.enter(), map: () => map.enter(), library: () => library.enter(), learn: () => learn.enter()}, left);
new Theme(() => {
    table.refresh();
    deck.draw();
    map.restyle();
});

/* --- asking --- */

function ask(query) {
    tabs.open("samples");
    grid.focus();
    return search.ask(query);
}

function like(id) {
    return ask(`similar:${id}`);
}

const SORT = /(^|\s)sort:(-?\w+)/;

function asked(query) {
    if (tabs.now !== "samples")
        tabs.open("samples");
}

/* A head sorts by it, then the other way round, then not at all. */
function sort(key) {
    const now = SORT.exec(search.value)?.[2];
    const other = key.startsWith("-") ? key.slice(1) : `-${key}`;
    const next = now === key ? `sort:${other}` : now === other ? "" : `sort:${key}`;

    search.ask([search.value.replace(SORT, " ").trim(), next].filter(Boolean).join(" "));
}

rows.addEventListener("found", () => {
    table.sorted(SORT.exec(rows.query)?.[2] ?? null);
    setTimeout(() => tabs.remember(rows.query), 200);
    chosen.reset();
    table.toTop();
    blank(rows.total ? null : rows.query ? ["Nothing found", `Nothing fits “${rows.query}”.`, ["Show all", () => search.ask("")]] : ["No sounds yet", "Add a folder in a terminal: sampledb index ~/Samples", ["Look again", () => search.ask("")]]);
    quiet("server");
    performance.mark("rows");
});
rows.addEventListener("wrong", ({detail: problem}) => {
    if (problem.status === 400 && problem.column !== undefined)
        return;
    if (problem.status === 0)
        lost();
    else if (!rows.total)
        blank(["The library cannot be read", `${problem.message}.`, ["Try again", () => search.ask(search.value)]]);
    else
        note("rows", problem.message, {kind: "bad"});
});

function blank(what) {
    $("#blank").hidden = !what;
    if (what)
        $("#blank").replaceChildren(el("div", {class: "blank"}, el("h2", {}, what[0]), el("p", {}, what[1]), el("button", {onclick: what[2][1]}, what[2][0])));
}

/* --- looking and listening --- */

const here = () => rows.at(chosen.cursor);

function pick(i, e) {
    if (e.shiftKey)
        chosen.stretch(i, "mouse");
    else if (e.ctrlKey || e.metaKey)
        chosen.toggle(i);
    else {
        chosen.move(i, "mouse");
        if (e.target.closest(".cell.wave, .cell.mark"))
            player.toggle(here());
    }
}

chosen.addEventListener("moved", ({detail}) => {
    const row = here();

    deck.show(row);
    details.show(row);
    if (player.auto && row && detail.by !== "toggle")
        player.play(row);
    else
        player.ready(row);
    if (player.auto)
        player.ready(rows.at(chosen.cursor + 1));
});
chosen.addEventListener("changed", () => {
    const n = chosen.rows.size;
    const found = rows.total;

    if (n > 1) {
        const cut = n === MOST && found > MOST ? `the first ${say.count(n)} of ${say.count(found)}; one correction takes no more` : say.many(n, "sound");

        deck.about(`Chosen: ${cut}`);
        announce(`chosen: ${cut}`);
    } else
        deck.show(here());
});
rows.addEventListener("more", () => chosen.cursor >= 0 && deck.row === null && deck.show(here()));
rows.addEventListener("patched", ({detail: ids}) => {
    chosen.renew();
    if (deck.row && ids.has(deck.row.sample_id) && tabs.now === "samples" && chosen.rows.size < 2)
        deck.show(here() ?? deck.row);
});
player.addEventListener("state", () => table.plays(player.playing ? player.row.sample_id : 0));
player.addEventListener("wrong", (e) => note("player", `Not played: ${e.detail}.`, {kind: "warn"}));

function openDetails() {
    const open = details.toggle(deck.row);

    $("#act-more").setAttribute("aria-expanded", open);
    keep("details", open);
    table.resize();
    if (chosen.cursor >= 0)
        table.scroll.show(chosen.cursor * table.high, (chosen.cursor + 1) * table.high);
    if (!open)
        grid.focus();
}

function seenOnMap(row) {
    deck.show(row);
    player.ready(row);
}

function chosenOnMap(list, n) {
    if (n)
        deck.about(`Chosen on the map: ${say.many(n, "sound")}${n > MOST ? `, the first ${say.count(MOST)} count` : ""}`);
}

function left(view) {
    if (view === "samples" && here())
        deck.show(here());
    if (view === "map")
        map.highlight(chosen.targets.map((r) => r.sample_id));
}

/* --- saying --- */

/* What is meant: the chosen rows, the points chosen on the map, or what is heard. */
function targets() {
    if (tabs.now === "samples")
        return chosen.targets;
    if (tabs.now === "map" && map.chosen.length)
        return map.chosen;
    return deck.row?.sample_id ? [deck.row] : [];
}

const step = (by, stretch) => (stretch ? chosen.stretch(chosen.cursor + by) : chosen.move(chosen.cursor + by));
const S = "samples";
const R = "review";
const keys = [
    {group: "Listening", keys: ["Space"], says: "play or stop", run: () => (tabs.now === R ? review.play() : player.toggle(deck.row ?? here()))},
    {group: "Listening", keys: ["o"], says: "play each sound as the cursor moves", run: () => setAuto(!player.auto)},
    {group: "Listening", keys: ["+", "="], shown: ["+", "−"], says: "louder, softer", run: () => louder(0.1)},
    {group: "Listening", keys: ["-"], run: () => louder(-0.1)},
    {group: "Moving", view: S, keys: ["ArrowDown", "j"], shown: ["↓", "↑"], says: "next, previous; also j and k", run: () => step(1)},
    {group: "Moving", view: S, keys: ["ArrowUp", "k"], run: () => step(-1)},
    {group: "Moving", view: S, keys: ["PageDown"], shown: ["PgDn", "PgUp"], says: "a screen on, back", run: () => step(table.page)},
    {group: "Moving", view: S, keys: ["PageUp"], run: () => step(-table.page)},
    {group: "Moving", view: S, keys: ["Home"], shown: ["Home", "End"], says: "first, last", run: () => chosen.move(0)},
    {group: "Moving", view: S, keys: ["End"], run: () => chosen.move(rows.total - 1)},
    {group: "Moving", keys: ["/", "Ctrl+k"], shown: ["/"], says: "search", run: () => search.focus()},
    {group: "Moving", view: S, keys: ["Enter"], says: "details", run: () => openDetails()},
    {group: "Moving", view: S, keys: ["m"], says: "more like this", run: () => here()?.sample_id && like(here().sample_id)},
    {group: "Choosing", view: S, keys: ["Shift+ArrowDown"], shown: ["Shift", "↓ ↑"], says: "choose more; or Ctrl and click", run: () => step(1, true)},
    {group: "Choosing", view: S, keys: ["Shift+ArrowUp"], run: () => step(-1, true)},
    {group: "Choosing", view: S, keys: ["Shift+PageDown"], run: () => step(table.page, true)},
    {group: "Choosing", view: S, keys: ["Shift+PageUp"], run: () => step(-table.page, true)},
    {group: "Choosing", view: S, keys: ["Ctrl+a"], says: `choose all, at most ${say.count(MOST)}`, run: () => void chosen.all()},
    {group: "Choosing", view: S, keys: ["Escape"], says: "choose none", run: () => (chosen.rows.size ? chosen.clear() : false)},
    {group: "Saying", keys: ["a"], says: "it is what it is called", run: () => (tabs.now === R ? review.guess(0) : actions.accept(targets()))},
    {group: "Saying", keys: ["x"], says: "it is not", run: () => (tabs.now === R ? review.no() : actions.reject(targets()))},
    {group: "Saying", keys: ["t"], says: "call it something else", run: () => (tabs.now === R ? review.other() : canWrite() ? prompt.open(targets()) : readOnly())},
    {group: "Saying", keys: ["f"], says: "a loop is a one-shot, and back", run: () => (tabs.now === R ? review.form() : actions.form(targets()))},
    {group: "Saying", keys: ["u", "Ctrl+z"], says: "take the last word back", run: () => (tabs.now === R ? review.back() : actions.undo())},
    {group: "Saying", keys: ["U", "Ctrl+Z", "Ctrl+y"], shown: ["Shift", "u"], says: "say it again", run: () => void actions.redo()},
    {group: "Review", view: R, keys: ["Enter", "y"], says: "the first guess is right", run: () => review.guess(0)},
    {group: "Review", view: R, keys: ["1", "2", "3", "4", "5"], shown: ["1", "…", "5"], says: "that guess is right", run: (e) => review.guess(Number(e.key) - 1)},
    {group: "Review", view: R, keys: ["n"], says: "it is not what it is called", run: () => review.no()},
    {group: "Review", view: R, keys: ["s"], says: "skip it", run: () => review.skip()},
    {group: "Review", view: R, keys: ["p"], says: "play it again", run: () => player.play(deck.row)},
    {group: "Page", keys: ["Alt+s", "Alt+r", "Alt+m", "Alt+l", "Alt+e"], shown: ["Alt", "s r m l e"], says: "sounds, review, map, library, learn",
        run: (e) => tabs.open({s: "samples", r: "review", m: "map", l: "library", e: "learn"}[e.key])},
    {group: "Page", keys: ["?"], says: "this help", run: () => $("#help").showModal()},
];

function louder(by) {
    player.volume = Math.min(1, Math.max(0, player.volume + by));
    $("#volume").value = player.volume;
    announce(`volume ${say.percent(player.volume)}`);
}

function setAuto(on) {
    player.auto = on;
    $("#auto").checked = on;
    keep("auto", on);
    announce(on ? "sounds play as the cursor moves" : "sounds play when asked", 0);
}

const press = (name) => keys.find((k) => k.keys.includes(name)).run({key: name});

$("#act-yes").addEventListener("click", () => press("a"));
$("#act-no").addEventListener("click", () => press("x"));
$("#act-tag").addEventListener("click", () => press("t"));
$("#act-undo").addEventListener("click", () => press("u"));
$("#act-more").addEventListener("click", openDetails);
$("#auto").checked = player.auto;
$("#auto").addEventListener("change", (e) => setAuto(e.target.checked));
$("#help-open").addEventListener("click", () => $("#help").showModal());
fillHelp(keys);
hearKeys(keys, () => tabs.now);

for (const what of ["saving", "waiting", "refused"])
    said.addEventListener(what, () => table.refresh());
said.addEventListener("saved", ({detail: {word}}) => {
    if (wasLost)
        changedSoon(word.ids);
    if (word.items.some((i) => i.tag.startsWith("user:") || word.fresh))
        vocabulary.read().catch(() => {});
});

/* --- what happens meanwhile --- */

const changed = new Set();
let renewing = 0;

function changedSoon(ids) {
    for (const id of ids)
        changed.add(id);
    renewing ||= setTimeout(async () => {
        const ids = new Set(changed);

        renewing = 0;
        changed.clear();
        await rows.refresh(ids);
        if (details.open && ids.has(details.row?.sample_id))
            details.show(details.row);
    }, 200);
}

function relabelled() {
    rows.search(rows.query);
    vocabulary.read().catch(() => {});
    map.forget();
}

function lost() {
    note("server", "The server does not answer. What you say is kept, and the page goes on when it is back.", {kind: "bad", stays: true});
}

let wasLost = false;

listen({
    change: (c) => changedSoon([].concat(c).map((x) => x.sample_id)),
    retrain: (r) => learn.heard(r),
    model: () => {
        learn.model();
        relabelled();
    },
}, (up) => {
    if (!up && !wasLost)
        setTimeout(() => wasLost && lost(), 1500);
    if (up && wasLost) {
        quiet("server");
        said.retry();
        rows.search(rows.query);
    }
    wasLost = !up;
});

const begin = tabs.restore();

search.ask(begin ?? "");
if (tabs.now === "samples" && matchMedia("(pointer: fine)").matches)
    grid.focus();
if (kept("details", false) && matchMedia("(min-width: 1100px)").matches)
    openDetails();
vocabulary.read().catch(() => {});
if (!canWrite())
    readOnly();
else if (said.unsent)
    said.retry();
get("/healthz").then((h) => {
    if (h.status !== "ok")
        blank(["No library", "There is no library yet. In a terminal: sampledb index ~/Samples", ["Look again", () => location.reload()]]);
}, () => {});
