/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The review queue: one sound after the other, those whose answer settles most first. */
import {canWrite, get} from "./api.js";
import {readOnly} from "./actions.js";
import {announce, el, icon} from "./dom.js";
import * as say from "./format.js";
import {drawWave, paint, peaksOf} from "./wave.js";

const BATCH = 50;

export class Review {
    #queue = [];
    #gone = []; /* answered or skipped: {row, said} */
    #seen = new Set();
    #unwatch = () => {};
    #reading = false;
    done = 0;

    constructor(box, player, deck, actions) {
        Object.assign(this, {box, player, deck, actions});
    }

    get row() {
        return this.#queue[0];
    }

    async enter() {
        if (!this.row)
            await this.#read();
        this.#show();
    }

    async #read() {
        if (this.#reading)
            return;
        this.#reading = true;
        this.box.replaceChildren(el("p", {class: "blank"}, "Weighing what to ask…"));
        try {
            const {samples} = await get("/v1/review", {limit: BATCH, peaks: 1});

            this.#queue = samples.filter((s) => !this.#seen.has(s.sample_id));
            for (const row of this.#queue) {
                row.wave = row.peaks ? peaksOf(row.peaks) : null;
                row.name ??= row.path.slice(row.path.lastIndexOf("/") + 1);
            }
            this.problem = null;
        } catch (e) {
            this.problem = e;
        }
        this.#reading = false;
    }

    #blank() {
        const text = this.problem ? this.problem.message : this.done ? "Nothing more to ask: the rest is settled, or surer than a question." : "Nothing to ask: no model has heard these sounds yet, or all is settled.";

        this.box.replaceChildren(el("div", {class: "blank"}, el("h2", {}, this.problem ? "No questions now" : "All done"), el("p", {}, text),
            el("button", {onclick: () => this.enter()}, "Look again")));
        this.deck.show(null);
    }

    #show() {
        const row = this.row;

        this.#unwatch();
        if (!row)
            return this.#blank();
        const canvas = el("canvas", {class: "wave", role: "slider", tabIndex: 0, "aria-label": "Position in the sound", "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": 0});
        const guesses = row.guesses ?? row.why?.guesses ?? [];
        const crowd = row.crowd ?? row.why?.crowd ?? 0;

        this.box.replaceChildren(el("article", {class: "card"},
            el("p", {class: "step"}, `Question ${this.done + 1}`, crowd ? el("b", {}, `  ·  the answer reaches ${say.many(crowd, "other")}`) : ""),
            el("h2", {}, row.name), el("p", {class: "path"}, say.folder(row.path)),
            canvas,
            el("p", {class: "called"}, "Called ", el("b", {}, row.category ?? "nothing yet"), row.form ? `, ${row.form === "oneshot" ? "a one-shot" : "a loop"}` : "",
                row.duration_s ? `, ${say.length(row.duration_s)}` : ""),
            el("ol", {class: "guesses", "aria-label": "Guesses of the model"}, guesses.map((g, k) => el("li", {},
                el("button", {class: k === 0 ? "first" : "", style: {"--p": g.probability}, onclick: () => this.guess(k)},
                    el("kbd", {}, k === 0 ? "y" : k + 1), el("span", {class: `dot c-${say.colourOf(g.tag)}`}), el("span", {class: "label"}, g.tag), el("span", {class: "num"}, say.percent(g.probability)))))),
            el("div", {class: "acts"},
                el("button", {onclick: () => this.no()}, icon("no"), "Not that", el("kbd", {}, "n")),
                el("button", {onclick: () => this.other()}, icon("tag"), "Something else", el("kbd", {}, "t")),
                el("button", {onclick: () => this.form()}, row.form === "loop" ? "A one-shot" : "A loop", el("kbd", {}, "f")),
                el("button", {onclick: () => this.skip()}, "Skip", el("kbd", {}, "s")),
                el("button", {onclick: () => this.back(), disabled: !this.#gone.length}, icon("undo"), "Back", el("kbd", {}, "u")))));
        this.#unwatch = this.deck.watch(canvas, row, (place) => drawWave(canvas, row.wave, paint(`c-${say.colourOf(row.category ?? guesses[0]?.tag)}`), place));
        this.deck.show(row);
        this.#picture(row);
        this.player.play(row);
        this.player.ready(this.#queue[1]);
        announce(`${row.name}, called ${row.category ?? "nothing yet"}; guesses: ${guesses.map((g) => `${g.tag} ${say.percent(g.probability)}`).join(", ")}`);
    }

    /* A row may come without its peaks. */
    async #picture(row) {
        if (!row.wave) {
            const peaks = await get(`/v1/samples/${row.sample_id}/peaks`).catch(() => null);

            row.wave = peaks && {low: peaks.min, high: peaks.max};
        }
        requestAnimationFrame(() => this.deck.draw());
    }

    async #next(said) {
        const row = this.#queue.shift();

        this.#gone.push({row, said});
        this.#seen.add(row.sample_id);
        this.done++;
        if (!this.row)
            await this.#read();
        this.#show();
    }

    #answer(text) {
        if (!canWrite())
            return readOnly();
        const said = this.actions.tag([this.row], text);

        return said && this.#next(true);
    }

    guess(k) {
        const g = (this.row?.guesses ?? this.row?.why?.guesses ?? [])[k];

        return g && this.#answer(`+category:${g.tag}`);
    }

    no() {
        const tag = this.row?.category ?? this.row?.guesses?.[0]?.tag;

        return tag && this.#answer(`-category:${tag}`);
    }

    other() {
        if (!this.row)
            return;
        const prompt = this.actions.prompt;
        const row = this.row;
        const tagged = (e) => {
            if (e.detail.word.ids.includes(row.sample_id) && this.row === row && e.detail.word.kind === "say")
                this.#next(true);
        };

        this.actions.said.addEventListener("saving", tagged);
        prompt.box.addEventListener("close", () => setTimeout(() => this.actions.said.removeEventListener("saving", tagged)), {once: true});
        prompt.open([row]);
    }

    form() {
        if (this.row && this.actions.form([this.row])) {
            this.row.form = this.row.form === "loop" ? "oneshot" : "loop";
            this.#show();
        }
    }

    skip() {
        return this.row && this.#next(false);
    }

    async back() {
        const last = this.#gone.pop();

        if (!last)
            return;
        if (last.said)
            await this.actions.undo();
        this.#seen.delete(last.row.sample_id);
        this.#queue.unshift(last.row);
        this.done--;
        this.#show();
    }

    play() {
        return this.row && this.player.toggle(this.row);
    }
}
