/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The views of the page, one of which is open; the address says which, and what was asked. */
import {$} from "./dom.js";

export class Tabs {
    now = "samples";
    #query = "";

    /* `enters` has what each view does when it is opened; left(view) is called after it. */
    constructor(enters, opened) {
        Object.assign(this, {enters, opened});
        this.names = Object.keys(enters);
        for (const name of this.names)
            $(`#tab-${name}`).addEventListener("click", () => this.open(name));
        $("#tabs").addEventListener("keydown", (e) => this.#key(e));
        addEventListener("hashchange", () => this.#follow());
    }

    #key(e) {
        const by = {ArrowRight: 1, ArrowLeft: -1}[e.key];

        if (!by)
            return;
        e.preventDefault();
        this.open(this.names[(this.names.indexOf(this.now) + by + this.names.length) % this.names.length]);
        $(`#tab-${this.now}`).focus();
    }

    open(name) {
        if (!this.names.includes(name))
            return;
        this.now = name;
        for (const other of this.names) {
            const on = other === name;

            $(`#${other}`).hidden = !on;
            $(`#tab-${other}`).setAttribute("aria-selected", on);
            $(`#tab-${other}`).tabIndex = on ? 0 : -1;
        }
        document.body.dataset.view = name;
        this.#address();
        this.enters[name]();
        this.opened(name);
    }

    #address() {
        const hash = `#/${this.now}${this.#query ? `?q=${encodeURIComponent(this.#query)}` : ""}`;

        if (location.hash !== hash)
            history.replaceState(null, "", hash);
    }

    remember(query) {
        this.#query = query;
        this.#address();
    }

    /* What the address says: opens its view, gives its query. */
    restore() {
        const [, view, query] = /^#\/(\w+)(?:\?q=(.*))?$/.exec(location.hash) ?? [];

        this.#query = query ? decodeURIComponent(query) : "";
        this.open(this.names.includes(view) ? view : "samples");
        return this.#query;
    }

    #follow() {
        const [, view] = /^#\/(\w+)/.exec(location.hash) ?? [];

        if (view && view !== this.now)
            this.open(view);
    }
}
