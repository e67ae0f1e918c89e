/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was said of sounds: one word after the other to the server, none of them lost. */
import {canWrite, dropToken, post} from "./api.js";
import {keep, kept} from "./dom.js";

const LEVELS = 200; /* of undo */
const WAITS = [2000, 5000, 10000, 30000]; /* ms until the next try */

/*
 * A word is {items, label, ids, fresh, kind}: what the server is told, what it is called
 * here, the samples it is about, whether a new category may be made. Words go out one at a
 * time, in their order. One that does not arrive is kept, beyond the life of the page, and
 * tried again; one that is refused is handed back.
 *
 * Events, detail {word}: "saving", "saved" (and reply), "waiting" (and problem), "refused"
 * (and problem); "rest" after each try, "idle" when nothing is left.
 */
export class Said extends EventTarget {
    state = new Map(); /* sample -> "saving", "saved" or "waiting" */
    undos = [];
    redos = [];
    #line = [];
    #busy = false;
    #tries = 0;
    #timer = 0;

    constructor() {
        super();
        this.#line = kept("unsent", []).filter((w) => Array.isArray(w?.items));
        for (const w of this.#line)
            this.#mark(w, "waiting");
    }

    get unsent() {
        return this.#line.length;
    }

    #tell(what, detail) {
        this.dispatchEvent(new CustomEvent(what, {detail}));
    }

    #mark(word, state) {
        for (const id of word.ids)
            this.state.set(id, state);
    }

    say(items, label, ids, more = {}) {
        const word = {items, label, ids, kind: "say", ...more};

        this.redos.length = word.kind === "say" ? 0 : this.redos.length;
        this.#line.push(word);
        this.#mark(word, "saving");
        keep("unsent", this.#line);
        this.#tell("saving", {word});
        this.#next();
        return word;
    }

    /* Take back the last word: one that waits is not sent at all, and is handed back. */
    async undo() {
        if (this.#busy)
            await new Promise((done) => this.addEventListener("rest", done, {once: true}));
        if (this.#line.length) {
            const word = this.#line.pop();

            keep("unsent", this.#line);
            for (const id of word.ids)
                this.state.delete(id);
            return {...word, unsaid: true};
        }
        const last = this.undos.pop();

        return last ? this.say(last.items, last.label, last.ids, {kind: "undo"}) : null;
    }

    redo() {
        const last = this.redos.pop();

        return last ? this.say(last.items, last.label, last.ids, {kind: "redo"}) : null;
    }

    retry() {
        clearTimeout(this.#timer);
        this.#timer = 0;
        this.#next();
    }

    /* Give up what was not sent yet. */
    drop() {
        const line = this.#line.splice(this.#busy ? 1 : 0);

        keep("unsent", this.#line);
        for (const word of line)
            for (const id of word.ids)
                this.state.delete(id);
        return line;
    }

    async #next() {
        if (this.#busy || this.#timer || !this.#line.length || !canWrite())
            return;
        const word = this.#line[0];

        this.#busy = true;
        try {
            const reply = await post("/v1/feedback", {actor: "web", feedback: word.items, ...(word.fresh && {new: true})});

            this.#arrived(word, reply);
        } catch (problem) {
            this.#failed(word, problem);
        }
        this.#busy = false;
        this.#tell("rest");
        if (this.#line.length)
            this.#next();
        else
            this.#tell("idle");
    }

    #arrived(word, reply) {
        this.#line.shift();
        keep("unsent", this.#line);
        this.#tries = 0;
        this.#mark(word, "saved");
        if (reply.undo?.length) {
            const back = {items: reply.undo, label: word.label, ids: word.ids};

            (word.kind === "undo" ? this.redos : this.undos).push(back);
            this.undos.splice(0, Math.max(0, this.undos.length - LEVELS));
        }
        this.#tell("saved", {word, reply});
    }

    #failed(word, problem) {
        if (problem.passing) {
            if (problem.status === 401)
                dropToken();
            this.#mark(word, "waiting");
            this.#timer = setTimeout(() => this.retry(), WAITS[Math.min(this.#tries++, WAITS.length - 1)]);
            this.#tell("waiting", {word, problem});
            return;
        }
        this.#line.shift();
        keep("unsent", this.#line);
        for (const id of word.ids)
            this.state.delete(id);
        if (word.kind === "undo")
            this.undos.push({items: word.items, label: word.label, ids: word.ids});
        this.#tell("refused", {word, problem});
    }
}
