/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of sounds: only the rows in sight exist, however many were found. */
import {el} from "./dom.js";
import * as say from "./format.js";
import {Scroll} from "./scroll.js";
import {fillThumb, thumb} from "./wave.js";

/* Columns: what they are called, the key that sorts by them, how a cell is filled. */
const COLUMNS = [
    {id: "mark", head: "State", fill: fillMark},
    {id: "name", head: "Name", sort: "name", fill: (c, r) => put(c, r.name, r.path)},
    {id: "wave", head: "Waveform", fill: fillWave},
    {id: "category", head: "Category", sort: "-conf", fill: fillCategory},
    {id: "form", head: "Form", fill: (c, r) => put(c, r.form === "oneshot" ? "one-shot" : r.form ?? "")},
    {id: "bpm", head: "BPM", sort: "bpm", fill: (c, r) => put(c, say.bpm(r.bpm))},
    {id: "key", head: "Key", fill: (c, r) => put(c, say.key(r.key))},
    {id: "note", head: "Note", sort: "note", fill: (c, r) => put(c, say.note(r.note))},
    {id: "length", head: "Length", sort: "dur", fill: (c, r) => put(c, say.length(r.duration_s))},
    {id: "folder", head: "Folder", sort: "path", fill: (c, r) => put(c, say.shortFolder(r.path), say.folder(r.path))},
];

/* Rows that are placed from one place: as long as it stays, so do they. */
const BLOCK = 1000;

const STATES = {
    saving: ["…", "being saved"],
    saved: ["✓", "saved"],
    waiting: ["!", "not saved yet"],
};

/* What stands there already is not put there again: it would be laid out anew. */
function put(e, value, title = "") {
    if (e.textContent !== value)
        e.textContent = value;
    if (e.title !== title)
        e.title = title;
}

function look(e, name) {
    if (e.className !== name)
        e.className = name;
}

function fillMark(cell, row, table) {
    const state = table.said.state.get(row.sample_id);
    const own = row.category_confidence === 1;
    const [sign, words] = STATES[state] ?? (row.state !== "ok" && row.state ? ["⚠", row.error ?? row.state] : own ? ["•", "confirmed"] : ["", ""]);
    const e = cell.firstChild ?? cell.appendChild(el("span", {}));

    look(cell, `cell mark ${state ?? (own ? "own" : "")}`);
    put(e, sign, words);
    if (sign) {
        e.setAttribute("role", "img");
        e.setAttribute("aria-label", words);
    } else {
        e.removeAttribute("role");
        e.removeAttribute("aria-label");
    }
}

function fillWave(cell, row) {
    fillThumb(cell.firstChild ?? cell.appendChild(thumb()), row.wave, say.colourOf(row.category));
}

function fillCategory(cell, row) {
    if (!cell.parts) {
        const above = el("span", {class: "above"});
        const last = el("span", {class: "last"});

        cell.parts = {above, last, dot: el("span", {}), tag: el("span", {class: "tag parts"}, above, last), sure: el("span", {class: "sure"})};
        cell.append(cell.parts.dot, cell.parts.tag, cell.parts.sure);
    }
    const {above, last, dot, tag, sure} = cell.parts;
    const [front, end] = row.category ? say.tagParts(row.category) : ["", row.sample_id ? "unsure" : row.state ?? ""];

    look(dot, `dot c-${say.colourOf(row.category)}`);
    look(last, row.category ? "last" : "last unsure");
    put(above, front);
    put(last, end);
    if (tag.title !== (row.category ?? ""))
        tag.title = row.category ?? "";
    put(sure, row.category ? say.percent(row.category_confidence).replace(" ", "\u2009") : "");
}

/*
 * Draws the rows of `list` into the grid. Calls back: onpick(i, event) for a click on a row,
 * onopen(i) for a double one, onsort(key) for the head of a column, onview(first, last).
 */
export class Table {
    #pool = []; /* rows of the document, by place modulo their number */
    #frame = 0;

