/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Dark or light: as the system has it, until somebody says otherwise. */
import {$, announce, keep, kept} from "./dom.js";
import {forgetPaints} from "./wave.js";

const dark = matchMedia("(prefers-color-scheme: dark)");

export class Theme {
    #own = kept("theme", null);

    constructor(changed) {
        this.changed = changed;
        $("#theme").addEventListener("click", () => this.#turn());
        dark.addEventListener("change", () => this.#apply());
        this.#apply(true);
    }

    get now() {
        return this.#own ?? (dark.matches ? "dark" : "light");
    }

    #turn() {
        const next = this.now === "dark" ? "light" : "dark";

        this.#own = next === (dark.matches ? "dark" : "light") ? null : next;
        keep("theme", this.#own);
        this.#apply();
        announce(`${this.now} theme`, 0);
    }

    #apply(first = false) {
        if (this.#own)
            document.documentElement.dataset.theme = this.#own;
        else
            delete document.documentElement.dataset.theme;
        $("#theme").setAttribute("aria-label", `Theme: ${this.now}`);
        $("#theme").title = `Theme: ${this.now}`;
        forgetPaints();
        if (!first)
            this.changed();
    }
}
