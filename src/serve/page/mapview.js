/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The view of the map: fetches where each sound lies, and plays and chooses on it. */
import {get, getBytes, Problem} from "./api.js";
import {announce, el} from "./dom.js";
import * as say from "./format.js";

/* Calls back: onhover(row), onselect(rows, how many there were), onplay(row). */
export class MapView {
    #map = null;
    #names = new Map(); /* sample -> row, as far as it was asked for */
    #turn = 0;
    chosen = [];

    constructor(box, calls) {
        Object.assign(this, {box, calls});
    }

    async enter() {
        if (this.#map)
            return;
        this.box.replaceChildren(el("p", {class: "blank"}, "Laying out the map…"));
        try {
            const [{SoundMap}, points, kinds] = await Promise.all([import("./map.js"), getBytes("/v1/map"), get("/v1/map/categories")]);

            this.#make(SoundMap, points, kinds.categories ?? kinds);
        } catch (e) {
            const text = e instanceof Problem ? e.message : `The map cannot be shown here: ${e.message}`;

            this.box.replaceChildren(el("div", {class: "blank"}, el("h2", {}, "No map"), el("p", {}, text), el("button", {onclick: () => this.enter()}, "Try again")));
        }
    }

    #make(SoundMap, points, categories) {
        const canvas = el("canvas", {id: "map-canvas", tabIndex: 0, role: "application", "aria-label": "Map of all sounds: what is near is alike. Arrows go from one to the next, space plays it, plus and minus zoom, 0 shows all; Shift and drag chooses."});

        this.canvas = canvas;
        this.tip = el("p", {class: "tip", "aria-live": "polite", hidden: true});
        const lasso = el("label", {class: "switch lasso", title: "Or hold Shift"}, el("input", {type: "checkbox", onchange: (e) => {
            this.#map.lasso = e.target.checked;
        }}), el("span", {}, "Drag chooses"));

        this.box.replaceChildren(canvas, this.tip, lasso, this.#legend(categories));
        this.#map = new SoundMap(canvas, {
            onHover: (id) => this.#hover(id),
            onPlay: (id) => this.#row(id).then((row) => row && this.calls.onplay(row)),
            onSelect: (ids) => this.#select([...ids]),
        });
        this.#map.setData(points, categories);
    }

    #legend(categories) {
        const roots = [...new Set(categories.map((c) => say.root(c.tag)))];

        return el("ul", {class: "legend", "aria-label": "Colours"}, roots.map((r) => el("li", {}, el("span", {class: `dot c-${say.colourOf(r)}`}), r === "none" ? "unsure" : r)));
    }

    async #row(id) {
        if (!this.#names.has(id)) {
            const known = await get(`/v1/samples/${id}`).catch(() => null);

            if (!known)
                return null;
            const row = {...known.sample, sample_id: id, path: known.file?.path ?? "", name: (known.file?.path ?? "").split("/").pop(), state: known.file?.state};

            if (this.#names.size > 2000)
                this.#names.clear();
            this.#names.set(id, row);
        }
        return this.#names.get(id);
    }

    /* What the pointer or the cursor is over is named. */
    #hover(id) {
        const turn = ++this.#turn;

        if (!id) {
            this.tip.hidden = true;
            return;
        }
        this.tip.textContent = "…";
        this.tip.hidden = false;
        setTimeout(async () => {
            const row = turn === this.#turn ? await this.#row(id) : null;

            if (!row || turn !== this.#turn)
                return;
            this.tip.replaceChildren(el("b", {}, row.name), ` ${row.category ?? "unsure"}, ${say.length(row.duration_s)}`);
            this.calls.onhover(row);
        }, 40);
    }

    async #select(ids) {
        const some = ids.slice(0, 1000);

        this.chosen = some.map((id) => ({sample_id: id}));
        announce(`${say.many(ids.length, "sound")} chosen${ids.length > 1000 ? ", the first 1,000 of them count" : ""}`);
        this.calls.onselect(this.chosen, ids.length);
        const rows = await Promise.all(some.slice(0, 200).map((id) => this.#row(id)));

        rows.forEach((row, k) => row && Object.assign(this.chosen[k], row));
    }

    restyle() {
        this.#map?.restyle();
    }

    /* Show where these are. */
    highlight(ids) {
        this.#map?.highlight(ids);
    }

    /* Another model or other sounds: the map is read again when it is looked at. */
    forget() {
        this.#map?.destroy();
        this.#map = null;
        this.#names.clear();
        if (!this.box.hidden)
            this.enter();
    }
}