    constructor(grid, list, chosen, said, calls) {
        Object.assign(this, {grid, list, chosen, said, calls});
        this.body = el("div", {class: "body", role: "rowgroup"});
        this.layer = el("div", {class: "layer", role: "presentation"});
        this.body.append(this.layer);
        this.grid.append(this.#head(), this.body);
        this.scroll = new Scroll(grid, this.body, () => this.#later());
        this.#measure();
        new ResizeObserver(() => this.resize()).observe(grid);
        this.layer.addEventListener("mousedown", (e) => this.#pressed(e));
        this.layer.addEventListener("dblclick", (e) => this.calls.onopen(this.#place(e)));
        for (const what of ["found", "patched"])
            list.addEventListener(what, () => this.refresh());
        list.addEventListener("more", () => this.refresh(false));
        chosen.addEventListener("moved", () => this.#follow());
        chosen.addEventListener("changed", () => this.#later());
    }

    #head() {
        const cells = COLUMNS.map((c, k) => {
            const cell = el("div", {class: `cell ${c.id}`, role: "columnheader", "aria-colindex": k + 1});

            if (c.sort)
                cell.append(el("button", {tabIndex: -1, title: `Sort by ${c.head.toLowerCase()}`, onclick: () => this.calls.onsort(c.sort)}, c.head));
            else
                cell.append(el("span", {class: c.id === "mark" ? "unseen" : ""}, c.head));
            return cell;
        });

        this.heads = cells;
        this.grid.setAttribute("aria-colcount", COLUMNS.length);
        return el("div", {class: "head", role: "rowgroup"}, el("div", {class: "row", role: "row", "aria-rowindex": 1}, cells));
    }

    /* The order that the query asks for, as its head says it. */
    sorted(key) {
        COLUMNS.forEach((c, k) => {
            const by = c.sort && key && c.sort.replace("-", "") === key.replace("-", "");
            const order = key?.startsWith("-") ? "descending" : "ascending";

            if (by)
                this.heads[k].setAttribute("aria-sort", order);
            else
                this.heads[k].removeAttribute("aria-sort");
        });
    }

    #measure() {
        const style = getComputedStyle(this.grid);

        this.high = parseFloat(style.getPropertyValue("--row")) || 30;
        this.scroll.lid = this.grid.firstChild.offsetHeight || 30;
    }

    resize() {
        this.#measure();
        for (const line of this.#pool)
            line.down = -1;
        this.scroll.resize(this.list.total * this.high);
        this.#later(true);
    }

    /* More rows are there, or what is there is otherwise. */
    refresh(otherwise = true) {
        if (this.list.total !== this.rowsShown) {
            this.rowsShown = this.list.total;
            this.scroll.resize(this.list.total * this.high);
        }
        const count = String(this.list.exact ? this.list.total + 1 : -1);

        if (this.grid.getAttribute("aria-rowcount") !== count)
            this.grid.setAttribute("aria-rowcount", count);
        this.#later(otherwise);
    }

    #later(all = false) {
        this.stale ||= all;
        this.#frame ||= requestAnimationFrame(() => {
            this.#frame = 0;
            this.draw();
        });
    }

    /* How many rows a page is. */
    get page() {
        return Math.max(1, Math.floor((this.scroll.seen - this.scroll.lid) / this.high) - 1);
    }

    draw() {
        const {top, seen} = this.scroll;
        const first = Math.max(0, Math.floor(top / this.high) - 4);
        const last = Math.min(this.list.total - 1, Math.ceil((top + seen) / this.high) + 4);
        const need = last - first + 1;

        if (this.#pool.length < need)
            this.#grow(need);
        const base = first - (first % BLOCK);
        const down = `translateY(${Math.round(this.scroll.shift + base * this.high)}px)`;

        if (this.down !== down)
            this.layer.style.transform = this.down = down;
        for (let k = 0; k < this.#pool.length; k++) {
            const i = first + ((k - (first % this.#pool.length) + this.#pool.length) % this.#pool.length);
            const line = this.#pool[k];

            if (i > last) {
                if (!line.hidden)
                    line.hidden = true;
                line.place = -1;
                continue;
            }
            if (line.down !== i - base) {
                line.down = i - base;
                line.style.transform = `translateY(${line.down * this.high}px)`;
            }
            if (line.place !== i || this.stale || line.row !== this.list.at(i))
                this.#fill(line, i);
            this.#dress(line, i);
        }
        this.stale = false;
        this.calls.onview(first, last);
    }

    #grow(need) {
        while (this.#pool.length < need + 4) {
            const cells = COLUMNS.map((c, k) => el("div", {class: `cell ${c.id}`, role: "gridcell", "aria-colindex": k + 1}));
            const line = el("div", {class: "row", role: "row", "aria-selected": false}, cells);

            line.place = -1;
            this.#pool.push(line);
            this.layer.append(line);
        }
        for (const line of this.#pool)
            line.place = -1;
    }

    /* What a row is among the others: under the cursor, chosen, heard. */
    #dress(line, i) {
        const here = i === this.chosen.cursor;
        const chosen = this.chosen.has(i);
        const {row} = line;
        const dress = `row${here ? " here" : ""}${chosen ? " chosen" : ""}${row ? "" : " empty"}${row?.sample_id && row.sample_id === this.playing ? " playing" : ""}`;

        if (line.className !== dress) {
            line.className = dress;
            line.setAttribute("aria-selected", here || chosen);
        }
    }

    #fill(line, i) {
        const row = this.list.at(i);

        line.hidden = false;
        line.place = i;
        line.row = row;
        line.id = `row-${i}`;
        line.setAttribute("aria-rowindex", i + 2);
        COLUMNS.forEach((c, k) => {
            if (row)
                c.fill(line.children[k], row, this);
            else {
                line.children[k].replaceChildren();
                line.children[k].parts = null;
            }
        });
    }

    #place(e) {
        return e.target.closest(".row")?.place ?? -1;
    }

    #pressed(e) {
        const i = this.#place(e);

        if (e.button !== 0 || i < 0)
            return;
        if (e.shiftKey)
            e.preventDefault();
        this.calls.onpick(i, e);
    }

    #follow() {
        const i = this.chosen.cursor;

        this.scroll.show(i * this.high, (i + 1) * this.high);
        this.draw();
        if (i >= 0)
            this.grid.setAttribute("aria-activedescendant", `row-${i}`);
        else
            this.grid.removeAttribute("aria-activedescendant");
    }

    /* The sample that is heard now, or 0. */
    plays(sample) {
        this.playing = sample;
        this.#later();
    }

    toTop() {
        this.scroll.to(0);
        this.grid.removeAttribute("aria-activedescendant");
    }
}
