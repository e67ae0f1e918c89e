/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The library as a whole: its folders and how they are, and what is in it. */
import {get} from "./api.js";
import {el} from "./dom.js";
import * as say from "./format.js";

const STATES = {ok: "good", online: "good", offline: "bad", missing: "bad"};

/* Calls back: onsearch(query). */
export class Library {
    constructor(box, calls) {
        Object.assign(this, {box, calls});
    }

    async enter() {
        try {
            const [stats, {folders}] = await Promise.all([get("/v1/stats"), get("/v1/folders")]);

            this.#fill(stats, folders);
        } catch (e) {
            this.box.replaceChildren(el("p", {class: "blank"}, e.message));
        }
    }

    #figure(value, words) {
        return el("div", {class: "figure"}, el("b", {}, value), el("span", {}, words));
    }

    #fill(stats, folders) {
        const failed = (stats.files_by_state?.failed ?? 0) + (stats.files_by_state?.unsupported ?? 0);

        this.box.replaceChildren(el("div", {class: "sheet"},
            el("h2", {}, "Library"),
            el("div", {class: "figures"},
                this.#figure(say.count(stats.samples), "sounds"), this.#figure(say.count(stats.files), "files"),
                this.#figure(say.length(stats.duration_s), "to listen to"), this.#figure(say.count(stats.unsure), "unsure"),
                this.#figure(say.count(stats.duplicates), "duplicates"), this.#figure(say.count(failed), "cannot be read"),
                this.#figure(say.bytes(stats.bytes), "library")),
            failed ? el("p", {}, el("button", {onclick: () => this.calls.onsearch("state:failed or state:unsupported")}, "Show what cannot be read")) : null,
            el("h3", {}, "Folders"), this.#folders(folders),
            el("h3", {}, "What is in it"), this.#kinds(stats.category ?? [])));
    }

    #folders(folders) {
        if (!folders.length)
            return el("p", {}, "No folder yet: ", el("code", {}, "sampledb index ~/Samples"), " adds one.");
        return el("table", {}, el("thead", {}, el("tr", {}, ["Folder", "State", "Files", "Looked after", "Last look"].map((h) => el("th", {scope: "col", class: h === "Files" ? "num" : ""}, h)))),
            el("tbody", {}, folders.map((f) => el("tr", {},
                el("th", {scope: "row"}, el("button", {class: "link", onclick: () => this.calls.onsearch(`folder:"${f.path}"`)}, f.path)),
                el("td", {}, el("span", {class: `state ${STATES[f.state] ?? "dim"}`}, f.state), f.why ? ` ${f.why}` : ""),
                el("td", {class: "num"}, say.count(f.files)),
                el("td", {title: f.coverage_why ?? ""}, f.coverage, f.coverage_why ? ` (${f.coverage_why})` : ""),
                el("td", {}, say.when(f.last_crawl_at))))));
    }

    #kinds(list) {
        const most = Math.max(1, ...list.map((c) => c.n));

        return el("ul", {class: "kinds"}, list.map((c) => el("li", {}, el("button", {disabled: !c.name, onclick: () => this.calls.onsearch(`category:${c.name}`)},
            el("span", {class: `dot c-${say.colourOf(c.name)}`}), el("span", {class: "label"}, c.name ?? "unsure"),
            el("span", {class: `bar c-${say.colourOf(c.name)}`, style: {"--p": c.n / most}, "aria-hidden": true}), el("span", {class: "num"}, say.count(c.n))))));
    }
}
