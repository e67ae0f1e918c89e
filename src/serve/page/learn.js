/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Learning from what was said: try it or do it, see what it brings, go back where it harms. */
import {canWrite, get, post} from "./api.js";
import {readOnly} from "./actions.js";
import {announce, el} from "./dom.js";
import * as say from "./format.js";
import {note} from "./notes.js";

/* Calls back: onsearch(query), onmodel() when another model is in use. */
export class Learn {
    constructor(box, calls) {
        Object.assign(this, {box, calls});
        this.run = el("div", {class: "run"});
        this.models = el("div", {});
        this.deep = el("input", {type: "checkbox"});
        this.box.append(el("div", {class: "sheet"}, el("h2", {}, "Learn from corrections"),
            el("p", {class: "lead"}, "A new model is fitted to what was said of sounds, measured on folders it did not see, and used only if nothing that the old one knew gets worse."),
            el("div", {class: "links"},
                this.try = el("button", {onclick: () => this.#start(true)}, "Try it, change nothing"),
                this.go = el("button", {class: "main", onclick: () => this.#start(false)}, "Learn and use it"),
                this.halt = el("button", {hidden: true, onclick: () => this.#stop()}, "Stop"),
                el("label", {class: "switch"}, this.deep, el("span", {}, "also learn to hear (200 corrections or more)"))),
            this.run, el("h3", {}, "Models"), this.models));
    }

    async enter() {
        this.#list();
        try {
            this.heard(await get("/v1/retrain"));
        } catch (e) {
            this.run.replaceChildren(el("p", {}, e.message));
        }
    }

    async #start(dry) {
        if (!canWrite())
            return readOnly();
        try {
            await post("/v1/retrain", {dry_run: dry, deep: this.deep.checked});
            this.heard({state: "running", progress: {doing: "beginning", done: 0, of: 0}});
            this.#follow();
        } catch (e) {
            note("retrain", e.message, {kind: "bad"});
        }
    }

    async #stop() {
        await post("/v1/retrain/stop", {}).catch((e) => note("retrain", e.message, {kind: "bad"}));
    }

    /* Events may be lost: ask too, while it runs. */
    #follow() {
        clearTimeout(this.timer);
        this.timer = setTimeout(async () => {
            const state = await get("/v1/retrain").catch(() => null);

            if (state)
                this.heard(state);
            if (!state || state.state === "running")
                this.#follow();
        }, 2000);
    }

    /* How it stands: an event, or the answer of GET /v1/retrain. */
    heard(r) {
        const running = r.state === "running";
        const ended = this.running && !running;

        this.running = running;
        this.try.disabled = this.go.disabled = running;
        this.halt.hidden = !running;
        if (running)
            this.#progress(r.progress ?? {});
        else if (r.result)
            this.run.replaceChildren(...this.#result(r.result).filter(Boolean));
        else if (ended && r.result === undefined)
            get("/v1/retrain").then((whole) => this.heard(whole), () => {});
        else
            this.run.replaceChildren(r.error ? el("p", {class: "state bad"}, r.error) : "");
        if (ended) {
            announce(r.error ?? (r.state === "done" ? "learned" : r.state));
            this.#list();
        }
    }

    #progress(p) {
        const part = p.of ? p.done / p.of : null;
        const bar = this.run.querySelector("progress") ?? el("progress", {"aria-label": "Progress", max: 1});

        if (part === null)
            bar.removeAttribute("value");
        else
            bar.value = part;
        this.run.replaceChildren(bar, el("p", {class: "doing"}, `${p.doing ?? "learning"}${p.of ? `, ${say.count(p.done)} of ${say.count(p.of)}` : ""}`));
    }

    #compare(name, before, after, format, better) {
        const change = after - before;
        const good = Math.abs(change) < 1e-9 ? "" : change > 0 === better ? "good" : "bad";

        return el("tr", {}, el("th", {scope: "row"}, name), el("td", {class: "num"}, format(before)), el("td", {class: "num"}, format(after)),
            el("td", {class: `num state ${good}`}, good ? `${change > 0 ? "+" : "−"}${format(Math.abs(change))}` : "="));
    }

    #result(r) {
        const points = (x) => `${(x * 100).toFixed(1)} %`;
        const h = r.held_out;
        const moved = (r.leaves ?? []).filter((l) => l.before !== l.after);
        const head = r.refused ? ["Not used", "bad", r.why] : r.dry_run ? ["A trial: nothing was changed", "", null]
            : r.adopted === false ? ["Nothing new", "", "what was learned is what is in use"] : ["In use", "good", null];

        return [
            el("h3", {}, el("span", {class: `state ${head[1]}`}, head[0])), head[2] ? el("p", {}, head[2]) : null,
            el("p", {class: "lead"}, `Learned from ${say.many(r.corrections ?? 0, "correction")} of ${say.many(r.samples ?? 0, "sound")} in ${say.many(r.folders ?? 0, "folder")}`
                + `${r.passed_on ? `, passed on to ${say.many(r.passed_on, "sound")} beside them` : ""}.`),
            ...(r.new ?? []).map((n) => el("p", {}, `New category: ${n.tag ?? n}`)), ...(r.warnings ?? []).map((w) => el("p", {class: "dim"}, w.text ?? w)),
            el("table", {}, el("thead", {}, el("tr", {}, ["", "Before", "After", "Change"].map((t, k) => el(k ? "th" : "td", {class: "num"}, t)))), el("tbody", {},
                h?.n ? [this.#compare(`Right on ${say.many(h.n, "corrected sound")}${h.by_folder ? " of unseen folders" : ""}`, h.before.accuracy, h.after.accuracy, points, true),
                    this.#compare("Confidence is off by", h.before.ece, h.after.ece, points, false)] : null,
                this.#remembered(r.leaves ?? [], points),
                moved.map((l) => this.#compare(l.tag, l.before / l.n, l.after / l.n, points, true)))),
            r.labels ? this.#labels(r.labels) : r.labelled !== undefined ? el("p", {}, `${say.many(r.labelled, "sound")} labelled anew${r.labels_by && r.labels_by !== "done" ? `, by the ${r.labels_by}` : ""}.`) : null,
        ];
    }

    #remembered(leaves, points) {
        const sum = (k) => leaves.reduce((n, l) => n + l[k], 0);

        return leaves.length ? this.#compare("Remembers of its training", sum("before") / sum("n"), sum("after") / sum("n"), points, true) : null;
    }

    #labels(l) {
        return el("div", {class: "diff"}, el("h3", {}, `${say.count(l.changed)} of ${say.many(l.samples, "sound")} would be called something else`),
            el("ul", {class: "changes"}, (l.changes ?? []).slice(0, 20).map((c) => el("li", {}, this.#tag(c.from), el("span", {class: "arrow", "aria-label": "becomes"}, "→"), this.#tag(c.to), el("span", {class: "num"}, say.count(c.samples))))),
            l.examples?.length ? el("details", {}, el("summary", {}, "Some of them"), el("ul", {class: "changes"}, l.examples.map((x) => el("li", {},
                el("button", {class: "link", onclick: () => this.calls.onplay(x)}, x.path.slice(x.path.lastIndexOf("/") + 1)), this.#tag(x.from), el("span", {class: "arrow", "aria-label": "becomes"}, "→"), this.#tag(x.to))))) : null);
    }

    #tag(tag) {
        return el("span", {class: "tag"}, el("span", {class: `dot c-${say.colourOf(tag)}`}), tag ?? "unsure");
    }

    async #list() {
        try {
            const {models} = await get("/v1/models");

            this.models.replaceChildren(el("table", {}, el("thead", {}, el("tr", {}, ["Model", "Made by", "Corrections", "Accuracy", "In use since", ""].map((h) => el(h ? "th" : "td", h ? {scope: "col"} : {}, h)))),
                el("tbody", {}, models.map((m) => el("tr", {class: m.current ? "here" : ""},
                    el("th", {scope: "row", title: m.key}, `${m.id}  `, el("code", {}, m.key.slice(0, 8))), el("td", {}, m.built_in ? "built in" : m.made_by),
                    el("td", {}, say.count(m.corrections ?? 0)), el("td", {}, m.accuracy ? `${(m.accuracy * 100).toFixed(1)} %` : ""), el("td", {}, say.when(m.used_at)),
                    el("td", {}, m.current ? el("span", {class: "state good"}, "in use") : el("button", {onclick: () => this.#use(m)}, "Use it again")))))));
        } catch (e) {
            this.models.replaceChildren(el("p", {}, e.message));
        }
    }

    async #use(m) {
        if (!canWrite())
            return readOnly();
        try {
            await post("/v1/models/use", {id: m.id});
            note("model", `Model ${m.id} is in use; sounds are labelled anew.`);
            this.calls.onmodel();
        } catch (e) {
            note("model", e.message, {kind: "bad"});
        }
        this.#list();
    }

    model() {
        if (!this.box.hidden)
            this.#list();
    }
}
