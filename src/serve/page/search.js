/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The box that is asked in: asks while one types, and shows where a query goes wrong. */
import {$, announce} from "./dom.js";
import {Complete} from "./complete.js";
import {count, many} from "./format.js";

const PAUSE = 20; /* ms that keys typed at once are waited for */

/* Calls back: onleave() when the search is done and the sounds are wanted. */
export class Search {
    #timer = 0;
    #typed = 0; /* when the key was pressed that is not answered yet */
    #asked = 0;

    constructor(rows, vocabulary, {onleave, onquery}) {
        Object.assign(this, {rows, onquery});
        this.input = $("#query");
        this.wrong = $("#query-wrong");
        this.count = $("#count");
        this.list = new Complete(this.input, $("#query-list"), (text, place) => vocabulary.query(text, place), {taken: () => this.typed()});
        this.input.addEventListener("input", () => this.typed());
        this.input.addEventListener("keydown", (e) => {
            if (e.key !== "Enter" && e.key !== "Escape" && !(e.key === "ArrowDown" && !this.list.shown))
                return;
            e.preventDefault();
            this.list.close();
            onleave();
        });
        $("#search").addEventListener("submit", (e) => e.preventDefault());
        $("#clear").addEventListener("click", () => this.ask(""));
        rows.addEventListener("found", () => this.#found());
        rows.addEventListener("more", () => this.#counted());
        rows.addEventListener("wrong", (e) => this.#fault(e.detail));
    }

    get value() {
        return this.input.value;
    }

    focus() {
        this.input.focus();
        this.input.select();
    }

    typed() {
        this.#typed = performance.now();
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#go(), this.#typed - this.#asked < 5 * PAUSE ? PAUSE : 0);
        $("#clear").hidden = !this.input.value;
    }

    /* Put a query into the box and ask it. */
    ask(query) {
        this.input.value = query;
        $("#clear").hidden = !query;
        this.list.close();
        clearTimeout(this.#timer);
        return this.#go();
    }

    #go() {
        const query = this.input.value.trim();

        this.#asked = performance.now();
        this.onquery(query);
        return this.rows.search(query);
    }

    /* What came first of an answer is on the screen with the next frame. */
    #found() {
        const begun = this.#typed;

        this.#typed = 0;
        this.wrong.textContent = "";
        this.input.removeAttribute("aria-invalid");
        this.#counted();
        if (begun)
            requestAnimationFrame(() => setTimeout(() => performance.measure("type-to-rows", {start: begun, end: performance.now()})));
    }

    #counted() {
        const {total, exact} = this.rows;

        this.count.textContent = exact ? count(total) : `${count(total)}…`;
        this.count.title = exact ? many(total, "sound") : "being counted";
        if (exact)
            announce(total ? `${many(total, "sound")} found` : "nothing found", 500);
    }

    /* The caret stands under the column, in the letters of the box itself. */
    #fault(problem) {
        if (problem.status !== 400 || problem.column === undefined)
            return;
        const before = this.input.value.slice(0, Math.max(0, problem.column - 1));
        const lead = Object.assign(document.createElement("span"), {className: "lead", textContent: before});

        lead.setAttribute("aria-hidden", "true");
        this.input.setAttribute("aria-invalid", "true");
        this.wrong.replaceChildren(lead, Object.assign(document.createElement("span"), {textContent: `↑ ${problem.message.replace(/^column \d+: /, "")}`}));
        this.count.textContent = "";
    }
}
